"""How often somebody wants to hear of a search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.exchange.models import SavedSearch
from ngo2.kernel.notify import rounds
from ngo2.kernel.ui.asking import Asking

EVERY = [(key, rounds.WORDS[key]) for key in SavedSearch.EVERY]


class EveryForm(Asking):
    every = forms.ChoiceField(
        label=_("How often?"), widget=forms.RadioSelect, choices=EVERY, initial=rounds.DAILY
    )
