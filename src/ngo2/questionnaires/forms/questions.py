"""One question, as somebody who has never seen XLSForm writes it. Each form gives the sheets anew."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.lib.refusals import Refused
from ngo2.organisations.facts import CATALOGUE
from ngo2.questionnaires.forms.texts import Texts, with_languages
from ngo2.questionnaires.shown import KINDS
from ngo2.questionnaires.speaking import name_of
from ngo2.questionnaires.xlsform import editing
from ngo2.questionnaires.xlsform.choosing import set_choices, set_labels
from ngo2.questionnaires.xlsform.conditions import Bounds
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
    lines,
)
from ngo2.questionnaires.xlsform.sheets import Sheets

LONGEST_LIST = 60_000
UNTRANSLATED = "-"
_NO_FACT = {NOTE, PLACE, PHOTO, FILE, SECTION, PAGE, REPEAT}
_NEVER_REQUIRED = {SECTION, PAGE, REPEAT, NOTE}


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
            called = f"{called} · {name_of(language)}" if len(order) > 1 else called
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
            with _at("kind"):
                sheets = editing.set_kind(sheets, at, said["kind"])
        now = next(one for one in lines(sheets) if one.at == at)
        if label and _differ(label, now.labels):
            with _at("label"):
                sheets = editing.set_texts(sheets, at, label=label)
        if hint and _differ(hint, now.hints):
            with _at("hint"):
                sheets = editing.set_texts(sheets, at, hint=hint)
        if "required" in said and said["required"] != now.required and now.kind not in _NEVER_REQUIRED:
            sheets = editing.set_required(sheets, at, said["required"])
        if now.kind in CHOOSING and "choices_0" in said:
            sheets = self._with_choices(sheets)
        sheets = self._with_bounds(sheets, now.kind)
        if "fact" in said and said["fact"] != now.fact and now.kind not in _NO_FACT:
            with _at("fact"):
                sheets = editing.set_fact(sheets, at, said["fact"])
        return sheets

    def _with_bounds(self, sheets: Sheets, kind: str) -> Sheets:
        """As typed, unless the kind that they were typed for is another now."""
        said, line = self.cleaned_data, self.line
        field = next((name for name in ("least", "shortest") if name in said), None)
        alike = any({kind, line.kind} <= family for family in (NUMBERS, TEXTS, {DAY}))
        bounds = Bounds(*(said.get(name, "").strip() for name in ("least", "most", "shortest", "longest")))
        if field is None or not alike or bounds == (line.bounds or Bounds()):
            return sheets
        with _at(field):
            return editing.set_bounds(sheets, line.at, bounds)

    def _typed_choices(self) -> dict[str, str]:
        return {
            language: self.cleaned_data.get(f"choices_{at}", "")
            for at, language in enumerate(getattr(self, "choice_languages", []))
        }

    def _with_choices(self, sheets: Sheets) -> Sheets:
        at = self.line.at
        if _rows(self.cleaned_data["choices_0"]) != _rows(self["choices_0"].initial):
            text = "\n".join(self._as_coded(one) for one in _rows(self.cleaned_data["choices_0"]))
            with _at("choices"):
                sheets = set_choices(sheets, at, text, self.main or "")
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


def _differ(said: Mapping[str, str], there: Mapping[str, str]) -> bool:
    return any(text.strip() != there.get(language, "").strip() for language, text in said.items())


def _rows(text: str | None) -> list[str]:
    """The lines that say something, with single spaces."""
    return [one for one in (" ".join(line.split()) for line in (text or "").splitlines()) if one]


@contextmanager
def _at(field: str) -> Iterator[None]:
    """A step's refusal stands at the field that it is about."""
    try:
        yield
    except Refused as refusal:
        raise Refused(refusal.message, field=refusal.field or field, code=refusal.code) from None


def codes_missing(line: Line) -> dict[str, str]:
    """{code: words} that the record knows for the question's fact, and that are no choice of it."""
    options = CATALOGUE[line.fact].options if line.fact in CATALOGUE else None
    if not options or line.kind not in CHOOSING:
        return {}
    there = {choice.code for choice in line.choices}
    return {code: str(words) for code, words in options.items() if code not in there}
