"""The child before the reader: an XLSX without its programs, with its hidden sheets shown. Run by `lib.child`.

Lists refuse programs; a form made from a template of a known toolkit has some, and they are never run here. What comes
out is a workbook like any other, and is checked again by `lib.sheets`. Says nothing when there is nothing to do.
"""

import io
import re
import sys
import zipfile
from contextlib import suppress

from ngo2.lib.sheets.bounds import BYTES, ENTRIES, UNPACKED

_PROGRAMS = re.compile(r"vbaproject|/activex/|/ctrlprops/|/macrosheets/", re.IGNORECASE)
_HIDDEN = re.compile(rb"""\sstate=(["'])(?:hidden|veryHidden)\1""")
_BOOK = "xl/workbook.xml"


def prepared(data: bytes) -> bytes:
    """ "" where it stays as it is, or where it is no workbook: the reader says why."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        entries = packed.infolist()
        if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
            return b""
        kept = [entry for entry in entries if not _PROGRAMS.search(entry.filename)]
        book = packed.read(_BOOK)
        if len(kept) == len(entries) and not _HIDDEN.search(book):
            return b""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as written:
            for entry in kept:
                text = packed.read(entry)
                written.writestr(entry.filename, _HIDDEN.sub(b"", text) if entry.filename == _BOOK else text)
        return out.getvalue()


def main() -> None:
    data = sys.stdin.buffer.read(BYTES + 1)
    with suppress(Exception):  # a broken packing breaks in many ways; the reader names it
        sys.stdout.buffer.write(prepared(data))


if __name__ == "__main__":
    main()
