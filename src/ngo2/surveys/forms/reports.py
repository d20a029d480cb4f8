"""What whoever writes a report says of the whole of it, and why they take one back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking
from ngo2.surveys import words
from ngo2.surveys.licences import NAMES
from ngo2.surveys.models import LONGEST_TITLE, Report, Survey, Wave

LONGEST = 8_000


def _text(label: Any, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, widget=forms.Textarea({"rows": rows})
    )


class ReportForm(Asking):
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=LONGEST_TITLE, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=LONGEST_TITLE, required=False)
    summary_zh = _text(_("Summary in Chinese"), 5)
    summary_en = _text(_("Summary in English"), 5)
    method_zh = _text(_("Method in Chinese"), 5)
    method_en = _text(_("Method in English"), 5)
    licence = forms.ChoiceField(label=_("Licence"), choices=[(one, one) for one in NAMES], initial=NAMES[0])

    @classmethod
    def of(cls, report: Report, data: Any = None) -> "ReportForm":
        return cls(data, initial={name: getattr(report, name) for name in cls.base_fields})


class NewReportForm(ReportForm):
    """Only what must be known: the rest is written later."""

    wave = forms.TypedChoiceField(label=_("Whose answers"), coerce=int)
    field_order = ("wave", "title_zh", "title_en")

    def __init__(self, survey: Survey, data: Any = None) -> None:
        super().__init__(data)
        for name in set(self.fields) - {"wave", "title_zh", "title_en"}:
            del self.fields[name]
        opened = survey.waves.filter(opened_at__isnull=False, edition__isnull=False).order_by("-number")
        self.waves: dict[int, Wave] = {one.pk: one for one in opened}
        self.let_choose("wave", [(one.pk, words.called(one)) for one in self.waves.values()])

    @property
    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"wave": self.waves[self.cleaned_data["wave"]]}


class WithdrawForm(Asking):
    reason = forms.CharField(label=_("Why is it taken back?"), max_length=500)
