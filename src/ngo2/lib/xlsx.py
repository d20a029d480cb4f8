"""Workbooks that a spreadsheet cannot be tricked with; the same cells are the same bytes.

Nothing is written as a formula or a link; a cell that looks like one gets a ' all the same, because workbooks are saved
as CSV again.
"""

from datetime import date, datetime, time
from typing import IO, Any, Final

import xlsxwriter

from ngo2.lib.csv import safe_cell

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST: Final = 32_767  # characters of a cell that Excel opens
_EXACT: Final = 2**53  # from here on a number of Excel is no longer the one that was written
_OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def workbook(file: IO[bytes], *, made: date = date(2020, 1, 1), row_by_row: bool = False) -> Any:
    """For `with`: it is whole when closed. `row_by_row`, each row leaves memory as soon as the next begins.

    `made` stands in it: the second of now would make another file of the same cells.
    """
    book = xlsxwriter.Workbook(file, {**_OPTIONS, "constant_memory": row_by_row, "in_memory": not row_by_row})
    book.set_properties({"created": datetime.combine(made, time())})
    return book


def put(sheet: Any, line: int, at: int, value: Any, style: Any = None) -> None:
    """Days and numbers as such, nothing for None and "", and a text that is too long with a sign that it goes on."""
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(line, at, value, style)
    elif isinstance(value, int | float) and abs(value) < _EXACT:
        sheet.write_number(line, at, value, style)
    else:
        text = safe_cell(value)
        sheet.write_string(line, at, text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…", style)
