"""Lines elsewhere, once more, or gone."""

from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.questionnaires.xlsform.cells import cell, with_rows
from ngo2.questionnaires.xlsform.choosing import has_users, without_list
from ngo2.questionnaires.xlsform.editing.adding import inserted
from ngo2.questionnaires.xlsform.editing.lines import between, names_of, sound, span, users_of
from ngo2.questionnaires.xlsform.editing.names import numbered, renamed
from ngo2.questionnaires.xlsform.lines import PAGE, SECTION, kind_of
from ngo2.questionnaires.xlsform.sheets import SURVEY, Sheets
from ngo2.questionnaires.xlsform.types import type_of


def move(sheets: Sheets, at: int, before: int) -> Sheets:
    """The line, with all that is in it, to stand before the line `before` (the number of rows: at the end)."""
    start, end = span(sheets, at)
    between(sheets, before)
    if start <= before <= end:
        if before in {start, end}:
            return sheets
        raise Refused(_("A section cannot be moved into itself."))
    rows = sheets.survey.rows
    block, rest = rows[start:end], [*rows[:start], *rows[end:]]
    target = before - (end - start) if before > start else before
    return sound(sheets, with_rows(sheets, SURVEY, [*rest[:target], *block, *rest[target:]]))


def copy(sheets: Sheets, at: int) -> Sheets:
    """The line once more, below itself, with new names; what it says of itself follows the new names."""
    start, end = span(sheets, at)
    rows = sheets.survey.rows
    taken = names_of(sheets)
    named: dict[str, str] = {}
    for row in rows[start:end]:
        old = cell(sheets, SURVEY, row, "name")
        if old and type_of(cell(sheets, SURVEY, row, "type")).kind != "end":
            named[old] = numbered(old, taken)
            taken.add(named[old])
    new = [renamed(sheets, row, named) for row in rows[start:end]]
    return inserted(sheets, new, end)


def remove(sheets: Sheets, at: int) -> Sheets:
    """The line with all that is in it. Refused while something else refers to it."""
    start, end = span(sheets, at)
    rows = sheets.survey.rows
    gone = {cell(sheets, SURVEY, row, "name") for row in rows[start:end]} - {""}
    users = [shown for row, shown in users_of(sheets, gone) if not start <= row < end]
    if users:
        raise Refused(
            _("Others depend on this: %(names)s. Change them first.")
            % {"names": ", ".join(dict.fromkeys(users))}
        )
    lists = {type_of(cell(sheets, SURVEY, row, "type")).list_name for row in rows[start:end]} - {""}
    sheets = with_rows(sheets, SURVEY, [*rows[:start], *rows[end:]])
    for name in lists:
        sheets = sheets if has_users(sheets, name) else without_list(sheets, name)
    return sheets


def unwrap(sheets: Sheets, at: int) -> Sheets:
    """A section or page goes; what is in it stays."""
    start, end = span(sheets, at)
    rows = sheets.survey.rows
    if kind_of(sheets, rows[start]) not in {SECTION, PAGE}:
        raise Refused(_("Only a section or a page can be taken apart."))
    name = cell(sheets, SURVEY, rows[start], "name")
    users = [shown for _row, shown in users_of(sheets, {name})]
    if users:
        raise Refused(_("Others depend on this: %(names)s. Change them first.") % {"names": ", ".join(users)})
    return sound(sheets, with_rows(sheets, SURVEY, [*rows[:start], *rows[start + 1 : end - 1], *rows[end:]]))
