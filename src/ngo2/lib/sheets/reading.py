"""The parent: gives a file to the child and reads back its rows, one by one."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ngo2.lib import child
from ngo2.lib.refusals import Refused
from ngo2.lib.sheets.bounds import BYTES

SCRIPT = Path(__file__).with_name("opening.py")
LIMITS = child.Limits(memory=390 * 2**20, seconds=5, patience=20, written=300 * 2**20)
LARGEST = BYTES

SENTENCES: dict[str, Promise] = {
    "empty": _("There is nothing in this file. Open it, look whether the list is there, and save it again."),
    "large": _(
        "This file is larger than 24 MB. Split the list into parts, or leave out pictures, and send those."
    ),
    "not_a_table": _(
        "This is no table that we can read. Save the list as an Excel workbook (.xlsx) or as CSV."
    ),
    "broken": _("This file is damaged, or was not sent completely. Open it, save it again, and send that."),
    "bomb": _(
        "This workbook unpacks to far more than a list needs. Copy the list into a new workbook and send that."
    ),
    "macros": _("This workbook contains programs (macros). Save it as .xlsx without them, and send that."),
    "entities": _(
        "This workbook holds instructions that no list needs. Copy the list into a new one and send that."
    ),
    "locked": _("This file is locked with a password. Save it without one and send it again."),
    "binary": _("This is a binary workbook (.xlsb). Save it as .xlsx and send that."),
    "many_rows": _("This list has more than 50,000 rows. Split it into parts and send one after the other."),
    "many_columns": _(
        "A row of this list has more than 200 columns. Delete the columns that you do not need."
    ),
    "many_sheets": _(
        "This workbook has more than 60 sheets. Copy the one with the list into a new workbook."
    ),
    "long_cell": _(
        "A cell of this list is longer than 32,000 characters, or a quotation mark is never closed."
    ),
    "stopped": _(
        "This file is too heavy to read. Copy the list, values only, into a new workbook and send that."
    ),
}


def refusal(code: str) -> Refused:
    return Refused(SENTENCES[code], field="file", code=code)


@dataclass
class Workbook:
    """`kind` csv, xlsx, xls or ods; `sheets` in their order; `memory` bytes that the child used at most.

    Iterate `rows()` as often as needed: (number of the sheet, line in the file, cells).
    """

    kind: str
    encoding: str
    delimiter: str
    said: IO[bytes]
    sheets: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    memory: int = 0

    def rows(self, sheet: int | None = None) -> Iterator[tuple[int, int, list[str]]]:
        self.said.seek(0)
        number = -1
        for line in self.said:
            one = json.loads(line)
            if isinstance(one, list):
                if sheet in {None, number}:
                    yield number, one[0], one[1]
            elif "sheet" in one:
                number += 1


@contextmanager
def opened(file: IO[bytes], size: int) -> Iterator[Workbook]:
    """What the child makes of `file` (a real file, of `size` bytes); raises Refused with one clear sentence."""
    if size > LARGEST:
        raise refusal("large")
    if size == 0:
        raise refusal("empty")
    with tempfile.TemporaryFile() as said:
        if child.run(SCRIPT, LIMITS, _source(file), said) is None:
            raise refusal("stopped")
        yield _checked(said)


def _source(file: IO[bytes]) -> bytes | IO[bytes]:
    """A file that the child can read by itself; what is in memory already goes as bytes."""
    file.seek(0)
    try:
        os.lseek(file.fileno(), 0, os.SEEK_SET)
    except (OSError, AttributeError):
        return file.read()
    return file


def _checked(said: IO[bytes]) -> Workbook:
    """Names and sizes of the sheets, and that the child came to its end."""
    said.seek(0)
    first = json.loads(said.readline() or b"{}")
    if "kind" not in first:
        raise refusal(first.get("refused", "stopped"))
    book = Workbook(first["kind"], first["encoding"], first["delimiter"], said)
    last: Any = {}
    for line in said:
        if line.startswith(b"["):
            book.counts[-1] += 1
            continue
        last = json.loads(line)
        if "sheet" in last:
            book.sheets.append(last["sheet"])
            book.counts.append(0)
    if "end" not in last:
        raise refusal(last.get("refused", "stopped"))
    book.memory = last["memory"]
    return book
