from django import forms
from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _


def words() -> set[str]:
    """How the word is written in each language of the site; every one of them is taken."""
    found = {"erase"}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.add(gettext("erase"))
    return found


class EraseForm(forms.Form):
    confirmation = forms.CharField(label=_("Type the word “erase” to confirm"), max_length=40)

    def clean_confirmation(self) -> str:
        typed: str = self.cleaned_data["confirmation"].strip().casefold()
        if typed not in words():
            raise forms.ValidationError(
                _("This is another word. Type “erase”, without the quotes, if you mean it.")
            )
        return typed
