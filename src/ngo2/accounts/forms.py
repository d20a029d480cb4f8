from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ngo2.accounts.scopes import token_scopes
from ngo2.accounts.services.persons import LONGEST_NAME
from ngo2.kernel.limits.services import TooMany
from ngo2.lib.refusals import Refused


class Asking(forms.Form):
    """A form whose answers a service may refuse."""

    def refuse(self, refusal: Refused) -> None:
        """Show the refusal at its field. Too many tries is a page of its own (429)."""
        if isinstance(refusal, TooMany):
            raise refusal
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class AddressForm(Asking):
    address = forms.CharField(
        label=_("Your phone number or e-mail"),
        max_length=254,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "off",
                "spellcheck": "false",
                "inputmode": "email",
            }
        ),
        error_messages={"required": _("Please write your mobile number or your e-mail address.")},
    )


class CodeForm(Asking):
    """Six digits; a recovery code has eight."""

    code = forms.CharField(
        label=_("The code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Please type the code.")},
    )


class JoinForm(Asking):
    code = forms.CharField(
        label=_("The code on your paper"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Please type the code on your paper.")},
    )


class NameForm(Asking):
    name = forms.CharField(
        label=_("How may people here call you?"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please write the name by which people may call you.")},
    )
    language = forms.ChoiceField(
        label=_("In which language shall we write to you?"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )


class PasskeyForm(Asking):
    credential = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": _("The device has not answered yet. Press the button once more.")},
    )


class NewPasskeyForm(PasskeyForm):
    name = forms.CharField(label=_("What shall this passkey be called?"), max_length=60, required=False)


class JoinCodesForm(Asking):
    count = forms.IntegerField(
        label=_("How many codes?"),
        min_value=1,
        max_value=30,
        initial=1,
        help_text=_("One for each person: each works once. Up to 30 at a time."),
    )
    days = forms.TypedChoiceField(
        label=_("How long may they be used?"),
        coerce=int,
        choices=[(1, _("one day")), (7, _("7 days")), (14, _("14 days")), (30, _("30 days"))],
        initial=14,
        widget=forms.RadioSelect,
    )


class TokenForm(Asking):
    name = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        error_messages={"required": _("Please give it a name, so that you know it again.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(one.name, one.label) for one in token_scopes],
    )
    days = forms.TypedChoiceField(
        label=_("How long?"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year"))],
        initial=365,
        error_messages={"required": _("Please choose how long it is good for.")},
    )
