"""The first questions of a new record. Each answer is cleaned as the record itself cleans it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking, Quiet
from ngo2.lib.refusals import Refused
from ngo2.organisations.facts import clean


class NameForm(Quiet, Asking):
    name_zh = forms.CharField(label=_("Name in Chinese"), strip=False)
    name_en = forms.CharField(label=_("Name in English, if there is one"), strip=False)
    credit_code = forms.CharField(
        label=_("Credit code, if there is one"),
        strip=False,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Phone of the organisation"),
        help_text=_("With these two we see whether it is listed already under another name."),
        strip=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean(self) -> dict[str, Any]:
        said = {name: (self.cleaned_data.get(name) or "").strip() for name in self.fields}
        if not said["name_zh"] and not said["name_en"]:
            self.add_error("name_zh", _("An organisation needs a name, in Chinese or in English."))
        for name, typed in said.items():
            if typed:
                try:
                    clean(name, typed)
                except Refused as refusal:
                    self.add_error(name, str(refusal))
        return said
