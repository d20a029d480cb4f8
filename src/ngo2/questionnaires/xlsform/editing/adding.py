"""A new form, and new lines in it."""

from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.questionnaires.xlsform.cells import Texts, cell, with_cells, with_rows
from ngo2.questionnaires.xlsform.editing.kinds import in_each, known_kind, typed
from ngo2.questionnaires.xlsform.editing.lines import between, line_at, names_of, row_around, span
from ngo2.questionnaires.xlsform.editing.names import fresh_name
from ngo2.questionnaires.xlsform.editing.texts import labelled
from ngo2.questionnaires.xlsform.lines import (
    DIVISIONS,
    LEVELS,
    PAGE,
    PAGE_LOOK,
    PLACE,
    PLACE_LOOK,
    REPEAT,
    SECTION,
    kind_of,
)
from ngo2.questionnaires.xlsform.sheets import CHOICES, SURVEY, Row, Sheet, Sheets, form_of

MOST_LINES = 500
_LEVEL_NAMES = dict(zip(LEVELS, ("Province", "City", "County or district"), strict=True))


def new_form(title: str, form_id: str, language: str = "中文 (zh)") -> Sheets:
    """A form without a question, in one language."""
    label = f"label::{language}"
    sheets = form_of(
        survey=[],
        choices=[],
        settings=[{"form_title": title, "form_id": form_id, "default_language": language}],
    )
    survey = Sheet(SURVEY, ("type", "name", label, f"hint::{language}", "required", "relevant", "constraint"))
    return sheets.having(survey).having(Sheet(CHOICES, ("list_name", "name", label)))


def add_question(
    sheets: Sheets, kind: str, label: Texts, *, before: int | None = None, name: str = ""
) -> Sheets:
    """A question of one of `KINDS` before the line `before`, or at the end. Without a name it gets one."""
    known_kind(kind)
    labelled(label)
    name = fresh_name(sheets, name, label, "q")
    if kind == PLACE:
        return inserted(sheets, _place(sheets, name, label), before)
    sheets, row = typed(sheets, Row(0, {}), kind, name)
    row = with_cells(sheets, SURVEY, row, {"name": name}, {"label": label})
    return inserted(sheets, [row], before)


def add_section(
    sheets: Sheets, label: Texts, *, before: int | None = None, first: int | None = None
) -> Sheets:
    """An empty section before a line; with `first`, the lines from `first` up to `before` go into it."""
    labelled(label)
    name = fresh_name(sheets, "", label, "section")
    begin = with_cells(sheets, SURVEY, Row(0, {}), {"type": "begin_group", "name": name}, {"label": label})
    if first is None:
        return inserted(sheets, [begin, _end(sheets, "group")], before)
    return _around(sheets, begin, first, len(sheets.survey.rows) if before is None else before)


def begin_page(sheets: Sheets, at: int) -> Sheets:
    """A new page begins with this line: what follows on its level, up to the next section or page, is on it.

    A page is a group without a label and with the appearance field-list, as Collect and Enketo have it.
    """
    rows = sheets.survey.rows
    line_at(sheets, at)
    around = row_around(sheets, at)
    name = fresh_name(sheets, "", {}, "page")
    cells = {"type": "begin_group", "name": name, "appearance": PAGE_LOOK}
    if around is None:
        end = at
        while end < len(rows) and (end == at or kind_of(sheets, rows[end]) not in {SECTION, PAGE, REPEAT}):
            end = span(sheets, end)[1]
        return _around(sheets, with_cells(sheets, SURVEY, Row(0, {}), cells), at, end)
    if kind_of(sheets, rows[around]) not in {SECTION, PAGE}:
        raise Refused(_("A page cannot begin inside of a repeat. Begin it before or after."))
    if around == at - 1:
        raise Refused(_("A page begins here already."))
    cells["relevant"] = cell(sheets, SURVEY, rows[around], "relevant")
    begin = with_cells(sheets, SURVEY, Row(0, {}), cells)
    return with_rows(sheets, SURVEY, [*rows[:at], _end(sheets, "group"), begin, *rows[at:]])


def _place(sheets: Sheets, name: str, label: Texts) -> list[Row]:
    """Province, city and county, each filtered by the one before, in a group with the label."""
    cells = {"type": "begin_group", "name": name, "appearance": f"{PAGE_LOOK} {PLACE_LOOK}"}
    rows = [with_cells(sheets, SURVEY, Row(0, {}), cells, {"label": label})]
    above = ""
    for level in LEVELS:
        own = f"{name}_{level}"
        if own in names_of(sheets):
            raise Refused(_("The name “%(name)s” is taken. Give the question another name.") % {"name": own})
        cells = {
            "type": f"select_one_from_file {DIVISIONS}",
            "name": own,
            "choice_filter": f"parent=${{{above}}}" if above else f"level='{level}'",
        }
        rows.append(
            with_cells(sheets, SURVEY, Row(0, {}), cells, {"label": in_each(sheets, _LEVEL_NAMES[level])})
        )
        above = own
    return [*rows, _end(sheets, "group")]


def inserted(sheets: Sheets, new: list[Row], before: int | None) -> Sheets:
    rows = sheets.survey.rows
    at = len(rows) if before is None else before
    between(sheets, at)
    if len(rows) + len(new) > MOST_LINES:
        raise Refused(_("A form of more than %(most)d rows is too long to edit here.") % {"most": MOST_LINES})
    return with_rows(sheets, SURVEY, [*rows[:at], *new, *rows[at:]])


def _around(sheets: Sheets, begin: Row, first: int, before: int) -> Sheets:
    rows = sheets.survey.rows
    between(sheets, first)
    between(sheets, before)
    at = first
    while at < before:
        _start, at = span(sheets, at)
    if at != before or first >= before:
        raise Refused(_("A section holds whole lines and whole sections. Choose others."))
    inner = rows[first:before]
    return with_rows(sheets, SURVEY, [*rows[:first], begin, *inner, _end(sheets, "group"), *rows[before:]])


def _end(sheets: Sheets, control: str) -> Row:
    return with_cells(sheets, SURVEY, Row(0, {}), {"type": f"end_{control}"})
