"""What whoever runs a survey says of it, of a wave, and of answers that do not count."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking, Quiet
from ngo2.surveys.exclusions import REASONS
from ngo2.surveys.models import LONGEST_TITLE, Survey
from ngo2.surveys.services.quotas import HIGHEST
from ngo2.surveys.words import TRAINED


def _text(label: Any, rows: int) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea({"rows": rows}))


class SurveyForm(Asking):
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=LONGEST_TITLE, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=LONGEST_TITLE, required=False)
    about_zh = _text(_("What the survey is about, in Chinese"), 3)
    about_en = _text(_("What the survey is about, in English"), 3)
    consent_zh = _text(_("What respondents agree to, in Chinese"), 6)
    consent_en = _text(_("What respondents agree to, in English"), 6)
    months = forms.IntegerField(
        label=_("Months that answers are kept"), min_value=1, max_value=120, initial=36
    )
    minors = forms.BooleanField(label=_("Who answers may be younger than 18"), required=False)

    @classmethod
    def of(cls, survey: Survey, data: Any = None) -> "SurveyForm":
        return cls(data, initial={name: getattr(survey, name) for name in cls.base_fields})


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


def _at(day: date | None, hour: time) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, hour)) if day else None


class WaveForm(Asking):
    title_zh = forms.CharField(
        label=_("Name of this wave in Chinese"), max_length=LONGEST_TITLE, required=False
    )
    title_en = forms.CharField(
        label=_("Name of this wave in English"), max_length=LONGEST_TITLE, required=False
    )
    frame = forms.CharField(label=_("Whom it is about"), max_length=500, required=False)
    trained = forms.ChoiceField(
        label=_("Of these only who"),
        choices=[("", _("anybody, trained or not")), *TRAINED.items()],
        required=False,
    )
    sample = forms.IntegerField(label=_("How many are drawn"), min_value=0, initial=0)
    opens_on = _day(_("First day"))
    closes_on = _day(_("Last day"))
    is_open_to_all = forms.BooleanField(label=_("Whoever has the link may answer"), required=False)

    @property
    def said(self) -> dict[str, Any]:
        """For `plan_wave`: both days count whole."""
        told = dict(self.cleaned_data)
        told["opens_at"] = _at(told.pop("opens_on"), time.min)
        told["closes_at"] = _at(told.pop("closes_on"), time(23, 59, 59))
        # An address copied from the directory, with its path or without; what is chosen here counts more.
        told["frame"] = told["frame"].rpartition("?")[2]
        if trained := told.pop("trained"):
            told["frame"] = f"{told['frame']}&trained={trained}"
        return told


class QuotaForm(Quiet, Asking):
    """A number for each of `cells` ({cell: how it is called}); `known` ({cell: number}) stands there already."""

    def __init__(self, cells: Mapping[str, str], known: Mapping[str, int | None], data: Any = None) -> None:
        super().__init__(data)
        self.cells = {f"n{place}": cell for place, cell in enumerate(cells)}
        for name, cell in self.cells.items():
            self.fields[name] = forms.IntegerField(
                label=cells[cell], min_value=0, max_value=HIGHEST, initial=known.get(cell)
            )

    @property
    def targets(self) -> dict[str, int | None]:
        return {cell: self.cleaned_data[name] for name, cell in self.cells.items()}


class LettersForm(Asking):
    who = forms.ChoiceField(
        label=_("Whom shall letters go to?"), widget=forms.RadioSelect, initial="unreached"
    )

    def __init__(self, counts: Mapping[str, int], data: Any = None) -> None:
        super().__init__(data)
        named = {"unreached": _("Those whom no mail and no SMS reaches: %(n)d"), "all": _("Everybody: %(n)d")}
        self.let_choose("who", [(who, named[who] % {"n": n}) for who, n in counts.items()])


class JudgingForm(Asking):
    reason = forms.ChoiceField(
        label=_("Why do these answers not count?"),
        choices=[("", _("They count")), *REASONS.items()],
        required=False,
    )
    note = forms.CharField(label=_("More about it"), max_length=300, required=False)
