"""Sheets as a workbook again. Nothing is written as a formula or a link; reading it gives the same sheets. Pure."""

import io
import re
from datetime import datetime

import xlsxwriter  # type: ignore[import-untyped]

from ngo2.lib.csv import safe_cell
from ngo2.questionnaires.xlsform.sheets import Sheet, Sheets

LONGEST = 32_767  # characters of a cell that Excel opens
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MADE = datetime(2020, 1, 1)  # noqa: DTZ001 (else the same sheets would be another file each second)
_WIDTHS = {"type": 24, "name": 22, "list_name": 18}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def write_workbook(sheets: Sheets) -> bytes:
    """An XLSX that Excel, Kobo and Central open; the same sheets are the same bytes."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, _OPTIONS)
    book.set_properties({"created": _MADE})
    bold = book.add_format({"bold": True})
    taken: set[str] = set()
    for sheet in sheets:
        _write(book.add_worksheet(_name(sheet.name, taken)), sheet, bold)
    book.close()
    return file.getvalue()


def _write(page: object, sheet: Sheet, bold: object) -> None:
    write = page.write_string  # type: ignore[attr-defined]
    if sheet.headed and sheet.columns:
        page.freeze_panes(1, 0)  # type: ignore[attr-defined]
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, _WIDTHS.get(column, 36 if column.startswith("label") else 16))  # type: ignore[attr-defined]
            write(0, at, safe_cell(column), bold)
    last = 1 if sheet.headed else 0
    for row in sheet.rows:
        last = max(last + 1, row.number)  # as in the file; rows that were never numbered follow each other
        for at, column in enumerate(sheet.columns):
            text = row.get(column)
            if text:
                write(last - 1, at, safe_cell(text)[:LONGEST])


def _name(wanted: str, taken: set[str]) -> str:
    """A name that a workbook may have, and that none of the others has."""
    plain = _FORBIDDEN.sub("_", wanted).strip("'")[:31] or "sheet"
    name, count = plain, 1
    while name.lower() in taken or name.lower() == "history":
        count += 1
        name = f"{plain[:28]}_{count}"
    taken.add(name.lower())
    return name
