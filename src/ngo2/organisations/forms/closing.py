from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking
from ngo2.organisations import closing


class CloseForm(Asking):
    reason = forms.ChoiceField(
        label=_("Why should it leave the directory?"),
        widget=forms.RadioSelect,
        choices=list(closing.REASONS.items()),
        error_messages={"required": _("Please choose why it leaves: whoever looks for it reads that.")},
    )
