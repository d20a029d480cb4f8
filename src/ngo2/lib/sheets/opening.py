"""The child: reads a table from its input, writes its rows as lines of JSON. Run by `lib.child` within limits.

First line: {"kind", "encoding", "delimiter"} or {"refused": code}. Then, sheet by sheet, {"sheet": name} and its rows
that are not blank, [line, [cells]]; at the end {"end": number of rows, "memory": bytes}. Without an end it is nothing.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from ngo2.lib.child import memory
from ngo2.lib.sheets import delimited, workbooks
from ngo2.lib.sheets.bounds import BYTES, CELL, COLUMNS, ROWS, SPARE_ROWS, RefusedError

Rows = Iterable[tuple[int, list[str]]]


def told(data: bytes) -> Iterator[Any]:
    if not data:
        raise RefusedError("empty")
    if len(data) > BYTES:
        raise RefusedError("large")
    kind = workbooks.kind_of(data)
    if kind:
        yield {"kind": kind, "encoding": "", "delimiter": ""}
        tables: Iterable[tuple[str, Rows]] = workbooks.sheets(data)
    else:
        text, encoding = delimited.text_of(data)
        delimiter, begin = delimited.delimiter_of(text)
        yield {"kind": "csv", "encoding": encoding, "delimiter": delimiter}
        tables = [("", delimited.rows(text[begin:], delimiter))]
    count = 0
    for name, rows in tables:
        yield {"sheet": name}
        for row in _within(rows):
            count += 1
            if count > ROWS + SPARE_ROWS:
                raise RefusedError("many_rows")
            yield row
    if not count:
        raise RefusedError("empty")
    yield {"end": count, "memory": memory()}


def _within(rows: Rows) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, without blank cells at their end."""
    for line, cells in rows:
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if len(cells) > COLUMNS:
            raise RefusedError("many_columns")
        if any(len(cell) > CELL for cell in cells):
            raise RefusedError("long_cell")
        yield line, [cell.replace("\0", "").strip() for cell in cells]


def main() -> None:
    out = sys.stdout
    try:
        for one in told(sys.stdin.buffer.read(BYTES + 1)):
            out.write(json.dumps(one, ensure_ascii=True))
            out.write("\n")
    except RefusedError as refusal:
        out.write(json.dumps({"refused": str(refusal)}) + "\n")


if __name__ == "__main__":
    main()
