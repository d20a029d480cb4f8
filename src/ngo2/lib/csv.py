"""CSV that a spreadsheet cannot be tricked with, and that we read back without loss."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, TextIO

BOM = "\ufeff"  # without it Excel reads UTF-8 as something else
# A spreadsheet runs a cell that begins with one of these; quotes before it are ours from an earlier export.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\x00＝＋－＠]")


def safe_cell(value: Any) -> str:
    """The cell as text, with a ' before what would be run as a formula. Numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal):
        return str(value)
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def unsafe_cell(text: str) -> str:
    """The inverse of `safe_cell` for texts: takes off the one ' that it put on, and no other."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def write_rows(file: TextIO, rows: Iterable[Iterable[Any]]) -> None:
    """UTF-8 with BOM, CRLF, every cell safe. Open `file` with newline=""."""
    file.write(BOM)
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])


def line(row: Iterable[Any]) -> str:
    """One row of cells, each safe, for an answer that is sent bit by bit; begin it with `BOM`."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow([safe_cell(cell) for cell in row])
    return text.getvalue()


def read_rows(file: TextIO) -> Iterator[list[str]]:
    """Rows as they were before `write_rows`, with or without BOM."""
    for number, row in enumerate(csv.reader(file)):
        if number == 0 and row:
            row[0] = row[0].removeprefix(BOM)
        yield [unsafe_cell(cell) for cell in row]
