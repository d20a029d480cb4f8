"""What a side lets others read, and what somebody says against it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking, Quiet


class StoryForm(Quiet, Asking):
    """`seen` marks what the other side wants to say, as this page shows it."""

    sentence = forms.CharField(label=_("Your words"), widget=forms.Textarea(attrs={"rows": 3}), strip=False)
    show_photo = forms.BooleanField(label=_("Show my photo too"))
    show_name = forms.BooleanField(label=_("Show my name instead of “a volunteer”"))
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, has_photo: bool, in_own_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_photo:
            del self.fields["show_photo"]
        if not in_own_name:
            del self.fields["show_name"]

    def read_again(self, seen: str) -> None:
        """The page shows what the other side says now; what was typed stays."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "seen": seen}

    def read(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "sentence": said["sentence"] or "",
            "seen": said["seen"] or "",
            "show_photo": said.get("show_photo", False),
            "show_name": said.get("show_name", False),
        }


class ReportForm(Quiet, Asking):
    note = forms.CharField(
        label=_("What is not right about it?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
