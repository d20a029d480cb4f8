from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking
from ngo2.organisations.models import Membership
from ngo2.organisations.services import ROLES
from ngo2.organisations.services.invitations import DAYS

_LENGTHS = {1: _("One day"), 14: _("Two weeks"), 60: _("Two months")}


class RoleForm(Asking):
    role = forms.ChoiceField(
        label=_("What may this member do?"), widget=forms.RadioSelect, choices=list(ROLES.items())
    )


class InviteForm(Asking):
    role = forms.ChoiceField(
        label=_("What may the new member do?"),
        widget=forms.RadioSelect,
        choices=list(ROLES.items()),
        initial=Membership.EDITOR,
    )
    days = forms.TypedChoiceField(
        label=_("How long may the invitation be used?"),
        widget=forms.RadioSelect,
        coerce=int,
        choices=[(days, _LENGTHS[days]) for days in DAYS],
        initial=14,
    )


class CodeForm(Asking):
    code = forms.CharField(
        label=_("Which code were you given?"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Please type the code of the invitation.")},
    )


class AnswersForm(Asking):
    """Whether one may be asked about the organisation, and be named for it on its page."""

    answers = forms.ChoiceField(
        label=_("May people ask you about this organisation, and may we show your name on its page?"),
        widget=forms.RadioSelect,
        choices=[
            ("public", _("Yes, show my name on the page")),
            ("no", _("No, please ask others")),
        ],
    )
