"""Following: which place, cause or box, how often, and where the letters go."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.notify import rounds
from ngo2.kernel.packs import home
from ngo2.kernel.ui.asking import Asking, Quiet
from ngo2.lib.refusals import Refused
from ngo2.organisations import following, picking
from ngo2.organisations.following import Area
from ngo2.organisations.forms.paper import cause_choices
from ngo2.organisations.models import Subscription

EDGES = ("west", "south", "east", "north")
EVERY = [(one, rounds.WORDS[one]) for one in (rounds.WEEKLY, rounds.DAILY)]


def _degrees(label: Any, example: str) -> forms.FloatField:
    field = forms.FloatField(
        label=label, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 8})
    )
    field.example = example  # type: ignore[attr-defined]
    return field


class AreaForm(Asking):
    """What to follow. `country` and `area` come with a link of the directory; a place that is typed counts before."""

    country = forms.CharField(required=False, max_length=2, widget=forms.HiddenInput)
    area = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    place = forms.CharField(
        label=_("Which place?"),
        required=False,
        max_length=picking.LONGEST,
        help_text=_("A province, city or county. Empty means everywhere."),
    )
    cause = forms.ChoiceField(label=_("Which cause?"), required=False)
    west = _degrees(_("West"), "108.0")
    south = _degrees(_("South"), "24.2")
    east = _degrees(_("East"), "109.1")
    north = _degrees(_("North"), "25.1")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices: Any = self.fields["cause"]
        choices.choices = cause_choices()
        self.wanted: Area | None = None

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if self.errors:
            return told
        try:
            typed = picking.only(home(), told["place"])
        except forms.ValidationError as error:
            self.add_error("place", error)
            return told
        country, division = (home(), typed) if typed else (told["country"], told["area"])
        edges = [told[name] for name in EDGES]
        box = None
        if any(edge is not None for edge in edges):
            if any(edge is None for edge in edges):
                self.add_error("west", _("A box needs all four edges. Leave all four empty for no box."))
                return told
            box = edges
            country, division = (country, division) if typed else ("", "")
        try:
            self.wanted = following.area(country, division, told["cause"], box)
        except Refused as refusal:
            self.refuse(refusal)
        return told


class WishForm(Asking):
    """How often; and for who is not signed in, where to."""

    every = forms.ChoiceField(
        label=_("How often?"), widget=forms.RadioSelect, choices=EVERY, initial=Subscription.WEEKLY
    )
    email = forms.CharField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Please write your e-mail address. It looks like name@example.org.")},
    )

    def __init__(self, *args: Any, signed_in: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if signed_in:
            del self.fields["email"]


class EveryForm(Quiet):
    every = forms.ChoiceField(label=_("How often?"), choices=EVERY)
