"""Rows as a file that a spreadsheet cannot be tricked with."""

import io
from collections.abc import Iterable
from typing import Any, Final

from ngo2.lib.csv import write_rows
from ngo2.lib.xlsx import CONTENT_TYPE, put, workbook

Rows = Iterable[list[Any]]


def csv(rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    write_rows(text, rows)
    return text.getvalue().encode()


def xlsx(rows: Rows) -> bytes:
    file = io.BytesIO()
    with workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.set_column(0, 1, 32)
        for line, row in enumerate(rows):
            for at, cell in enumerate(row):
                put(sheet, line, at, cell)
    return file.getvalue()


WRITERS: Final = {"csv": (csv, "text/csv; charset=utf-8"), "xlsx": (xlsx, CONTENT_TYPE)}
