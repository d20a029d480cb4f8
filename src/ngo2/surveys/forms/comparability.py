"""Do the answers to a question stand beside those of an earlier wave, and which of then means which of today?"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking
from ngo2.lib.refusals import Refused

YES, NO = "yes", "no"
NONE = "-"  # no choice is called so
CODE = "code_"
Options = Sequence[tuple[str, Any]]


class DecisionForm(Asking):
    """`then`: choices of the earlier wave, each asked for the one of today that it means."""

    before = forms.ChoiceField(widget=forms.HiddenInput)
    is_comparable = forms.ChoiceField(
        label=_("Can their answers be compared?"),
        choices=[(YES, _("Yes, they mean the same")), (NO, _("No, they do not"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Why?"), max_length=500, widget=forms.Textarea({"rows": 2}))

    def __init__(self, data: Any, initial: Any, before: Options, then: Options, today: Options) -> None:
        super().__init__(data, initial=initial)
        self.partners = before
        self.let_choose("before", before)
        self.codes = [code for code, _label in then]
        for place, (_code, label) in enumerate(then):
            field = forms.ChoiceField(label=label)
            field.choices = [(NONE, _("none of today's answers")), *today]
            self.fields[f"{CODE}{place}"] = field

    @property
    def mapping_fields(self) -> list[forms.BoundField]:
        return [self[f"{CODE}{place}"] for place in range(len(self.codes))]

    @property
    def said(self) -> dict[str, Any]:
        """For `decide_comparability`."""
        told = self.cleaned_data
        return {
            "before": told["before"],
            "is_comparable": told["is_comparable"] == YES,
            "mapping": {
                code: told[f"{CODE}{place}"].removeprefix(NONE) for place, code in enumerate(self.codes)
            },
            "note": told["note"],
        }

    def refuse(self, refusal: Refused) -> None:
        """What is wrong with the mapping stands at its first answer."""
        if refusal.field == "mapping" and self.codes:
            self.add_error(f"{CODE}0", str(refusal))
        else:
            super().refuse(refusal)


def initial_of(mapping: Mapping[str, str], then: Options) -> dict[str, str]:
    return {f"{CODE}{place}": mapping.get(code) or NONE for place, (code, _label) in enumerate(then)}
