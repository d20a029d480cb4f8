"""When a line is shown, and what may be answered to it."""

from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.questionnaires.xlsform.cells import Texts, cell, replaced, with_cells
from ngo2.questionnaires.xlsform.conditions import (
    EXCLUDES,
    INCLUDES,
    IS,
    IS_NOT,
    Bounds,
    Condition,
    ShowIf,
    write,
    write_bounds,
)
from ngo2.questionnaires.xlsform.editing.lines import line_at, sound, span
from ngo2.questionnaires.xlsform.lines import (
    DAY,
    NUMBERS,
    PAGE,
    REPEAT,
    SECTION,
    TEXTS,
    form_languages,
    lines,
)
from ngo2.questionnaires.xlsform.phrases import phrase
from ngo2.questionnaires.xlsform.sheets import SURVEY, Sheets


def set_show_if(sheets: Sheets, at: int, show_if: ShowIf | None) -> Sheets:
    """Show the line (and all in it) only if. None: always."""
    start, end = span(sheets, at)
    inside = {cell(sheets, SURVEY, row, "name") for row in sheets.survey.rows[start:end]}
    conditions = show_if.conditions if show_if else ()
    for one in conditions:
        _can_decide(sheets, one, inside)
    relevant = write(show_if) if show_if and conditions else ""
    row = with_cells(sheets, SURVEY, sheets.survey.rows[at], {"relevant": relevant})
    return sound(sheets, replaced(sheets, SURVEY, at, row))


def _can_decide(sheets: Sheets, one: Condition, inside: set[str]) -> None:
    asked = [
        line
        for line in lines(sheets)
        if line.name == one.question and line.kind not in {SECTION, PAGE, REPEAT}
    ]
    if len(asked) != 1:
        raise Refused(
            _("There is no question “%(name)s”. Choose another.") % {"name": one.question}, field="question"
        )
    if one.question in inside:
        raise Refused(_("A question cannot depend on itself. Choose another."), field="question")
    codes = {choice.code for choice in asked[0].choices}
    if codes and one.operator in {IS, IS_NOT, INCLUDES, EXCLUDES} and one.value not in codes:
        raise Refused(_("“%(value)s” is no choice of that question.") % {"value": one.value}, field="value")


def set_bounds(sheets: Sheets, at: int, bounds: Bounds, message: Texts | None = None) -> Sheets:
    """What a number, day or text may be. Without a message people are told the limits."""
    line = line_at(sheets, at)
    by_size, by_length = bounds.least or bounds.most, bounds.shortest or bounds.longest
    if (by_size and line.kind not in NUMBERS | {DAY}) or (by_length and line.kind not in TEXTS):
        raise Refused(_("This type of question cannot have such a limit."))
    dated = any("-" in value[1:] for value in (bounds.least, bounds.most))
    if by_size and (line.kind == DAY) != dated:
        raise Refused(_("Write a number, or a day such as 2026-01-31."))
    rule = write_bounds(bounds)
    told = message or {one: _told(bounds, one) for one in form_languages(sheets)}
    row = with_cells(
        sheets, SURVEY, sheets.survey.rows[at], {"constraint": rule}, {"constraint_message": told}
    )
    return replaced(sheets, SURVEY, at, row)


def _told(bounds: Bounds, language: str) -> str:
    parts = {
        "At least {}.": bounds.least,
        "At most {}.": bounds.most,
        "At least {} characters.": bounds.shortest,
        "At most {} characters.": bounds.longest,
    }
    return " ".join(phrase(text, language).format(value) for text, value in parts.items() if value)
