"""Keying paper forms: the number of a sheet, what stands on it, and which sheets to print."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs import causes, home
from ngo2.kernel.ui.asking import Asking
from ngo2.lib.refusals import Refused
from ngo2.organisations import picking, words
from ngo2.organisations.directory import Filters
from ngo2.organisations.facts.choices import KINDS
from ngo2.organisations.facts.field_codes import FIELD_CODES
from ngo2.organisations.paper import typed

REST, ONLY, WRITE, MEND = "rest", "only", "write", "mend"


class NumberForm(Asking):
    number = forms.CharField(
        label=_("Which number stands at the top of the sheet?"),
        max_length=120,
        help_text=_("The line and the zeros in front may be left out. A scanner may type the whole address."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True, "spellcheck": "false"}
        ),
        error_messages={"required": _("Please type the number of the sheet.")},
    )


@dataclass(frozen=True)
class Keyed:
    """What came with the page of one sheet, as it was typed."""

    line: str
    boxes: Mapping[str, str]
    blank: frozenset[str]
    rest: bool
    take: tuple[str, ...]
    again: bool

    @classmethod
    def of(cls, data: QueryDict, seen: Mapping[str, str]) -> "Keyed":
        return cls(
            data.get("line", "")[: typed.LONGEST],
            {key: data.get(f"new-{FIELD_CODES[key]}", "")[: typed.LONGEST] for key in seen},
            frozenset(key for key in seen if f"blank-{FIELD_CODES[key]}" in data),
            data.get("do") == REST or data.get("rest") == "yes",
            tuple(key for key in seen if f"take-{FIELD_CODES[key]}" in data),
            "again" in data,
        )

    def read(self, seen: Mapping[str, str]) -> typed.Typed:
        return typed.read(self.line, self.boxes, self.blank, rest=self.rest, seen=seen)

    def carried(self) -> list[tuple[str, str]]:
        """Hidden fields that bring all of it to the next page and back."""
        pairs = [("line", self.line), ("rest", "yes" if self.rest else "")]
        pairs += [(f"new-{FIELD_CODES[key]}", written) for key, written in self.boxes.items()]
        pairs += [(f"blank-{FIELD_CODES[key]}", "1") for key in sorted(self.blank)]
        return [(name, value) for name, value in pairs if value]


class BatchForm(Asking):
    """Which sheets to take along: by place, cause and kind."""

    place = forms.CharField(
        label=_("Which place?"),
        required=False,
        max_length=picking.LONGEST,
        help_text=_("A province, city or county. Empty means the whole country."),
    )
    cause = forms.ChoiceField(label=_("Which cause?"), required=False)
    kind = forms.ChoiceField(label=_("What kind?"), required=False)
    part = forms.IntegerField(
        label=_("Which hundred?"),
        required=False,
        min_value=1,
        max_value=10_000,
        initial=1,
        help_text=_("One document holds at most 100 sheets: 1 is the first hundred, 2 the next."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        named: Any = self.fields
        named["cause"].choices = cause_choices()
        named["kind"].choices = [("", _("All kinds")), *KINDS.items()]

    def clean_place(self) -> str:
        return picking.only(home(), self.cleaned_data["place"])

    def filters(self) -> Filters:
        told = self.cleaned_data
        return Filters(country=home(), area=told["place"], cause=told["cause"], kind=told["kind"])


def cause_choices() -> list[tuple[str, Any]]:
    """Broad causes, each with what it consists of."""
    made: list[tuple[str, Any]] = [("", _("All causes"))]
    for top in causes.top():
        made.append((top.code, top.label(words.language())))
        made += [(one.code, f"– {one.label(words.language())}") for one in causes.children(top.code)]
    return made


def refused(form: Asking, refusal: Refused) -> Asking:
    form.refuse(refusal)
    return form
