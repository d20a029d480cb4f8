"""Which two records, and which of two words is right."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking

_NUMBER = re.compile(r"(?:^|organisations/)(\d{1,18})(?:/|$)")


class RecordField(forms.CharField):
    """The address of a record's page, or its number."""

    def clean(self, value: Any) -> Any:
        found = _NUMBER.search(super().clean(value).strip())
        if found is None:
            raise forms.ValidationError(
                _("Please copy the address of the record's page here, or write its number.")
            )
        return int(found.group(1))


class PairForm(Asking):
    kept = RecordField(label=_("Which record stays?"), max_length=300)
    gone = RecordField(label=_("Which one goes into it?"), max_length=300)
    kept.example = gone.example = "/organisations/217/"  # type: ignore[attr-defined]


class JoinForm(Asking):
    """One question for each fact that the two records say differently; and a tick when there are doubts."""

    def __init__(
        self,
        *args: Any,
        questions: Sequence[tuple[str, Any, Sequence[tuple[str, str]]]],
        likely: Mapping[str, str],
        doubts: bool,
        names: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for key, label, choices in questions:
            self.fields[key] = forms.ChoiceField(
                label=label,
                choices=choices,
                initial=likely[key],
                widget=forms.RadioSelect,
                error_messages={"required": _("Please choose which of the two is right.")},
            )
        if names:
            self.fields["keep_names"] = forms.BooleanField(
                label=_(
                    "Keep the other name as a former one, so that whoever looks for it finds the record."
                ),
                required=False,
                initial=True,
            )
        if doubts:
            self.fields["sure"] = forms.BooleanField(
                label=_("I have looked into this: they are one organisation."),
                error_messages={"required": _("Please confirm that these two are one all the same.")},
            )
