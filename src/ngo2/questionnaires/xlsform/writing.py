"""Sheets as a workbook again; reading it gives the same sheets. Pure."""

import io
import re
from typing import Any

from ngo2.lib.xlsx import put, workbook
from ngo2.questionnaires.xlsform.sheets import Sheet, Sheets

_WIDTHS = {"type": 24, "name": 22, "list_name": 18}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def write_workbook(sheets: Sheets) -> bytes:
    """An XLSX that Excel, Kobo and Central open; the same sheets are the same bytes."""
    file = io.BytesIO()
    with workbook(file) as book:
        bold = book.add_format({"bold": True})
        taken: set[str] = set()
        for sheet in sheets:
            _write(book.add_worksheet(_name(sheet.name, taken)), sheet, bold)
    return file.getvalue()


def _write(page: Any, sheet: Sheet, bold: Any) -> None:
    if sheet.headed and sheet.columns:
        page.freeze_panes(1, 0)
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, _WIDTHS.get(column, 36 if column.startswith("label") else 16))
            put(page, 0, at, column, bold)
    last = 1 if sheet.headed else 0
    for row in sheet.rows:
        last = max(last + 1, row.number)  # as in the file; rows that were never numbered follow each other
        for at, column in enumerate(sheet.columns):
            put(page, last - 1, at, row.get(column))


def _name(wanted: str, taken: set[str]) -> str:
    """A name that a workbook may have, and that none of the others has."""
    plain = _FORBIDDEN.sub("_", wanted).strip("'")[:31] or "sheet"
    name, count = plain, 1
    while name.lower() in taken or name.lower() == "history":
        count += 1
        name = f"{plain[:28]}_{count}"
    taken.add(name.lower())
    return name
