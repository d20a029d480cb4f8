"""What somebody says who was asked to answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking


class BeginForm(Asking):
    adult = forms.BooleanField(label=_("I am 18 years or older"), required=False)
    agreed = forms.BooleanField(label=_("I have read this and agree to it"), required=False)
