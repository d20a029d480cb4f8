"""`{% load ui_forms %}`: questions, what is wrong with the answers, and the key against pressing twice."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ngo2.kernel.ui import fields
from ngo2.kernel.ui.forms import FIELD, new_key

register = template.Library()


@register.inclusion_tag("ui/parts/field.html")
def field(
    bound: BoundField,
    label: str = "",
    example: str = "",
    hint: str = "",
    heading: bool = False,
    explained: Mapping[Any, str] | None = None,
) -> dict[str, Any]:
    """One question. `heading`: its label is the page's heading (one question per step)."""
    return fields.question(
        bound, label=label, example=example, hint=hint, heading=heading, explained=explained
    )


@register.inclusion_tag("ui/parts/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What to mend, at the head of the page, each with a link to its field. Nothing when all is well."""
    wrong = [bound for bound in form if bound.errors and not bound.is_hidden]
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    return {
        "general": [*form.non_field_errors(), *hidden],
        "wrong": [
            {"anchor": _anchor(bound), "label": bound.label, "errors": fields.error_words(bound)}
            for bound in wrong
        ],
        "count": len(wrong),
    }


@register.simple_tag(takes_context=True)
def form_key(context: Context) -> SafeString:
    """The idempotency key: new for a new form, the same again when the form comes back to be mended."""
    request = context.get("request")
    sent = request.POST.get(FIELD, "")[:80] if request is not None and request.method == "POST" else ""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, sent or new_key())


def _anchor(bound: BoundField) -> str:
    """Where the link leads: the field, or the first choice of a group."""
    if fields.shape(bound) == "choices":
        return next((option.id_for_label for option in bound.subwidgets), bound.auto_id)
    return bound.id_for_label or bound.auto_id
