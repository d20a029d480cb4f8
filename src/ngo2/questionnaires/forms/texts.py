"""Texts in every language of a form, side by side."""

from collections.abc import Mapping
from typing import Any

from django import forms

from ngo2.kernel.ui.asking import Asking, Quiet
from ngo2.lib.refusals import Refused
from ngo2.questionnaires.speaking import CHINESE, ENGLISH, name_of
from ngo2.questionnaires.xlsform.lines import code_of, form_languages
from ngo2.questionnaires.xlsform.sheets import Sheets
from ngo2.questionnaires.xlsform.translating import add_language

LONGEST = 4000


def written_in(sheets: Sheets) -> list[str]:
    """The form's languages, and Chinese or English where it lacks one: whoever writes it there adds it."""
    found = form_languages(sheets)
    if found == [""]:
        return found
    codes = {code_of(one).partition("-")[0].lower() for one in found}
    return found + [one for one in (CHINESE, ENGLISH) if code_of(one) not in codes]


def with_languages(sheets: Sheets, texts: Mapping[str, str]) -> Sheets:
    """With each language in which something was written now."""
    for language, text in texts.items():
        if text.strip() and language not in form_languages(sheets):
            sheets = add_language(sheets, language)
    return sheets


class Texts(Quiet, Asking):
    """Fields `label_0`, `label_1` … side by side, one for each language."""

    def __init__(self, sheets: Sheets, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.sheets = sheets
        self.languages = written_in(sheets)

    def ask(self, base: str, label: str, texts: Mapping[str, str], rows: int = 2) -> None:
        for at, language in enumerate(self.languages):
            called = f"{label} · {name_of(language)}" if len(self.languages) > 1 else label
            attrs = {"rows": rows, "dir": "auto"}
            if code := code_of(language):
                attrs["lang"] = code
            self.fields[f"{base}_{at}"] = forms.CharField(
                label=called,
                max_length=LONGEST,
                initial=texts.get(language, ""),
                widget=forms.Textarea(attrs),
            )

    def beside(self, base: str) -> list[forms.BoundField]:
        return [self[f"{base}_{at}"] for at in range(len(self.languages)) if f"{base}_{at}" in self.fields]

    def texts(self, base: str) -> dict[str, str]:
        return {
            language: self.cleaned_data[f"{base}_{at}"]
            for at, language in enumerate(self.languages)
            if f"{base}_{at}" in self.cleaned_data
        }

    def refuse(self, refusal: Refused) -> None:
        """The steps name texts without their language: the first one's field says it."""
        if f"{refusal.field}_0" in self.fields:
            refusal = Refused(refusal.message, field=f"{refusal.field}_0", code=refusal.code)
        super().refuse(refusal)
