"""A milestone: what, by when, by whom; later how it went."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.exchange.forms.introductions import HowItWent
from ngo2.exchange.projects import milestones
from ngo2.exchange.projects.milestones import DONE, DROPPED, PLANNED, Told
from ngo2.kernel.ui.asking import Asking, Quiet


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class NewMilestoneForm(Quiet, Asking):
    """`team`: (primary key, name) of the organisations that take part."""

    what = forms.CharField(
        label=gettext_lazy("What shall be reached?"), widget=forms.Textarea(attrs={"rows": 2}), strip=False
    )
    by_day = _day(gettext_lazy("By when?"))
    responsible = forms.TypedChoiceField(
        label=gettext_lazy("Who sees to it?"), coerce=int, empty_value=None, widget=forms.RadioSelect
    )

    def __init__(
        self, team: Sequence[tuple[int, str]], data: QueryDict | None = None, first: Told | None = None
    ) -> None:
        super().__init__(data.copy() if data is not None else None)
        self.first = first
        self.let_choose("responsible", team)
        for name in self.fields:
            if first is not None and hasattr(first, name):
                self.fields[name].initial = getattr(first, name)
        for name, message in (
            ("by_day", _("Please choose a day.")),
            ("responsible", _("Please choose one.")),
        ):
            self.fields[name].error_messages["invalid"] = message
        self.fields["responsible"].error_messages["invalid_choice"] = _("Please choose one.")

    def told(self, **more: Any) -> Told:
        given = self.cleaned_data
        return Told(
            what=given.get("what") or "",
            by_day=given.get("by_day"),
            responsible=given.get("responsible") or 0,
            **more,
        )


class MilestoneForm(HowItWent, NewMilestoneForm):
    """`version`: what stood there when the page was opened; after a refusal, what stands there now."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(label=gettext_lazy("How far is it?"), widget=forms.RadioSelect)
    settled_on = _day(gettext_lazy("On which day?"))

    def __init__(
        self,
        team: Sequence[tuple[int, str]],
        data: QueryDict | None = None,
        first: Told | None = None,
        version: int = 0,
    ) -> None:
        super().__init__(team, data, first)
        self.fields["version"].initial = version
        self.let_choose(
            "state",
            [
                (PLANNED, _("Still planned")),
                (DONE, _("Done")),
                (DROPPED, _("Dropped: it is not done, and why")),
            ],
        )

    @property
    def seen(self) -> int:
        return self.cleaned_data.get("version") or 0

    def see(self, version: int) -> None:
        """The next press is an answer to what stands there now."""
        self.data["version"] = str(version)  # type: ignore[index] # bound to a copy

    def told(self, **more: Any) -> Told:
        given = self.cleaned_data
        return super().told(
            state=given.get("state") or milestones.PLANNED,
            settled_on=given.get("settled_on"),
            sentence=given.get("sentence") or "",
            **more,
        )
