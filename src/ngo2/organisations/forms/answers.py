"""One question about the record, as a form. What an answer means is decided by the fact's cleaner, not here."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Quiet
from ngo2.lib import phones
from ngo2.lib.refusals import Refused
from ngo2.organisations.facts import Fact

Typed = Mapping[str, list[str]]
UNKNOWN = object()


@dataclass(frozen=True)
class Context:
    """What a question knows of its record: the country its answers are read in, and what is known by now."""

    fact: Fact
    country: str
    current: Any = UNKNOWN  # the value of today; UNKNOWN when nobody has said anything


class Answer(Quiet):
    """`typed` is a draft, shown instead of the current value. A form with `data` is bound, as usual."""

    template = "organisations/questions/plain.html"
    explained: Mapping[str, Any] = MappingProxyType({})  # a sentence under a choice, by its value

    def __init__(self, context: Context, data: QueryDict | None = None, typed: Typed | None = None) -> None:
        self.context = context
        super().__init__(data, initial={})
        typed = None if self.is_bound else typed
        if "answer" in self.fields:
            self.fields["answer"].label = context.fact.label
        self.prepare()
        shown = {} if context.current is UNKNOWN or context.current is None else self.shown(context.current)
        for name, field in self.fields.items():
            if "invalid_choice" in field.error_messages:
                field.error_messages["invalid_choice"] = _("Please choose one of the answers in the list.")
            field.initial = self._first(field, name, typed, shown)

    def _first(self, field: forms.Field, name: str, typed: Typed | None, shown: Mapping[str, Any]) -> Any:
        if typed is None:
            return shown.get(name, field.initial)
        several = isinstance(field.widget, forms.CheckboxSelectMultiple)
        return typed.get(name, []) if several else (typed.get(name) or [""])[0]

    def prepare(self) -> None:
        """Give the fields what depends on the record: labels, choices."""

    def shown(self, current: Any) -> dict[str, Any]:
        """The current value, spread over the fields."""
        return {"answer": current}

    def raw(self) -> Any:
        """What is said, for `assert_facts`. Call it on a valid form."""
        return self.cleaned_data["answer"]

    def wants_more(self) -> bool:
        """A press that only looks for something or opens a list: the page comes again and nothing is saved."""
        return False

    def start_over(self) -> None:
        """The record changed meanwhile: what is typed stays, and means the record of now."""

    def is_empty(self) -> bool:
        return self.raw() in (None, "", [], {})

    @property
    def typed(self) -> dict[str, list[str]]:
        """What was typed, as it is kept in a draft."""
        return {name: [one[:20_000] for one in self.data.getlist(name)] for name in self.fields}  # type: ignore[attr-defined]

    def refuse(self, refusal: Refused) -> None:
        """Show why at the field, where there is one of that name; else at the only one, or above all."""
        names = (
            [refusal.field] if refusal.field in self.fields else ["answer"] if "answer" in self.fields else []
        )
        self.add_error(names[0] if names else None, str(refusal))


class Line(Answer):
    """One line of text."""

    answer = forms.CharField(strip=False)
    attributes: Mapping[str, Mapping[str, str]] = {
        "name_zh": {"lang": "zh-Hans"},
        "name_en": {"lang": "en"},
        "credit_code": {"autocapitalize": "characters", "spellcheck": "false", "autocomplete": "off"},
        "phone": {"type": "tel", "autocomplete": "tel"},
        "email": {"type": "text", "inputmode": "email", "autocomplete": "email", "spellcheck": "false"},
        "website": {"type": "text", "inputmode": "url", "autocomplete": "url", "spellcheck": "false"},
        "qq_group": {"inputmode": "numeric"},
        "founded": {"inputmode": "numeric"},
        "staff": {"inputmode": "numeric"},
        "volunteers": {"inputmode": "numeric"},
        "address": {"autocomplete": "street-address"},
    }

    def prepare(self) -> None:
        self.fields["answer"].widget.attrs |= self.attributes.get(self.context.fact.key, {})

    def shown(self, current: Any) -> dict[str, Any]:
        if self.context.fact.key == "phone":
            return {"answer": phones.display(current, self.context.country)}
        return {"answer": current}


class Phone(Line):
    def shown(self, current: Any) -> dict[str, Any]:
        """As people write it; the form in which it is kept begins with + and the country."""
        return {"answer": phones.display(current, self.context.country)}


class Host(Line):
    def shown(self, current: Any) -> dict[str, Any]:
        return {"answer": current.get("name", "")}

    def raw(self) -> Any:
        """The link to its own record stays as long as the name does."""
        name, before = self.cleaned_data["answer"].strip(), self.context.current
        if isinstance(before, Mapping) and before.get("name") == name:
            return dict(before)
        return {"name": name} if name else ""


class Text(Answer):
    """Several lines."""

    answer = forms.CharField(strip=False, widget=forms.Textarea(attrs={"rows": 5}))


class OneALine(Text):
    def shown(self, current: Any) -> dict[str, Any]:
        return {"answer": "\n".join(map(str, current))}


class OneOf(Answer):
    """Radio cards."""

    answer = forms.ChoiceField(widget=forms.RadioSelect)

    def prepare(self) -> None:
        self.let_choose("answer", self.options())

    def options(self) -> list[tuple[str, Any]]:
        return list((self.context.fact.options or {}).items())


class YesNo(OneOf):
    def options(self) -> list[tuple[str, Any]]:
        return [("yes", _("Yes, everybody may see it")), ("no", _("No, show the county only"))]

    def shown(self, current: Any) -> dict[str, Any]:
        return {"answer": "yes" if current else "no"}
