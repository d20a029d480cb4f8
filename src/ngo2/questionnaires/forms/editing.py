"""One question, as somebody who has never seen XLSForm writes it. Each form gives the sheets anew."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.kernel.ui.asking import Asking, Quiet
from ngo2.lib.refusals import Refused
from ngo2.organisations.facts import CATALOGUE
from ngo2.questionnaires.models import LONGEST_TITLE
from ngo2.questionnaires.shown import KINDS, OPERATORS, Shown, operators_for
from ngo2.questionnaires.xlsform import editing
from ngo2.questionnaires.xlsform.choosing import set_choices, set_labels
from ngo2.questionnaires.xlsform.conditions import ANSWERED, EMPTY, Bounds, Condition
from ngo2.questionnaires.xlsform.lines import (
    ADVANCED,
    CHOOSING,
    DAY,
    FILE,
    NOTE,
    NUMBERS,
    PAGE,
    PHOTO,
    PLACE,
    REPEAT,
    SECTION,
    TEXTS,
    Line,
    code_of,
    form_languages,
    lines,
)
from ngo2.questionnaires.xlsform.sheets import Sheets
from ngo2.questionnaires.xlsform.translating import add_language

CHINESE, ENGLISH = "中文 (zh)", "English (en)"
# What a form may be written in besides; each with the code that browsers know.
LANGUAGES = (
    CHINESE, ENGLISH, "粤语 (yue)", "བོད་ཡིག (bo)", "ئۇيغۇرچە (ug)", "Монгол (mn)", "Vahcuengh (za)", "한국어 (ko)",
    "Қазақша (kk)", "Français (fr)", "Español (es)",
)  # fmt: skip
LONGEST_TEXT, LONGEST_LIST = 4000, 60_000
UNTRANSLATED = "-"
FEW = 12  # choices that stand under each other; more are a list to open
_NO_FACT = {NOTE, PLACE, PHOTO, FILE, SECTION, PAGE, REPEAT}
_NEVER_REQUIRED = {SECTION, PAGE, REPEAT, NOTE}


def written_in(sheets: Sheets) -> list[str]:
    """The form's languages, and Chinese or English where it lacks one: whoever writes it there adds it."""
    found = form_languages(sheets)
    if found == [""]:
        return found
    codes = {code_of(one).partition("-")[0].lower() for one in found}
    return found + [one for one in (CHINESE, ENGLISH) if code_of(one) not in codes]


def spoken_name(language: str) -> str:
    return language.rpartition(" (")[0] or language


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
            called = f"{label} · {spoken_name(language)}" if len(self.languages) > 1 else label
            attrs = {"rows": rows, "dir": "auto"}
            if code := code_of(language):
                attrs["lang"] = code
            self.fields[f"{base}_{at}"] = forms.CharField(
                label=called,
                max_length=LONGEST_TEXT,
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


class NewQuestionForm(Texts):
    kind = forms.ChoiceField(label=gettext_lazy("What is asked for?"), widget=forms.RadioSelect())

    def __init__(self, sheets: Sheets, data: Any = None) -> None:
        super().__init__(sheets, data)
        self.let_choose("kind", [*KINDS.items(), (SECTION, _("A section, with a heading"))])
        self.ask("label", _("The question"), {})

    def added(self, before: int | None) -> Sheets:
        label = self.texts("label")
        if not any(text.strip() for text in label.values()):
            raise Refused(_("Write the question."), field="label")
        sheets = with_languages(self.sheets, label)
        kind = self.cleaned_data["kind"]
        label = {one: text for one, text in label.items() if text.strip()}
        if kind == SECTION:
            return editing.add_section(sheets, label, before=before)
        return editing.add_question(sheets, kind, label, before=before)


class QuestionForm(Texts):
    """`line` as it stands; only what was changed becomes a step, so that nothing else is touched."""

    kind = forms.ChoiceField(label=gettext_lazy("What is asked for?"))
    required = forms.BooleanField(label=gettext_lazy("Must be answered"))
    least = forms.CharField(label=gettext_lazy("At least"), max_length=40)
    most = forms.CharField(label=gettext_lazy("At most"), max_length=40)
    shortest = forms.CharField(label=gettext_lazy("Characters at least"), max_length=6)
    longest = forms.CharField(label=gettext_lazy("Characters at most"), max_length=6)
    fact = forms.ChoiceField(label=gettext_lazy("Asks for something of the record"))

    def __init__(self, sheets: Sheets, line: Line, data: Any = None) -> None:
        super().__init__(sheets, data)
        self.line = line
        if line.kind != PAGE:
            called = _("The question") if line.number or line.kind == ADVANCED else _("The words")
            self.ask("label", _("Heading") if line.kind in {SECTION, REPEAT} else called, line.labels)
        if line.kind not in {PAGE, SECTION, REPEAT}:
            self.ask("hint", _("Hint below it"), line.hints, rows=1)
        self._ask_choices()
        self._ask_kind()
        self._ask_limits()
        self._ask_fact()
        if line.kind in _NEVER_REQUIRED:
            del self.fields["required"]
        else:
            self.fields["required"].initial = line.required

    def _ask_kind(self) -> None:
        if self.line.kind not in KINDS or self.line.kind == PLACE:
            del self.fields["kind"]
            return
        self.let_choose("kind", [(key, words) for key, words in KINDS.items() if key != PLACE])
        self.fields["kind"].initial = self.line.kind

    def _ask_choices(self) -> None:
        """In the first language in which all choices have a text; the others stand beside it."""
        self.main = next((one for one in self.languages if self._all_in(one)), None)
        if self.line.kind not in CHOOSING or self.main is None:
            return
        order = [self.main, *(one for one in self.languages if one != self.main)]
        self.choice_languages = order
        for at, language in enumerate(order):
            labels = [choice.labels.get(language, "") or UNTRANSLATED for choice in self.line.choices]
            shown = labels if any(one != UNTRANSLATED for one in labels) else []
            called = _("Choices, one a line")
            called = f"{called} · {spoken_name(language)}" if len(order) > 1 else called
            attrs = {"rows": min(max(len(self.line.choices) + 1, 4), 14), "dir": "auto"}
            self.fields[f"choices_{at}"] = forms.CharField(
                label=called,
                max_length=LONGEST_LIST,
                initial="\n".join(" ".join(one.split()) for one in shown),
                widget=forms.Textarea(attrs),
            )

    def _all_in(self, language: str) -> bool:
        return all(choice.labels.get(language, "").strip() for choice in self.line.choices)

    def _ask_limits(self) -> None:
        sized = self.line.kind in NUMBERS | {DAY} and not self.line.rule
        long = self.line.kind in TEXTS and not self.line.rule
        for name, is_asked in (("least", sized), ("most", sized), ("shortest", long), ("longest", long)):
            field = self.fields[name]
            field.initial = getattr(self.line.bounds, name) if self.line.bounds else ""
            if self.line.kind == DAY:
                field.widget.attrs["type"] = "date"
                field.widget.input_type = "date"
            else:
                field.widget.attrs |= {"inputmode": "numeric", "size": 8}
            if not is_asked:
                del self.fields[name]

    def _ask_fact(self) -> None:
        if self.line.kind in _NO_FACT:
            del self.fields["fact"]
            return
        options = [(key, one.label) for key, one in CATALOGUE.items() if one.by_link or key == self.line.fact]
        if self.line.fact and self.line.fact not in CATALOGUE:
            options.append((self.line.fact, self.line.fact))
        self.let_choose("fact", [("", _("Nothing of the record")), *options])
        self.fields["fact"].initial = self.line.fact

    def changed(self) -> Sheets:
        """Raises Refused, naming the field."""
        said, at, line = self.cleaned_data, self.line.at, self.line
        label, hint = self.texts("label"), self.texts("hint")
        for texts in (label, hint, self._typed_choices()):
            self.sheets = with_languages(self.sheets, texts)
        sheets = self.sheets
        if said.get("kind", line.kind) != line.kind:
            sheets = _told("kind", editing.set_kind, sheets, at, said["kind"])
        now = next(one for one in lines(sheets) if one.at == at)
        if label and _differ(label, now.labels):
            sheets = _told("label", editing.set_texts, sheets, at, label=label)
        if hint and _differ(hint, now.hints):
            sheets = _told("hint", editing.set_texts, sheets, at, hint=hint)
        if "required" in said and said["required"] != now.required and now.kind not in _NEVER_REQUIRED:
            sheets = editing.set_required(sheets, at, said["required"])
        if now.kind in CHOOSING and "choices_0" in said:
            sheets = self._with_choices(sheets)
        bounds = Bounds(*(said.get(name, "").strip() for name in ("least", "most", "shortest", "longest")))
        alike = any({now.kind, line.kind} <= family for family in (NUMBERS, TEXTS, {DAY}))
        if {"least", "shortest"} & set(said) and alike and bounds != (line.bounds or Bounds()):
            sheets = _told("least" if "least" in said else "shortest", editing.set_bounds, sheets, at, bounds)
        if "fact" in said and said["fact"] != now.fact and now.kind not in _NO_FACT:
            sheets = _told("fact", editing.set_fact, sheets, at, said["fact"])
        return sheets

    def _typed_choices(self) -> dict[str, str]:
        return {
            language: self.cleaned_data.get(f"choices_{at}", "")
            for at, language in enumerate(getattr(self, "choice_languages", []))
        }

    def _with_choices(self, sheets: Sheets) -> Sheets:
        at = self.line.at
        if _rows(self.cleaned_data["choices_0"]) != _rows(self["choices_0"].initial):
            text = "\n".join(self._as_coded(one) for one in _rows(self.cleaned_data["choices_0"]))
            sheets = _told("choices", set_choices, sheets, at, text, self.main or "")
        choices = next(one for one in lines(sheets) if one.at == at).choices
        for number, language in enumerate(self.choice_languages[1:], start=1):
            typed = _rows(self.cleaned_data[f"choices_{number}"])
            if typed == _rows(self[f"choices_{number}"].initial):
                continue  # each text stays with its choice, wherever that stands now
            if typed and len(typed) != len(choices):
                raise Refused(
                    _(
                        "There are %(n)d choices and %(m)d lines here. Write one line for each, in the same order, "
                        "and “-” where there is no translation."
                    )
                    % {"n": len(choices), "m": len(typed)},
                    field=f"choices_{number}",
                )
            labels = typed or [""] * len(choices)
            said = {
                choice.code: "" if text == UNTRANSLATED else text
                for choice, text in zip(choices, labels, strict=True)
            }
            sheets = set_labels(sheets, at, said, language)
        return sheets

    def _as_coded(self, text: str) -> str:
        """A choice that is there already and holds a colon is no choice with another code."""
        known = {" ".join(one.labels.get(self.main or "", "").split()): one.code for one in self.line.choices}
        return f"{known[text]}: {text}" if text in known and (":" in text or "：" in text) else text


class ConditionForm(Quiet, Asking):
    """What of the question that was picked decides: its choices, a number, a day or a text."""

    operator = forms.ChoiceField(label=gettext_lazy("The answer"), widget=forms.RadioSelect())
    value = forms.CharField(label=gettext_lazy("Compared with"), max_length=200)

    def __init__(self, asked: Shown, language: str, data: Any = None) -> None:
        super().__init__(data)
        self.asked = asked
        operators = operators_for(asked.line)
        self.let_choose("operator", [(one, OPERATORS[one]) for one in operators])
        self.fields["operator"].initial = operators[0]
        if not set(operators) - {ANSWERED, EMPTY}:
            del self.fields["value"]
        elif asked.line.choices:
            self.fields["value"] = forms.ChoiceField(
                label=_("Which choice?"),
                widget=forms.RadioSelect() if len(asked.line.choices) <= FEW else forms.Select(),
                choices=[
                    (one.code, one.labels.get(language) or next(iter(one.labels.values()), one.code))
                    for one in asked.line.choices
                ],
            )
        elif asked.line.kind == DAY:
            self.fields["value"].widget = forms.DateInput({"type": "date"})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        compared = said.get("operator") not in {None, ANSWERED, EMPTY}
        if compared and "value" in said and not str(said["value"]).strip():
            self.add_error("value", _("Choose the answer that this depends on."))
        return said

    @property
    def condition(self) -> Condition:
        operator = self.cleaned_data["operator"]
        value = "" if operator in {ANSWERED, EMPTY} else self.cleaned_data.get("value", "").strip()
        return Condition(self.asked.line.name, operator, value)


class FormForm(Asking):
    """The form's own name."""

    title = forms.CharField(label=gettext_lazy("Name of the form"), max_length=LONGEST_TITLE)


class LanguageForm(Asking):
    was = forms.ChoiceField(label=gettext_lazy("Its texts are in"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("One more language"))

    def __init__(self, sheets: Sheets, data: Any = None) -> None:
        super().__init__(data)
        known = form_languages(sheets)
        self.let_choose("language", [(one, spoken_name(one)) for one in LANGUAGES if one not in known])
        self.let_choose("was", [(one, spoken_name(one)) for one in LANGUAGES])
        if known != [""]:
            del self.fields["was"]


def _differ(said: Mapping[str, str], there: Mapping[str, str]) -> bool:
    return any(text.strip() != there.get(language, "").strip() for language, text in said.items())


def _rows(text: str | None) -> list[str]:
    """The lines that say something, with single spaces."""
    return [one for one in (" ".join(line.split()) for line in (text or "").splitlines()) if one]


def _told(field: str, step: Any, *args: Any, **more: Any) -> Sheets:
    """A step's refusal stands at the field that it is about."""
    try:
        made: Sheets = step(*args, **more)
    except Refused as refusal:
        raise Refused(refusal.message, field=refusal.field or field, code=refusal.code) from None
    return made


def codes_missing(line: Line) -> dict[str, str]:
    """{code: words} that the record knows for the question's fact, and that are no choice of it."""
    options = CATALOGUE[line.fact].options if line.fact in CATALOGUE else None
    if not options or line.kind not in CHOOSING:
        return {}
    there = {choice.code for choice in line.choices}
    return {code: str(words) for code, words in options.items() if code not in there}
