"""Rows as a file that a spreadsheet cannot be tricked with."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

from ngo2.lib.csv import safe_cell, write_rows

Rows = Iterable[list[Any]]
LONGEST: Final = 32_767  # characters of a cell that Excel opens
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MADE: Final = datetime(2020, 1, 1)  # noqa: DTZ001 (else the same rows would be another file each second)
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv(rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    write_rows(text, rows)
    return text.getvalue().encode()


def xlsx(rows: Rows) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, _OPTIONS)
    book.set_properties({"created": _MADE})
    sheet = book.add_worksheet()
    sheet.set_column(0, 1, 32)
    for line, row in enumerate(rows):
        for at, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet.write_number(line, at, cell)
            elif cell != "":
                sheet.write_string(line, at, safe_cell(cell)[:LONGEST])
    book.close()
    return file.getvalue()


WRITERS: Final = {"csv": (csv, "text/csv; charset=utf-8"), "xlsx": (xlsx, XLSX)}
