"""A form as data for paper: numbered questions with room to write, in one language. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ngo2.questionnaires.xlsform.conditions import Condition, ShowIf
from ngo2.questionnaires.xlsform.lines import (
    ADVANCED,
    CHOOSING,
    LONG,
    NOTE,
    PAGE,
    REPEAT,
    SECTION,
    Line,
    lines,
)
from ngo2.questionnaires.xlsform.sheets import Sheets

MOST_CHOICES = 40  # of a longer list the answer is written


def printed(sheets: Sheets, language: str) -> list[dict[str, Any]]:
    """Blocks in the order of the form: {"kind": section|note|question, "number", "label", "hint", "only", "choices",
    "several", "rows": lines to write on}. What the form calculates is not asked on paper.
    """
    found: list[dict[str, Any]] = []
    known = {line.name: line for line in lines(sheets)}
    for line in known.values():
        label = _text(line.labels, language)
        if line.kind in {SECTION, REPEAT}:
            words = _("%(label)s (copy for each one)") % {"label": label} if line.kind == REPEAT else label
            if words.strip():
                found.append(
                    {"kind": "section", "label": words, "only": _only(line.show_if, known, language)}
                )
        elif line.kind == NOTE and label:
            found.append({"kind": "note", "label": label})
        elif line.number and line.kind != PAGE:
            found.append(_question(line, label, known, language))
    return found


def _question(line: Line, label: str, known: Mapping[str, Line], language: str) -> dict[str, Any]:
    choices = [_text(one.labels, language) or one.code for one in line.choices]
    listed = line.kind in CHOOSING or (line.kind == ADVANCED and bool(choices))
    shown = choices if listed and len(choices) <= MOST_CHOICES else []
    return {
        "kind": "question",
        "number": str(line.number),
        "label": label or line.name,
        "hint": _text(line.hints, language),
        "only": _only(line.show_if, known, language),
        "required": line.required,
        "choices": shown,
        "several": "multiple" in line.written,
        "rows": 0 if shown else 4 if line.kind == LONG else 1,
    }


def _only(show_if: ShowIf | None, known: Mapping[str, Line], language: str) -> str:
    """“Only if question 3 is “yes”.”; "" where it is always asked, or where the condition is not simple."""
    if show_if is None or not show_if.conditions:
        return ""
    said = [_said(one, known, language) for one in show_if.conditions]
    if not all(said):
        return ""
    joined = (_(" or ") if show_if.any else _(" and ")).join(said)
    return _("Only if %(condition)s.") % {"condition": joined}


def _said(one: Condition, known: Mapping[str, Line], language: str) -> str:
    asked = known.get(one.question)
    if asked is None or not asked.number:
        return ""
    labels = {choice.code: _text(choice.labels, language) for choice in asked.choices}
    sentence = _WORDS.get(one.operator)
    value = labels.get(one.value) or one.value
    return sentence() % {"number": asked.number, "value": value} if sentence else ""


_WORDS = {
    "is": lambda: _("question %(number)s is “%(value)s”"),
    "is_not": lambda: _("question %(number)s is not “%(value)s”"),
    "includes": lambda: _("“%(value)s” is ticked in question %(number)s"),
    "excludes": lambda: _("“%(value)s” is not ticked in question %(number)s"),
    "more": lambda: _("question %(number)s is more than %(value)s"),
    "less": lambda: _("question %(number)s is less than %(value)s"),
    "at_least": lambda: _("question %(number)s is at least %(value)s"),
    "at_most": lambda: _("question %(number)s is at most %(value)s"),
    "answered": lambda: _("question %(number)s was answered"),
    "empty": lambda: _("question %(number)s was left empty"),
}


def _text(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("") or next(iter(texts.values()), "")
