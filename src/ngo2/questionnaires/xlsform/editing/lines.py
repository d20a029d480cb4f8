"""Where a step applies: a line, all that is in it, what stands around it, and who refers to it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.questionnaires.xlsform.cells import cell
from ngo2.questionnaires.xlsform.checks import check
from ngo2.questionnaires.xlsform.lines import END, Line, lines, spans
from ngo2.questionnaires.xlsform.references import referred
from ngo2.questionnaires.xlsform.sheets import CHOICES, SETTINGS, SURVEY, Row, Sheets
from ngo2.questionnaires.xlsform.types import type_of


def line_at(sheets: Sheets, at: int) -> Line:
    found = next((line for line in lines(sheets) if line.at == at), None)
    if found is None or found.kind == END:
        raise Refused(_("This line is no longer there. Load the page again."))
    return found


def between(sheets: Sheets, at: int) -> None:
    """A new line can stand before this row: one that is a line of its own, or the end."""
    if at != len(sheets.survey.rows) and all(line.at != at for line in lines(sheets)):
        raise Refused(_("No line can stand there. Choose another place."))


def names_of(sheets: Sheets) -> set[str]:
    return {cell(sheets, SURVEY, row, "name") for row in sheets.survey.rows} - {""}


def span(sheets: Sheets, at: int) -> tuple[int, int]:
    """[start, end) of the line with all that is in it."""
    line_at(sheets, at)
    if type_of(cell(sheets, SURVEY, sheets.survey.rows[at], "type")).kind != "begin":
        return at, at + 1
    end = spans(sheets)[at]
    if end == len(sheets.survey.rows):
        raise Refused(_("This section is never ended. Mend the workbook and upload it again."))
    return at, end + 1


def row_around(sheets: Sheets, at: int) -> int | None:
    """The row that begins what the line stands in."""
    around = [begin for begin, end in spans(sheets).items() if begin < at <= end]
    return max(around, default=None)


def users_of(sheets: Sheets, names: set[str]) -> Iterator[tuple[int, str]]:
    """(place or -1, what to call it) of all that refers to one of these."""
    for at, row in enumerate(sheets.survey.rows):
        if any(set(referred(text)) & names for text in row.cells.values()):
            yield at, _called(sheets, row)
    for key in (CHOICES, SETTINGS, "entities"):
        if any(set(referred(text)) & names for row in sheets.sheet(key).rows for text in row.cells.values()):
            yield -1, key


def _called(sheets: Sheets, row: Row) -> str:
    return cell(sheets, SURVEY, row, "label") or cell(sheets, SURVEY, row, "name") or str(row.number)


def sound(before: Sheets, after: Sheets) -> Sheets:
    """Refused when the step would break what was whole: a name twice, a circle."""
    watched = {"name_twice", "repeat_twice", "circular", "too_deep", "reference_many", "reference_unknown"}
    watched |= {"reference_alike", "reference_form"}
    was = {(one.kind, one.values.get("value")) for one in check(before) if one.kind in watched}
    for one in check(after):
        if one.kind in watched and (one.kind, one.values.get("value")) not in was:
            raise Refused(one.message)
    return after


def sound_references(sheets: Sheets, text: str) -> None:
    for name in referred(text):
        if name not in names_of(sheets):
            raise Refused(_("${%(name)s} refers to no question.") % {"name": name}, field="label")
