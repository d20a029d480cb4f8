"""A file that somebody uploads as the sheets of a form. Opened by the same child as lists are. Pure."""

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ngo2.lib import child
from ngo2.lib.refusals import Refused
from ngo2.lib.sheets.reading import LARGEST, LIMITS, Workbook, opened
from ngo2.questionnaires.xlsform.columns import heads
from ngo2.questionnaires.xlsform.findings import Finding, FormError
from ngo2.questionnaires.xlsform.sheets import FORM_SHEETS, SURVEY, Row, Sheet, Sheets, letter

_PREPARING = Path(__file__).with_name("preparing.py")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
Line = tuple[int, list[str]]


def read_workbook(data: bytes, name: str = "") -> Sheets:
    """XLSX, XLSM, XLS, ODS or CSV (one sheet, or all sheets under each other as pyxform writes them).

    `name` of the file names the sheet of a CSV. Raises FormError: no file that we read, no form, a header twice.
    """
    if data.startswith(b"PK") and len(data) <= LARGEST:
        data = child.run(_PREPARING, LIMITS, data) or data
    try:
        with opened(io.BytesIO(data), len(data)) as book:
            tables = list(_tables(book))
    except Refused as refusal:
        raise FormError([Finding(f"file_{refusal.code}")]) from None
    tables = _with_survey(tables)
    if not any(key == SURVEY for key, _name, _lines in tables):
        raise FormError([Finding("answers" if _looks_like_answers(tables) else "no_form")])
    found: list[Finding] = []
    sheets = Sheets(tuple(_sheet(key, name, lines, found) for key, name, lines in tables))
    if found:
        raise FormError(found)
    return sheets


def _tables(book: Workbook) -> Iterator[tuple[str, str, list[Line]]]:
    """(key of a sheet of the form or "", name, lines)."""
    lines: dict[int, list[Line]] = {at: [] for at in range(len(book.sheets))}
    for at, line, cells in book.rows():
        lines[at].append((line, [tidy(cell) for cell in cells]))
    if book.kind == "csv":
        yield from _sections(lines[0])
        return
    for at, name in enumerate(book.sheets):
        key = name.strip().lower()
        yield (key if key in FORM_SHEETS else ""), name, lines[at]


def _sections(lines: list[Line]) -> Iterator[tuple[str, str, list[Line]]]:
    """A CSV of several sheets has their names in its first column, above cells that leave it blank."""
    first = next((cells for _line, cells in lines if cells), [""])
    if first[0].lower() not in FORM_SHEETS or not any(cells[0] == "" for _line, cells in lines):
        yield "", "survey", lines
        return
    name, table = "", list[Line]()
    for line, cells in lines:
        if cells[0]:
            if name:
                yield _keyed(name), name, table
            name, table = cells[0], []
        if any(cells[1:]):
            table.append((line, cells[1:]))
    yield _keyed(name), name, table


def _keyed(name: str) -> str:
    return name.strip().lower() if name.strip().lower() in FORM_SHEETS else ""


def tidy(text: str) -> str:
    """Without what no form may hold; lines end as everywhere, and a space is a space."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return _CONTROLS.sub("", text).strip()


def _with_survey(tables: list[tuple[str, str, list[Line]]]) -> list[tuple[str, str, list[Line]]]:
    """A workbook of one sheet is its survey, whatever its name, when it has types."""
    if len(tables) == 1 and tables[0][0] != SURVEY and _has_types(tables[0][2]):
        return [(SURVEY, "survey", tables[0][2])]
    return tables


def _has_types(lines: list[Line]) -> bool:
    header = lines[0][1] if lines else []
    return {"type", "name"} <= {head.base for head in heads(SURVEY, header)}


def _looks_like_answers(tables: Iterable[tuple[str, str, list[Line]]]) -> bool:
    """A row of labels above rows of values, and not one sheet of a form."""
    return not any(key for key, _name, _lines in tables) and any(
        len(lines) > 1 and len(lines[0][1]) > 1 for _key, _name, lines in tables
    )


def _sheet(key: str, name: str, lines: list[Line], found: list[Finding]) -> Sheet:
    if not key:
        width = max((len(cells) for _line, cells in lines), default=0)
        return _filled(name, [letter(at) for at in range(width)], lines, headed=False)
    if not lines:
        return Sheet(name)
    (first, header), *body = lines
    width = max(len(cells) for _line, cells in lines)
    columns = [" ".join(label.split()) for label in header] + [""] * (width - len(header))
    columns = [label or f"({letter(at)})" for at, label in enumerate(columns)]
    for at, label in enumerate(columns):
        if label in columns[:at]:
            found.append(Finding("column_twice", key, first, label, {"value": label}))
    used = [at for at, label in enumerate(columns) if not label.startswith("(") or _used(at, body)]
    columns = [columns[at] for at in used]
    rows = [(line, [cells[at] if at < len(cells) else "" for at in used]) for line, cells in body]
    return _filled(name, columns, rows, headed=True)


def _used(at: int, body: list[Line]) -> bool:
    return any(at < len(cells) and cells[at] for _line, cells in body)


def _filled(name: str, columns: list[str], lines: list[Line], headed: bool) -> Sheet:
    rows = [
        Row(line, {column: text for column, text in zip(columns, cells, strict=False) if text})
        for line, cells in lines
    ]
    return Sheet(name, tuple(columns), tuple(row for row in rows if row.cells), headed)
