from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.kernel.ui.asking import Asking, Quiet
from ngo2.lib.refusals import Refused


class MessageForm(Quiet, Asking):
    text = forms.CharField(
        label=gettext_lazy("Your message"), widget=forms.Textarea(attrs={"rows": 3}), strip=False
    )
    file = forms.FileField(
        label=gettext_lazy("A photo or a PDF"),
        allow_empty_file=True,  # the workshop says it in our words
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What cannot be seen is taken out (cleaning.py); nobody is asked to find it in their own words.
        kept = self.fields["text"].validators
        self.fields["text"].validators = [
            one for one in kept if not isinstance(one, ProhibitNullCharactersValidator)
        ]

    def refuse(self, refusal: Refused) -> None:
        super().refuse(refusal)
        if self.files.get("file") and refusal.field != "file":
            self.add_error(
                "file", _("Please choose the file once more: it does not come back with the page.")
            )


class SentenceForm(Quiet, Asking):
    """`label` is what is asked; one sentence answers it."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), strip=False)

    def __init__(self, label: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
