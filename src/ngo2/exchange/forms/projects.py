"""The third question when it is about a project: its aim, and what else is known already."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.exchange import law, projects, quantities
from ngo2.exchange.forms.posting import Step
from ngo2.exchange.projects import MOST_PARTNERS, ProjectTerms, reading, words
from ngo2.kernel.ui.asking import TOLD
from ngo2.lib.refusals import Refused

ONE, SEVERAL = "one", "several"


@dataclass(frozen=True)
class Group:
    """`questions`: (field, example, hint). What is filled in or refused is in sight, all else one press away."""

    label: str
    questions: list[tuple[Any, str, str]]
    is_open: bool


def _text(label: Any, mode: str = "") -> forms.CharField:
    attributes = {"autocomplete": "off", **({"inputmode": mode} if mode else {})}
    return forms.CharField(label=label, strip=False, widget=forms.TextInput(attrs=attributes))


def _choice(label: Any, choices: Iterable[tuple[str, object]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", gettext_lazy("Not said")), *choices])


def _month(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"})
    )


class ProjectForm(Step):
    aim = forms.CharField(
        label=gettext_lazy("What shall be different in the end?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        strip=False,
    )
    budget = _text(gettext_lazy("Budget in yuan, from and to"))
    budget_public = forms.BooleanField(label=gettext_lazy("Everybody may see the budget"))
    paying = _text(gettext_lazy("Who pays for what?"))
    places = forms.ChoiceField(
        label=gettext_lazy("How many may join?"),
        widget=forms.RadioSelect,
        choices=[
            (ONE, gettext_lazy("One partner, and no other")),
            (SEVERAL, gettext_lazy("Several organisations")),
        ],
    )
    partners = _text(gettext_lazy("If several: how many at most?"), "numeric")
    branding = _choice(gettext_lazy("Names and logos"), projects.BRANDING.items())
    volunteers = _text(gettext_lazy("How many employees help as volunteers?"), "numeric")
    volunteer_days = _text(gettext_lazy("How many days each?"), "numeric")
    reporting = _choice(gettext_lazy("What shall be reported?"), projects.REPORTING.items())
    begins = _month(gettext_lazy("First month"))
    ends = _month(gettext_lazy("Last month"))

    def prepare(self) -> None:
        said: ProjectTerms | None = self.said.get("project")
        first = said or reading.guess(self.said.get("text", ""))
        several, counted = first.partners > 1, 1 < first.partners < MOST_PARTNERS
        shown = {
            "aim": first.aim,
            "budget": words.typed_budget(first),
            "budget_public": first.budget_public,
            "paying": first.paying,
            "places": SEVERAL if several else ONE,
            "partners": first.partners if counted else "",
            "branding": first.branding,
            "volunteers": first.volunteers or "",
            "volunteer_days": first.volunteer_days or "",
            "reporting": first.reporting,
            "begins": f"{first.begins:%Y-%m}" if first.begins else "",
            "ends": f"{first.ends:%Y-%m}" if first.ends else "",
        }
        for name, value in shown.items():
            self.fields[name].initial = value
        if self.draft is not None:  # a box that was not ticked is not in what was typed
            self.fields["budget_public"].initial = "budget_public" in self.draft

    def raw(self) -> dict[str, Any]:
        given, self.refused = self.cleaned_data, False
        budget = self._read("budget", lambda typed: reading.read_budget(typed)) or (None, None)
        begins = self._read("begins", lambda typed: reading.read_month(typed, "begins"))
        ends = self._read("ends", lambda typed: reading.read_month(typed, "ends"))
        told = ProjectTerms(
            aim=given.get("aim") or "",
            budget_from=budget[0],
            budget_to=budget[1],
            budget_public=bool(given.get("budget_public")),
            paying=given.get("paying") or "",
            branding=given.get("branding") or "",
            volunteers=self._number("volunteers"),
            volunteer_days=self._number("volunteer_days"),
            reporting=given.get("reporting") or "",
            partners=(self._number("partners") or MOST_PARTNERS) if given.get("places") == SEVERAL else 1,
            begins=begins,
            ends=ends,
        )
        if self.refused:
            raise Refused(_("Please look at the answers once more."), code=TOLD)
        self._refuse_appeal(told)
        return {"project": projects.clean(told, timezone.localdate())}

    def groups(self) -> list[Group]:
        money = [
            ("budget", _("50,000 to 80,000"), _("“5-8万” is understood, too. One number is fine.")),
            ("budget_public", "", ""),
            (
                "paying",
                _("The company pays material and travel, the organisation gives two people."),
                "",
            ),
        ]
        together = [
            ("places", "", ""),
            ("partners", "3", ""),
            ("branding", "", ""),
            ("volunteers", "20", ""),
            ("volunteer_days", "2", ""),
            ("reporting", "", ""),
        ]
        calendar = [("begins", "2027-03", ""), ("ends", "2027-12", "")]
        return [
            self._group(_("The money"), money, quiet=("budget_public",)),
            self._group(_("Working together"), together, quiet=("places",)),
            self._group(_("From when to when"), calendar),
        ]

    def _group(self, label: str, questions: list[tuple[str, str, str]], quiet: tuple[str, ...] = ()) -> Group:
        found = [(self[name], example, hint) for name, example, hint in questions]
        told = any(bound.errors or (bound.value() and bound.name not in quiet) for bound, _e, _h in found)
        return Group(label, found, told)

    def _read(self, name: str, read: Any) -> Any:
        """None for what is refused: that stands at its field, and the others are looked at all the same."""
        try:
            return read(self.cleaned_data.get(name) or "")
        except Refused as refusal:
            self.refused = True
            self.add_error(name, str(refusal))
            return None

    def _number(self, name: str) -> int | None:
        def read(typed: str) -> int | None:
            try:
                return quantities.read_amount(typed).number if typed.strip() not in {"", "0"} else None
            except quantities.Unclear as unclear:
                raise Refused(quantities.sentence(unclear)) from None

        return self._read(name, read)

    def _refuse_appeal(self, told: ProjectTerms) -> None:
        try:
            law.no_appeal(*projects.texts(told))
        except Refused as refusal:
            raise Refused(refusal.message, field="aim", code=refusal.code) from None
