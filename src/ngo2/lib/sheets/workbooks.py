"""XLSX, XLS and ODS: every sheet as rows of text, formulas as the values they had when the file was saved."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from ngo2.lib.csv import unsafe_cell
from ngo2.lib.sheets.bounds import SHEETS, RefusedError
from ngo2.lib.sheets.packing import check_zip

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK"


def kind_of(data: bytes) -> str:
    """ "xlsx", "ods", "xls", or "" for what is no workbook; refused when it is one that we do not open."""
    if data.startswith(ZIP):
        return check_zip(data)
    if not data.startswith(OLE):
        return ""
    if _names(data, "EncryptedPackage"):
        raise RefusedError("locked")
    if _names(data, "_VBA_PROJECT"):
        raise RefusedError("macros")
    if not (_names(data, "Workbook") or _names(data, "Book")):
        raise RefusedError("not_a_table")
    return "xls"


def _names(data: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in data


def sheets(data: bytes) -> Iterator[tuple[str, Iterator[tuple[int, list[str]]]]]:
    """(name, rows) of each visible sheet; a row is (line, cells), lines counted from 1 as the program shows them."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [
            one.name
            for one in book.sheets_metadata
            if one.visible == SheetVisibleEnum.Visible and one.typ == SheetTypeEnum.WorkSheet
        ]
        if len(visible) > SHEETS:
            raise RefusedError("many_sheets")
        for name in visible:
            sheet = book.get_sheet_by_name(name)
            yield name, _rows(sheet)
    except PasswordError:
        raise RefusedError("locked") from None
    except RefusedError:
        raise
    except Exception:  # calamine has an exception for each format, and panics for some broken files
        raise RefusedError("broken") from None


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    first = sheet.start[0] if sheet.start else 0
    left = sheet.start[1] if sheet.start else 0
    for line, cells in enumerate(sheet.to_python(skip_empty_area=True), start=first + 1):
        yield line, [""] * left + [words(cell) for cell in cells]


def words(cell: Any) -> str:
    """A cell as text: whole numbers without ".0", so that phones and codes stay what they are; days as 2020-03-01."""
    if isinstance(cell, str):
        return unsafe_cell(cell)  # our own exports quote what a spreadsheet would run
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None or isinstance(cell, timedelta) else str(cell)
