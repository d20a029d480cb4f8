"""Choices as lines of text: one a line, `code: label` or the label alone. Codes stay when a label changes. Pure."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.questionnaires.xlsform.cells import Texts, cell, column, replaced, with_cells, with_rows
from ngo2.questionnaires.xlsform.lines import CHOOSING, Line, form_languages, lines, texts
from ngo2.questionnaires.xlsform.naming import name_from
from ngo2.questionnaires.xlsform.phrases import placeholders
from ngo2.questionnaires.xlsform.questions import choice_lists
from ngo2.questionnaires.xlsform.references import referred
from ngo2.questionnaires.xlsform.sheets import CHOICES, SURVEY, Row, Sheets
from ngo2.questionnaires.xlsform.types import type_of

MOST = 1000
_CODED = re.compile(r"([A-Za-z0-9_.-]{1,32})\s*[:：]\s*(\S.*)")


def set_choices(sheets: Sheets, at: int, text: str, language: str = "") -> Sheets:
    """`text` holds all choices in this language; those that it no longer names go, with their other languages.

    Refused while another question is shown only for a choice that would go. A list that other questions use too is
    copied first: they keep theirs.
    """
    line = next((one for one in lines(sheets) if one.at == at), None)
    if line is None or line.kind not in CHOOSING:
        raise Refused(_("This question has no choices."))
    language = language or form_languages(sheets)[0]
    wanted = _parsed(text)
    old = choice_lists(sheets).get(line.list_name, [])
    coded = _coded(sheets, old, wanted, language)
    _not_needed(sheets, line, {choice.code for choice in line.choices} - {code for code, _label in coded})
    list_name = line.list_name
    if _users(sheets, list_name) > 1:
        list_name = name_from(line.name, set(choice_lists(sheets)), "list")
        command = line.written.split()[0] if line.written.startswith("select_") else "select_one"
        row = with_cells(sheets, SURVEY, sheets.survey.rows[at], {"type": f"{command} {list_name}"})
        sheets = replaced(sheets, SURVEY, at, row)
        old = [with_cells(sheets, CHOICES, row, {"list_name": list_name}) for row in old]
        return _written(sheets, list_name, old, coded, language, fresh=True)
    return _written(sheets, list_name, old, coded, language, fresh=False)


def set_labels(sheets: Sheets, at: int, said: Mapping[str, str], language: str) -> Sheets:
    """{code: text} in one language of the form; "" for one that is not translated. The other choices stay."""
    line = next((one for one in lines(sheets) if one.at == at), None)
    if line is None or line.kind not in CHOOSING:
        raise Refused(_("This question has no choices."))
    rows = list(sheets.choices.rows)
    for row in choice_lists(sheets).get(line.list_name, []):
        code = cell(sheets, CHOICES, row, "name")
        if code in said:
            rows[rows.index(row)] = with_cells(sheets, CHOICES, row, {}, {"label": {language: said[code]}})
    return with_rows(sheets, CHOICES, rows)


def _parsed(text: str) -> list[tuple[str, str]]:
    """(code or "", label) of each line."""
    found = []
    for line in text.splitlines():
        line = " ".join(line.split())
        if line:
            told = _CODED.fullmatch(line)
            found.append((told[1], told[2]) if told else ("", line))
    if not found:
        raise Refused(_("Write at least one choice, each on a line of its own."), field="choices")
    if len(found) > MOST:
        raise Refused(_("More than %(most)d choices are too many to read.") % {"most": MOST}, field="choices")
    codes = [code for code, _label in found if code]
    for code in codes:
        if codes.count(code) > 1:
            raise Refused(_("The code “%(code)s” is used twice.") % {"code": code}, field="choices")
    return found


def _coded(
    sheets: Sheets, old: list[Row], wanted: list[tuple[str, str]], language: str
) -> list[tuple[str, str]]:
    """Each label with its code: the one that was written, that it had, of the one in its place, or a new one."""
    had = [
        (cell(sheets, CHOICES, row, "name"), texts(sheets, CHOICES, row, "label").get(language, ""))
        for row in old
    ]
    told = {code for code, _label in wanted if code}
    unwritten = placeholders()
    before = [(code, label) for code, label in had if code not in told and label not in unwritten]
    open_ = [label for code, label in wanted if not code]
    codes = _matched(before, open_)
    taken = told | {code for code in codes if code} | {code for code, _label in had}
    found, rest = [], iter(codes)
    for code, label in wanted:
        if not code:
            code = next(rest) or name_from(label, taken, "c")
            taken.add(code)
        found.append((code, label))
    return found


def _matched(before: list[tuple[str, str]], labels: list[str]) -> list[str]:
    """A code or "" for each label: equal ones first, then those that stand between the same neighbours."""
    codes = [""] * len(labels)
    matcher = SequenceMatcher(None, [label for _code, label in before], labels, autojunk=False)
    for tag, low, high, first, last in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and high - low == last - first):
            codes[first:last] = [code for code, _label in before[low:high]]
    free = {label: code for code, label in before if code not in codes}
    return [code or free.pop(label, "") for code, label in zip(codes, labels, strict=True)]


def _not_needed(sheets: Sheets, line: Line, gone: set[str]) -> None:
    """Refused when an expression names the question and one of these codes together."""
    for row in sheets.survey.rows:
        for text in row.cells.values():
            if line.name in referred(text) and any(
                f"'{code}'" in text or f'"{code}"' in text for code in gone
            ):
                shown = cell(sheets, SURVEY, row, "label") or cell(sheets, SURVEY, row, "name")
                raise Refused(
                    _("“%(name)s” is shown only for a choice that you would remove. Change that first.")
                    % {"name": shown},
                    field="choices",
                )


def _written(
    sheets: Sheets,
    list_name: str,
    old: list[Row],
    coded: list[tuple[str, str]],
    language: str,
    *,
    fresh: bool,
) -> Sheets:
    """The rows of the list in their new order, where the first of them stood."""
    by_code = {cell(sheets, CHOICES, row, "name"): row for row in old}
    new = []
    for code, label in coded:
        row = by_code.get(code, Row(0, {}))
        new.append(
            with_cells(
                sheets, CHOICES, row, {"list_name": list_name, "name": code}, {"label": {language: label}}
            )
        )
    rows = list(sheets.choices.rows)
    kept = rows if fresh else [row for row in rows if row not in old]
    at = len(kept) if fresh or not old else rows.index(old[0])
    return with_rows(sheets, CHOICES, [*kept[:at], *new, *kept[at:]])


def new_list(sheets: Sheets, wanted: str, said: Mapping[str, Texts]) -> tuple[Sheets, str]:
    """A list of these choices at the end; its name is free."""
    taken = set(choice_lists(sheets))
    name = wanted if wanted not in taken else name_from(f"{wanted} list", taken, "list")
    rows = [
        with_cells(sheets, CHOICES, Row(0, {}), {"list_name": name, "name": code}, {"label": label})
        for code, label in said.items()
    ]
    return with_rows(sheets, CHOICES, [*sheets.choices.rows, *rows]), name


def without_list(sheets: Sheets, name: str) -> Sheets:
    rows = [row for row in sheets.choices.rows if cell(sheets, CHOICES, row, "list_name") != name]
    return with_rows(sheets, CHOICES, rows) if len(rows) != len(sheets.choices.rows) else sheets


def has_users(sheets: Sheets, list_name: str) -> bool:
    """Also where an expression or a parameter names the list."""
    if _users(sheets, list_name):
        return True
    word = re.compile(rf"(?<![\w.-]){re.escape(list_name)}(?![\w.-])")
    types = {column(sheets, SURVEY, "type"), column(sheets, SURVEY, "name")}
    return any(
        word.search(text) for row in sheets.survey.rows for key, text in row.cells.items() if key not in types
    )


def _users(sheets: Sheets, list_name: str) -> int:
    return sum(
        type_of(cell(sheets, SURVEY, row, "type")).list_name == list_name for row in sheets.survey.rows
    )
