from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking
from ngo2.questionnaires.services.devices import LONGEST_LABEL


class DeviceForm(Asking):
    label = forms.CharField(
        label=_("Whose device is it?"),
        max_length=LONGEST_LABEL,
        error_messages={"required": _("Please say whose device it is, so that you know it again.")},
    )
