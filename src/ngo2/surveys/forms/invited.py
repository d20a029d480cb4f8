"""What somebody says who was asked to answer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs import home
from ngo2.kernel.ui.asking import Asking
from ngo2.lib.refusals import Refused
from ngo2.organisations import picking
from ngo2.organisations.facts import clean
from ngo2.organisations.facts.choices import KINDS

NAMES = ("name_zh", "name_en")


class BeginForm(Asking):
    adult = forms.BooleanField(label=_("I am 18 years or older"), required=False)
    agreed = forms.BooleanField(label=_("I have read this and agree to it"), required=False)


class RecordForm(Asking):
    """What a new record needs, and which of the other answers (`told`: (key, sentence)) may stand there too."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120, required=False)
    name_en = forms.CharField(label=_("Name in English, if there is one"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("What kind of organisation is it?"), choices=list(KINDS.items()), widget=forms.RadioSelect
    )
    place = forms.CharField(label=_("Where is your office or meeting place?"), max_length=picking.LONGEST)
    facts = forms.MultipleChoiceField(
        label=_("Which of your answers may stand there too?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed = forms.BooleanField(
        label=_("Our organisation may be shown in the directory, and I may say so for it"), required=False
    )

    def __init__(self, told: Iterable[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.let_choose("facts", told)

    def clean_place(self) -> str:
        return picking.only(home(), self.cleaned_data["place"])

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not self.errors and not said.get("name_zh") and not said.get("name_en"):
            self.add_error("name_zh", _("An organisation needs a name, in Chinese or in English."))
        for name in NAMES:
            try:
                clean(name, said.get(name))
            except Refused as refusal:
                self.add_error(name, str(refusal))
        return said

    @property
    def own(self) -> dict[str, Any]:
        """{key of the fact: clean value} of what was written on this page."""
        said = self.cleaned_data
        told = {name: said[name] for name in NAMES if said[name]}
        told |= {"kind": said["kind"], "division": said["place"]}
        return {key: clean(key, value) for key, value in told.items()}

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Hidden fields that bring all of it to the next press."""
        return [(name, value) for name in self.fields for value in self.data.getlist(name)]  # type: ignore[attr-defined] # what came with a press
