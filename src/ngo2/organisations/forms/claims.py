from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking, Quiet
from ngo2.organisations.services.claims import LONGEST


class ProofForm(Asking):
    way = forms.ChoiceField(label=_("How can you show that it is yours?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose("way", ways)
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
        initial="",
    )
    answer = forms.CharField(
        label=_("Your own words to the person"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": ""}),
    )

    def __init__(self, *args: Any, ready: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose("reply", [*ready, ("", _("In my own words:"))])
