from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.organisations.forms.asking import Asking, Quiet
from ngo2.organisations.services.claims import LONGEST

# Answers that fit most cases; chosen, they may be changed before they are sent.
REPLIES = {
    "document": _(
        "Please send a photo of the registration certificate, or of a letter with the stamp of the organisation. "
        "Your own papers are not needed."
    ),
    "contact": _(
        "Please give a phone number of the organisation at which we can ask for you, and when somebody is there."
    ),
    "host": _("Please send a letter of the organisation that you belong to, with its stamp or from its own e-mail."),
    "other": _("This record belongs to another organisation of a similar name. Please put your own in as a new one."),
}  # fmt: skip


class ProofForm(Asking):
    way = forms.ChoiceField(label=_("How can you show that it is yours?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
        if len(ways) == 1:
            self.fields["way"].initial = ways[0][0]


class ClaimCodeForm(Asking):
    code = forms.CharField(
        label=_("Which code arrived there?"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Please type the six digits.")},
    )


class DocumentForm(Asking):
    file = forms.FileField(
        label=_("Photo or PDF"),
        error_messages={
            "required": _("Please choose a photo or a PDF."),
            "empty": _("This file is empty. Please choose another one."),
        },
    )
    note = forms.CharField(
        label=_("What should we know about it?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": ""}),
    )


class NoteForm(Asking):
    note = forms.CharField(
        label=_("How do you belong to this organisation, and how can we check it?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": ""}),
        error_messages={
            "required": _(
                "Tell us in a sentence how you belong to this organisation, and how we can check it."
            )
        },
    )


class DecisionForm(Quiet, Asking):
    reply = forms.ChoiceField(
        label=_("Answer"),
        widget=forms.RadioSelect,
        choices=[*REPLIES.items(), ("", _("In my own words:"))],
        initial="",
    )
    answer = forms.CharField(
        label=_("Your own words to the person"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": ""}),
    )
