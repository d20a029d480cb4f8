"""The form itself: its name and its languages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ngo2.kernel.ui.asking import Asking
from ngo2.questionnaires.models import LONGEST_TITLE
from ngo2.questionnaires.speaking import LANGUAGES, name_of
from ngo2.questionnaires.xlsform.lines import form_languages
from ngo2.questionnaires.xlsform.sheets import Sheets


class FormForm(Asking):
    """The form's own name."""

    title = forms.CharField(label=gettext_lazy("Name of the form"), max_length=LONGEST_TITLE)


class LanguageForm(Asking):
    was = forms.ChoiceField(label=gettext_lazy("Its texts are in"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("One more language"))

    def __init__(self, sheets: Sheets, data: Any = None) -> None:
        super().__init__(data)
        known = form_languages(sheets)
        self.let_choose("language", [(one, name_of(one)) for one in LANGUAGES if one not in known])
        self.let_choose("was", [(one, name_of(one)) for one in LANGUAGES])
        if known != [""]:
            del self.fields["was"]
