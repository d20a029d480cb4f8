"""Checks, vouches and hand-overs: what is asked, and the answers that fit most cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking, Quiet
from ngo2.organisations.models import Handover, Organisation, Verification
from ngo2.organisations.services.checks.asking import LONGEST
from ngo2.organisations.services.vouches import LONGEST as LONGEST_WORD

HOWS = {
    Verification.DOCUMENT: _("By a photo or PDF: registration certificate, or a stamped letter"),
    Verification.REGISTER: _("By its page in a public register"),
    Verification.VISIT: _("By a visit or a call: there are no papers"),
}
CHECK_REPLIES = {
    "unreadable": _("We cannot read the photo. Please take it again by daylight, the whole page."),
    "other_name": _(
        "The name or the code on the paper is not the one of the record. Please correct the record, or send the paper "
        "that belongs to it."
    ),
    "over": _("The certificate is no longer valid. Please send the new one, or tell us that it is being renewed."),
    "not_listed": _("We do not find you in this register. Please send a photo of the certificate instead."),
    "letter": _(
        "You have no certificate of your own? A stamped letter of the organisation that you work under is enough."
    ),
}  # fmt: skip
HANDOVER_REPLIES = {
    "letter": _("Please send a stamped letter of the organisation that names you, or let two others speak for you."),
    "unreadable": _("We cannot read the photo. Please take it again by daylight, the whole page."),
    "somebody": _("Somebody of the organisation is still there. Please ask at the office to be invited."),
}  # fmt: skip
_FILE = {
    "empty": _("This file is empty. Please choose another one."),
}


class PaperForm(Quiet, Asking):
    """On a phone the camera opens at once, or what was photographed before is chosen; one of the two is enough."""

    photo = forms.FileField(
        label=_("Take a photo now"),
        error_messages=_FILE,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    file = forms.FileField(
        label=_("Photo or PDF"),
        error_messages=_FILE,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    @property
    def upload(self) -> Any:
        return self.cleaned_data.get("photo") or self.cleaned_data.get("file")

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not self.upload and not self.errors:
            self.add_error("file", _("Please choose a photo or a PDF."))
        return told


def _words(label: Any, rows: int = 3, *, most: int = LONGEST, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows, "maxlength": ""}), **more
    )


class WayForm(Asking):
    how = forms.ChoiceField(
        label=_("How can we see who you are?"),
        widget=forms.RadioSelect,
        choices=[
            (Verification.DOCUMENT, _("I send a photo of the certificate, or of a stamped letter")),
            (Verification.REGISTER, _("We stand in a public register")),
            (Verification.VISIT, _("We have no papers: please call or visit us")),
        ],
    )


class CheckDocumentForm(PaperForm):
    note = _words(_("What should we know about it?"), required=False)


class CheckRegisterForm(Asking):
    source_url = forms.CharField(
        label=_("Where in the register do you stand? Paste the address of the page."),
        max_length=300,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "dir": "ltr"}),
    )
    note = _words(_("What should we know about it?"), required=False)


class CheckVisitForm(Asking):
    note = _words(_("Whom can we call, or where can we visit you, and when?"), 4)


class CheckDecisionForm(Quiet, Asking):
    how = forms.ChoiceField(
        label=_("How did you check it?"), widget=forms.RadioSelect, choices=list(HOWS.items())
    )
    source_url = forms.CharField(
        label=_("Address of the entry in the register"),
        max_length=300,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "dir": "ltr"}),
    )
    until = forms.DateField(
        label=_("The last day on which it counts"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)
    reply = forms.ChoiceField(
        label=_("Answer"),
        widget=forms.RadioSelect,
        choices=[*CHECK_REPLIES.items(), ("", _("In my own words:"))],
        initial="",
    )
    answer = _words(_("Your own words to the organisation"))


class ReasonForm(Quiet, Asking):
    answer = _words(_("Why does it no longer count?"))


class VouchForm(Asking):
    by = forms.TypedChoiceField(label=_("In whose name do you speak?"), widget=forms.RadioSelect, coerce=int)
    note = _words(_("How do you know each other?"), 3, most=LONGEST_WORD)

    def __init__(self, *args: Any, speakers: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose("by", [(one.pk, one.name) for one in speakers])
        if len(speakers) == 1:
            self.fields["by"].initial = speakers[0].pk


class ReportForm(Asking):
    note = _words(_("What is not right about it?"))


class HandoverForm(Asking):
    role = forms.CharField(
        label=_("What do you do in the organisation?"),
        max_length=60,
        error_messages={"required": _("Say what you do in the organisation.")},
    )
    reason = _words(
        _("Why can nobody sign in any more?"),
        most=400,
        error_messages={"required": _("Say in a sentence why nobody can sign in any more.")},
    )
    proof = forms.ChoiceField(
        label=_("Who or what can speak for you?"),
        widget=forms.RadioSelect,
        choices=[
            (Handover.VOICES, _("Two people: I pass a link on to them")),
            (Handover.DOCUMENT, _("A paper: a letter with the stamp of the organisation")),
        ],
        initial=Handover.VOICES,
    )


class SpeakForm(Asking):
    speaks_for = forms.TypedChoiceField(
        label=_("For whom do you speak?"), widget=forms.RadioSelect, coerce=int
    )

    def __init__(self, *args: Any, capacities: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose("speaks_for", [(one.pk, one.name) for one in capacities])
        if capacities:
            self.fields["speaks_for"].initial = capacities[0].pk


class HandoverDecisionForm(Quiet, Asking):
    reply = forms.ChoiceField(
        label=_("Answer"),
        widget=forms.RadioSelect,
        choices=[*HANDOVER_REPLIES.items(), ("", _("In my own words:"))],
        initial="",
    )
    answer = _words(_("Your own words to the person"))
