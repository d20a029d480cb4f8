"""What of the answers is published, what strangers may know, and how many must share it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking
from ngo2.surveys.licences import NAMES


class ReleaseForm(Asking):
    published = forms.MultipleChoiceField(
        label=_("Questions that are published"), widget=forms.CheckboxSelectMultiple
    )
    known = forms.MultipleChoiceField(
        label=_("What strangers may know of a group"), widget=forms.CheckboxSelectMultiple, required=False
    )
    k = forms.IntegerField(label=_("How many at least must share it"), min_value=3, max_value=50, initial=5)
    licence = forms.ChoiceField(label=_("Licence"), choices=[(one, one) for one in NAMES])

    def __init__(self, data: Any, questions: Any, facts: set[str]) -> None:
        super().__init__(data)
        self.questions, self.facts = questions, facts
        self.let_choose("published", questions)
        self.let_choose("known", questions)
        self.initial = {
            "published": [name for name, _title in questions],
            "known": [name for name, _title in questions if name in facts],
        }

    @property
    def rows(self) -> list[tuple[str, str, bool, bool, bool]]:
        """(name, title, is published, strangers may know it, and they do: the record tells it)"""
        chosen = {field: self[field].value() or [] for field in ("published", "known")}
        return [
            (name, title, name in chosen["published"], name in chosen["known"], name in self.facts)
            for name, title in self.questions
        ]
