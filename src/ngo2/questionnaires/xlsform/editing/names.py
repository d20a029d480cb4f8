"""A line's name: a fresh one, one that fits, another one that all references follow."""

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.questionnaires.xlsform.cells import Texts, cell, replaced, with_cells
from ngo2.questionnaires.xlsform.editing.lines import line_at, names_of
from ngo2.questionnaires.xlsform.naming import name_from
from ngo2.questionnaires.xlsform.references import NAME, RESERVED
from ngo2.questionnaires.xlsform.sheets import SURVEY, Row, Sheets


def fresh_name(sheets: Sheets, name: str, label: Texts, otherwise: str) -> str:
    if name:
        _fits(sheets, name)
        return name
    texts = [text for text in label.values() if text.strip()]
    return name_from(texts[0] if texts else "", names_of(sheets), otherwise)


def numbered(name: str, taken: set[str]) -> str:
    stem, number = re.sub(r"_\d+$", "", name), 2
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def _fits(sheets: Sheets, name: str) -> None:
    if not NAME.fullmatch(name) or len(name) > 60:
        raise Refused(_("A name begins with a letter and has letters, digits and _ only."), field="name")
    if name.lower() in RESERVED | {one.lower() for one in names_of(sheets)}:
        raise Refused(
            _("The name “%(name)s” is taken. Give the question another name.") % {"name": name}, field="name"
        )


def set_name(sheets: Sheets, at: int, name: str) -> Sheets:
    """Everything that refers to the old name refers to the new one."""
    line = line_at(sheets, at)
    row = sheets.survey.rows[at]
    if line.name == name:
        return sheets
    _fits(sheets, name)
    if not line.name:
        return replaced(sheets, SURVEY, at, with_cells(sheets, SURVEY, row, {"name": name}))
    alone = sum(cell(sheets, SURVEY, one, "name") == line.name for one in sheets.survey.rows) == 1
    sheets = replaced(sheets, SURVEY, at, with_cells(sheets, SURVEY, row, {"name": name}))
    if not alone:
        return sheets  # no reference can mean one of several
    for sheet in sheets:
        if sheet.headed:
            rows = tuple(_referring(one, {line.name: name}) for one in sheet.rows)
            sheets = sheets.having(replace(sheet, rows=rows))
    return sheets


def _referring(row: Row, named: dict[str, str]) -> Row:
    def new(found: re.Match[str]) -> str:
        return f"${{{found[1] or ''}{named.get(found[2], found[2])}}}"

    cells = {
        key: re.sub(r"\$\{(last-saved#)?([^}]*)\}", new, text) if "${" in text else text
        for key, text in row.cells.items()
    }
    return Row(row.number, cells)


def renamed(sheets: Sheets, row: Row, named: dict[str, str]) -> Row:
    old = cell(sheets, SURVEY, row, "name")
    return with_cells(sheets, SURVEY, _referring(row, named), {"name": named.get(old, old)})
