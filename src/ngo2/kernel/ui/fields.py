"""How one question is drawn: label, example, hint, error and field, tied together for screen readers."""

from collections.abc import Mapping
from typing import Any

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Field, RadioSelect, Select
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _

_SHORT = 12  # choices with labels up to here stand two in a line


class Renderer(TemplatesSetting):
    """`FORM_RENDERER`: `{{ form }}` and `{{ field.as_field_group }}` look like everything else."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


def shape(bound: BoundField) -> str:
    """`choices` (radio or check cards), `tick` (one box) or `line` (everything else)."""
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "tick" if isinstance(widget, CheckboxInput) else "line"


def question(
    bound: BoundField,
    *,
    label: str = "",
    example: str = "",
    hint: str = "",
    heading: bool = False,
    explained: Mapping[Any, str] | None = None,
) -> dict[str, Any]:
    """Context of ui/parts/field.html. `explained`: a sentence under a choice, by its value."""
    anchor = bound.id_for_label or bound.auto_id or bound.html_name
    base = bound.auto_id or bound.html_name
    example = example or getattr(bound.field, "example", "")
    hint = hint or str(bound.help_text or "")
    described = [f"{base}_{part}" for part, there in _parts(example, hint, bound) if there]
    kind = shape(bound)
    attributes: dict[str, str | bool] = (
        {"aria-describedby": " ".join(described)} if described and kind != "choices" else {}
    )
    return {
        "bound": bound,
        "base": base,
        "anchor": anchor,
        "kind": kind,
        "label": label or bound.label,
        "example": example,
        "hint": hint,
        "heading": heading,
        "errors": error_words(bound),
        "described": " ".join(described),
        "widget": "" if kind == "choices" else bound.as_widget(attrs=attributes),
        "options": _options(bound, explained or {}) if kind == "choices" else [],
        "short": kind == "choices" and _are_short(bound),
    }


def error_words(bound: BoundField) -> list[str]:
    """The field's errors. Django's "This field is required." becomes what to do."""
    plain = Field.default_error_messages["required"]
    return [
        _todo(bound) if error.code == "required" and error.message == plain else " ".join(error.messages)
        for error in bound.errors.as_data()
    ]


def _todo(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxSelectMultiple):
        return _("Please choose at least one.")
    if isinstance(widget, Select | RadioSelect):
        return _("Please choose one.")
    return _("Please tick this to go on.") if isinstance(widget, CheckboxInput) else _("Please fill this in.")


def _parts(example: str, hint: str, bound: BoundField) -> list[tuple[str, bool]]:
    return [("helptext", bool(hint)), ("example", bool(example)), ("error", bool(bound.errors))]


def _options(bound: BoundField, explained: Mapping[Any, str]) -> list[dict[str, Any]]:
    sentences = {str(value): sentence for value, sentence in explained.items()}
    return [
        {
            "tag": option.tag(),
            "id": option.id_for_label,
            "label": option.choice_label,
            "sentence": sentences.get(str(option.data["value"]), ""),
        }
        for option in bound.subwidgets
    ]


def _are_short(bound: BoundField) -> bool:
    labels = [str(option.choice_label) for option in bound.subwidgets]
    return len(labels) > 4 and all(len(label) <= _SHORT for label in labels)
