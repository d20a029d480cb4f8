"""Answers that are lists: one row is asked at a time, and the whole list is said anew."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs import home
from ngo2.organisations.facts.choices import FINANCE_NUMBERS
from ngo2.organisations.forms.answers import Answer, Context, Typed

NEW = "new"
_YEAR = {"inputmode": "numeric"}


class Rows(Answer):
    """`row` is the place in the list, or NEW. `do=remove` takes it out, everything else writes it."""

    template = "organisations/questions/row.html"
    examples: Mapping[str, str] = MappingProxyType({})
    row = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, context: Context, data: QueryDict | None = None, typed: Typed | None = None, row: str = NEW
    ) -> None:
        self.place = self._place(context, data.get("row", NEW) if data is not None else row)
        super().__init__(context, data, typed)
        if not self.is_bound:
            self.fields["row"].initial = NEW if self.place is None else str(self.place)

    def prepare(self) -> None:
        for name, example in self.examples.items():
            self.fields[name].example = example  # type: ignore[attr-defined]

    @staticmethod
    def _place(context: Context, row: str) -> int | None:
        """None for a new one; also for a place that is no longer there."""
        return int(row) if row.isdecimal() and int(row) < len(Rows.rows(context)) else None

    @staticmethod
    def rows(context: Context) -> list[dict[str, Any]]:
        return context.current if isinstance(context.current, list) else []

    def shown(self, current: Any) -> dict[str, Any]:
        return {} if self.place is None else self.row_shown(current[self.place])

    def row_shown(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: row.get(name, "") for name in self.fields if name != "row" and row.get(name) is not None
        }

    def said(self) -> dict[str, Any]:
        return {
            name: value.strip()
            for name, value in self.cleaned_data.items()
            if name != "row" and value.strip()
        }

    def raw(self) -> Any:
        rows = [dict(one) for one in self.rows(self.context)]
        if self.data.get("do") == "remove":
            return rows if self.place is None else [one for n, one in enumerate(rows) if n != self.place]
        said = self.said()
        if not said:
            return ""
        if self.place is None:
            return [*rows, said]
        return [said if n == self.place else one for n, one in enumerate(rows)]

    def start_over(self) -> None:
        """Places in the list may have moved: saved again, the row is added and takes nobody's place."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["row"] = NEW  # type: ignore[index]

    def is_empty(self) -> bool:
        return self.data.get("do") != "remove" and not self.said()


class Project(Rows):
    title = forms.CharField(label=_("What is the project called?"), strip=False)
    start = forms.CharField(label=_("Since which year?"), widget=forms.TextInput(attrs=_YEAR), strip=False)
    end = forms.CharField(
        label=_("Until which year?"),
        help_text=_("Leave it empty while it runs."),
        widget=forms.TextInput(attrs=_YEAR),
        strip=False,
    )
    summary = forms.CharField(
        label=_("What do you do, for whom, where?"), widget=forms.Textarea(attrs={"rows": 4}), strip=False
    )
    outcome = forms.CharField(
        label=_("What came of it?"),
        help_text=_("One number and one story say more than many words."),
        widget=forms.Textarea(attrs={"rows": 4}),
        strip=False,
    )
    examples = MappingProxyType(
        {"title": "夜校识字班", "start": "2019", "outcome": "三年里 120 人学会了写自己的名字。"}
    )

    def clean(self) -> dict[str, Any]:
        said = {name: value.strip() for name, value in self.cleaned_data.items()}
        if any(said.get(name) for name in ("start", "end", "summary", "outcome")) and not said.get("title"):
            self.add_error("title", _("Please give the project a name."))
        if said.get("start") and said.get("end") and said["end"] < said["start"]:
            self.add_error("end", _("It cannot end before it began. Please look at both years again."))
        return self.cleaned_data


_PLAIN = {
    "income_total": _("All money that came in."),
    "income_donations": _("What people, foundations and companies gave, without public money and fees."),
    "spending_total": _("All money that went out."),
    "spending_programme": _("What reached the work itself."),
    "spending_management": _("Office, accounting, wages that belong to no project."),
    "assets_end": _("What you owned on 31 December, less what you owed."),
}


class Finance(Rows):
    year = forms.CharField(label=_("Which year?"), widget=forms.TextInput(attrs=_YEAR), strip=False)
    currency = forms.CharField(
        label=_("In which currency?"), help_text=_("Three letters, like CNY for yuan."), strip=False
    )
    income_total, income_donations, spending_total, spending_programme, spending_management, assets_end = (
        forms.CharField(
            label=label,
            help_text=_PLAIN[key],
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            strip=False,
        )
        for key, label in FINANCE_NUMBERS.items()
    )
    examples = MappingProxyType({"year": "2025", "income_total": "180000"})

    def prepare(self) -> None:
        super().prepare()
        self.fields["currency"].initial = "CNY" if self.context.country == home() else ""

    def is_empty(self) -> bool:
        return self.data.get("do") != "remove" and not set(self.said()) - {"currency"}

    def clean(self) -> dict[str, Any]:
        said = {name: value.strip() for name, value in self.cleaned_data.items()}
        if not said.get("year") and any(said.get(key) for key in FINANCE_NUMBERS):
            self.add_error("year", _("For which year are these numbers?"))
        years = {str(one["year"]) for n, one in enumerate(self.rows(self.context)) if n != self.place}
        if said.get("year") in years:
            self.add_error("year", _("This year is there already. Go back and change it there."))
        return self.cleaned_data
