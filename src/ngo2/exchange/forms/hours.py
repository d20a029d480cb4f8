"""What is asked of hours, of certificates and of what was received."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.exchange import hours
from ngo2.exchange.models import Acknowledgement
from ngo2.kernel.ui.asking import TOLD, Asking, Quiet
from ngo2.lib.refusals import Refused


class ServiceForm(Quiet, Asking):
    """`name` None: it is known whose hours these are."""

    name = forms.CharField(
        label=gettext_lazy("Name of the volunteer"),
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "volunteers"}),
    )
    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    hours = forms.CharField(
        label=gettext_lazy("Hours"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    what = forms.CharField(label=gettext_lazy("What was done"), strip=False)
    training = forms.CharField(label=gettext_lazy("Training that they got, if any"), strip=False)
    praise = forms.CharField(
        label=gettext_lazy("How it went, and thanks, if you like"),
        widget=forms.Textarea(attrs={"rows": 2}),
        strip=False,
    )

    def __init__(
        self, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None, named: bool = True
    ) -> None:
        super().__init__(data, initial=initial)
        if not named:
            del self.fields["name"]

    def said(self) -> dict[str, Any]:
        """As the services take it. Raises Refused, with the reason at its field."""
        given = self.cleaned_data
        if self.errors:
            raise Refused(_("Please look at the fields once more."), code=TOLD)
        texts = {name: given.get(name) or "" for name in ("what", "training", "praise")}
        if "name" in self.fields:
            texts["name"] = given.get("name") or ""
        return {"day": given.get("day"), "halves": hours.read_halves(given.get("hours") or ""), **texts}


class ObjectionForm(Quiet, Asking):
    why = forms.CharField(
        label=gettext_lazy("What is not right? In a sentence"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": ""}),
    )


class CertificateForm(Quiet, Asking):
    with_name = forms.BooleanField(label=gettext_lazy("Print the name"))


WISHES: Sequence[tuple[str, object]] = (
    (Acknowledgement.NAMED, gettext_lazy("Their name stands on it")),
    (Acknowledgement.ANONYMOUS, gettext_lazy("They want to stay unnamed")),
    (Acknowledgement.WAIVED, gettext_lazy("They do not want a receipt")),
)


class AcknowledgementForm(Quiet, Asking):
    wish = forms.ChoiceField(
        label=gettext_lazy("What does whoever gave want?"), widget=forms.RadioSelect, choices=list(WISHES)
    )
    handler = forms.CharField(label=gettext_lazy("Who took it in?"), strip=False)
    received_on = forms.DateField(
        label=gettext_lazy("Arrived on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
