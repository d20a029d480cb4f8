"""XLSX for people: columns by name in their language, and a second sheet that says what everything means.

XlsxWriter in constant_memory mode writes each row to a temporary file as soon as the next begins. Nothing is written
as a formula or a link; a cell that looks like one gets a ' all the same, because workbooks are saved as CSV again.
"""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from django.utils import translation
from django.utils.translation import gettext as _

from ngo2.kernel.opendata.datasets import Row
from ngo2.kernel.opendata.formats.shape import BLOCK, Format, cell
from ngo2.kernel.opendata.heads import Head, attributed
from ngo2.lib.csv import safe_cell

LONGEST = 32_767  # characters of a cell that Excel opens
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_WIDTHS = {"text": 24, "whole": 10, "number": 12, "day": 12, "code": 16, "list": 24, "lines": 24}


def write(head: Head, rows: Iterable[Row]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, _OPTIONS)
        # Else it is the second of now, and the same list asked for twice is two files under one ETag.
        book.set_properties({"created": datetime.combine(head.as_of, time())})
        bold = book.add_format({"bold": True})
        _table(book.add_worksheet(_told(head.language, "data")), head, rows, bold)
        _about(book.add_worksheet(_told(head.language, "about")), head, bold)
        book.close()
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def _told(language: str, sheet: str) -> str:
    with translation.override(language):
        return {"data": _("Data"), "about": _("About this list")}[sheet]


def _table(sheet: Any, head: Head, rows: Iterable[Row], bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(head.all_columns):
        sheet.set_column(at, at, _WIDTHS[column.type])
        sheet.write_string(0, at, safe_cell(column.label), bold)
    for line, row in enumerate(attributed(head, rows), start=1):
        for at, column in enumerate(head.all_columns):
            _put(sheet, line, at, row.get(column.key), cell(row, column.key, column.type))


def _put(sheet: Any, line: int, at: int, value: Any, text: Any) -> None:
    if value is None or text == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(line, at, value)
    elif isinstance(value, int | float) and abs(value) < 2**53:
        sheet.write_number(line, at, value)
    else:
        shown = safe_cell(text)
        sheet.write_string(line, at, shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…")


def _about(sheet: Any, head: Head, bold: Any) -> None:
    sheet.set_column(0, 4, 28)
    for line, cells in enumerate(_lines(head)):
        for at, text in enumerate(cells):
            sheet.write_string(line, at, safe_cell(text), *([bold] if at == 0 else []))


def _lines(head: Head) -> list[tuple[str, ...]]:
    with translation.override(head.language):
        return [
            (head.title,),
            (_("What it is"), head.description),
            (_("Licence"), head.licence, head.licence_url),
            *((_("Source"), *source) for source in head.sources),
            (_("Last change"), head.updated.isoformat()),
            (_("Made on"), head.as_of.isoformat()),
            (_("Address"), head.page),
            (),
            (_("Column"), _("Name in other formats"), _("Meaning"), _("Kind of value"), _("Unit")),
            *((one.label, one.key, one.meaning, one.type, one.unit) for one in head.all_columns),
        ]


FORMAT = Format(
    "xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write, packed=True
)
