"""The form as the lines that a person edits: questions, sections, pages; and what only XLSForm can say. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ngo2.questionnaires.xlsform.columns import FACT, TRANSLATED, column_of, heads, languages
from ngo2.questionnaires.xlsform.conditions import Bounds, ShowIf, read, read_bounds
from ngo2.questionnaires.xlsform.questions import YES, choice_lists
from ngo2.questionnaires.xlsform.sheets import Row, Sheets
from ngo2.questionnaires.xlsform.types import type_of

SHORT, LONG, WHOLE, DECIMAL, AMOUNT, DAY = "short_text", "long_text", "whole", "decimal", "amount", "date"
YES_NO, ONE, SEVERAL, PHONE, EMAIL, PLACE = "yes_no", "one", "several", "phone", "email", "place"
PHOTO, FILE, NOTE = "photo", "file", "note"
KINDS = (
    SHORT,
    LONG,
    WHOLE,
    DECIMAL,
    AMOUNT,
    DAY,
    YES_NO,
    ONE,
    SEVERAL,
    PHONE,
    EMAIL,
    PLACE,
    PHOTO,
    FILE,
    NOTE,
)
SECTION, PAGE, REPEAT, END, ADVANCED = "section", "page", "repeat", "end", "advanced"
CHOOSING = frozenset({YES_NO, ONE, SEVERAL})
NUMBERS, TEXTS = frozenset({WHOLE, DECIMAL, AMOUNT}), frozenset({SHORT, LONG})

YES_NO_LIST = "yes_no"
DIVISIONS = "divisions.csv"  # columns name, label, parent, level; the room above hands it out with the form
LEVELS = ("province", "city", "county")  # of a place, as the column `level` of that file has them
PLACE_LOOK, PAGE_LOOK = "ngo2-place", "field-list"
LOOKS = {LONG: "multiline", AMOUNT: "thousands-sep", PHONE: "numbers"}
EMAIL_RULE = r"regex(., '^[^@\s]+@[^@\s]+\.[^@\s]+$')"
PHONE_RULE = r"regex(., '^[0-9+() -]{5,20}$')"
# Columns that a line shows by itself; every other one is advanced.
_SHOWN = {
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "appearance",
    FACT,
}
_SHOWN |= {"choice_filter", "parameters"}


@dataclass(frozen=True)
class Choice:
    code: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """`at` is its place among the rows of the survey, `number` what people see (0 for what is no question).

    Texts are by language, "" for the one without. `show_if` is None where it always shows, and where `show_text` holds
    an expression that is not simple; `bounds` and `rule` likewise. `advanced` has the cells that this does not show.
    """

    at: int
    kind: str
    number: int
    name: str
    depth: int
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    required: bool = False
    show_if: ShowIf | None = None
    show_text: str = ""
    bounds: Bounds | None = None
    rule: str = ""
    messages: Mapping[str, str] = field(default_factory=dict)
    list_name: str = ""
    choices: tuple[Choice, ...] = ()
    fact: str = ""
    is_narrowed: bool = False  # which choices are offered depends on an earlier answer
    written: str = ""  # the type as XLSForm has it
    advanced: Mapping[str, str] = field(default_factory=dict)


def lines(sheets: Sheets) -> list[Line]:
    """In the order of the form; the rows inside of a place are part of its line."""
    found: list[Line] = []
    lists = choice_lists(sheets)
    depth, number, skipping = 0, 0, 0
    for at, row in enumerate(sheets.survey.rows):
        kind = kind_of(sheets, row)
        if skipping:
            skipping += (type_of(_cell(sheets, row, "type")).kind == "begin") - (kind == END)
            continue
        if kind == END:
            depth = max(depth - 1, 0)
        if (kind in KINDS and kind != NOTE) or (
            kind == ADVANCED
            and type_of(_cell(sheets, row, "type")).kind
            in {
                "shown",
                "select",
            }
        ):
            number += 1
            shown = number
        else:
            shown = 0
        found.append(_line(sheets, at, row, kind, shown, depth, lists))
        if kind == PLACE:
            skipping = 1
        elif kind in {SECTION, PAGE, REPEAT}:
            depth += 1
    return found


def _line(
    sheets: Sheets, at: int, row: Row, kind: str, number: int, depth: int, lists: Mapping[str, list[Row]]
) -> Line:
    relevant, constraint = _cell(sheets, row, "relevant"), _cell(sheets, row, "constraint")
    show_if, bounds = read(relevant), read_bounds(constraint)
    own_rule = constraint in {EMAIL_RULE, PHONE_RULE} and kind in {EMAIL, PHONE}
    list_name = type_of(_cell(sheets, row, "type")).list_name
    columns = heads("survey", sheets.survey.columns)
    return Line(
        at=at,
        kind=kind,
        number=number,
        name=_cell(sheets, row, "name"),
        depth=depth,
        labels=texts(sheets, "survey", row, "label"),
        hints=texts(sheets, "survey", row, "hint"),
        required=_cell(sheets, row, "required").lower() in YES,
        show_if=show_if,
        show_text="" if show_if else relevant,
        bounds=bounds,
        rule="" if bounds or own_rule else constraint,
        messages=texts(sheets, "survey", row, "constraint_message"),
        list_name=list_name,
        choices=tuple(_choice(sheets, one) for one in lists.get(list_name, [])),
        fact=row.get(FACT),
        is_narrowed=bool(_cell(sheets, row, "choice_filter")),
        written=_cell(sheets, row, "type"),
        advanced={
            head.written: row.get(head.written)
            for head in columns
            if row.get(head.written) and head.base not in _SHOWN
        },
    )


def spans(sheets: Sheets) -> dict[int, int]:
    """{place of a row that begins something: place of the row that ends it}; the number of rows where it never ends."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for at, row in enumerate(sheets.survey.rows):
        kind = type_of(_cell(sheets, row, "type")).kind
        if kind == "begin":
            opened.append(at)
        elif kind == "end" and opened:
            found[opened.pop()] = at
    return found | dict.fromkeys(opened, len(sheets.survey.rows))


def _choice(sheets: Sheets, row: Row) -> Choice:
    name = column_of("choices", sheets.choices.columns, "name")
    return Choice(row.get(name), texts(sheets, "choices", row, "label"))


def texts(sheets: Sheets, sheet: str, row: Row, base: str) -> dict[str, str]:
    found = heads(sheet, sheets.sheet(sheet).columns)
    return {
        head.language: row.get(head.written) for head in found if head.base == base and row.get(head.written)
    }


def _cell(sheets: Sheets, row: Row, base: str) -> str:
    return row.get(column_of("survey", sheets.survey.columns, base))


def kind_of(sheets: Sheets, row: Row) -> str:
    """A kind that the editor knows, or `advanced`."""
    written = _cell(sheets, row, "type")
    look = _cell(sheets, row, "appearance").split()
    kind = type_of(written)
    if kind.kind == "end":
        return END
    if kind.kind == "begin":
        return _control(kind.name, look, _cell(sheets, row, "label"))
    if kind.kind == "select":
        if (
            kind.file
            or kind.other
            or _cell(sheets, row, "choice_filter")
            or kind.name not in {"one", "several"}
        ):
            return ADVANCED
        return (
            YES_NO
            if kind.list_name == YES_NO_LIST and kind.name == "one"
            else {"one": ONE, "several": SEVERAL}[kind.name]
        )
    if kind.name == "text":
        if _cell(sheets, row, "constraint") == EMAIL_RULE:
            return EMAIL
        return PHONE if LOOKS[PHONE] in look else LONG if LOOKS[LONG] in look else SHORT
    if kind.name == "decimal":
        return AMOUNT if LOOKS[AMOUNT] in look else DECIMAL
    return {"integer": WHOLE, "date": DAY, "image": PHOTO, "photo": PHOTO, "file": FILE, "note": NOTE}.get(
        kind.name, ADVANCED
    )


def _control(name: str, look: list[str], label: str) -> str:
    if name == "group" and PLACE_LOOK in look:
        return PLACE
    if name == "group":
        return PAGE if PAGE_LOOK in look and not label else SECTION
    return REPEAT if name == "repeat" else ADVANCED


def form_languages(sheets: Sheets) -> list[str]:
    """Languages of the texts, the default first; [""] for a form that names none."""
    found = [
        *languages("survey", sheets.survey.columns),
        *languages("choices", sheets.choices.columns),
    ]
    told = next(
        (
            row.get(column_of("settings", sheets.settings.columns, "default_language"))
            for row in sheets.settings.rows[:1]
        ),
        "",
    )
    if told in found:
        found.insert(0, told)
    return list(dict.fromkeys(found)) or [""]


def code_of(language: str) -> str:
    """`English (en)` gives en; "" where it is not told."""
    found = re.search(r"\(([A-Za-z-]{2,})\)\s*$", language)
    return found[1] if found else ""


def untranslated(sheets: Sheets) -> list[tuple[str, int, str]]:
    """(sheet, row, column) of texts that another language has and this one lacks: people would see “-”."""
    found = []
    for key in ("survey", "choices"):
        sheet = sheets.sheet(key)
        columns = [head for head in heads(key, sheet.columns) if head.base in TRANSLATED]
        for row in sheet.rows:
            there = {head.base for head in columns if row.get(head.written)}
            found += [
                (key, row.number, head.written)
                for head in columns
                if head.base in there and not row.get(head.written)
            ]
    return found


def facts(sheets: Sheets) -> dict[str, str]:
    """Name of a question to the key of its fact."""
    return {line.name: line.fact for line in lines(sheets) if line.fact and line.name}
