"""Is the packing of a workbook harmless? Looked at before any reader of workbooks sees it."""

import io
import zipfile

from ngo2.lib.sheets.bounds import ENTRIES, RATIO, UNPACKED, RefusedError

_MEGABYTE = 2**20
_CHUNK = 2**16
_PROGRAMS = ("vbaproject.bin", "/macrosheets/", "/activex/", "basic/", "scripts/")
_TRICKS = (b"<!DOCTYPE", b"<!doctype", b"<!ENTITY")


def check_zip(data: bytes) -> str:
    """ "xlsx" or "ods"; raises RefusedError for a bomb, macros, entities, or anything else that is packed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            _check_sizes(entries)
            kind = _kind(packed, {entry.filename for entry in entries})
            _check_parts(packed, entries)
    except RefusedError:
        raise
    except Exception:  # a broken packing breaks in many ways
        raise RefusedError("broken") from None
    return kind


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise RefusedError("bomb")
    for entry in entries:
        if entry.file_size > _MEGABYTE and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise RefusedError("bomb")
        if entry.flag_bits & 1:
            raise RefusedError("locked")


def _kind(packed: zipfile.ZipFile, names: set[str]) -> str:
    if any(program in f"/{name.lower()}" for name in names for program in _PROGRAMS):
        raise RefusedError("macros")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise RefusedError("binary")
    if "content.xml" in names and packed.read("mimetype")[:80].startswith(
        b"application/vnd.oasis.opendocument.spreadsheet"
    ):
        if b"manifest:encryption-data" in packed.read("META-INF/manifest.xml"):
            raise RefusedError("locked")
        return "ods"
    raise RefusedError("not_a_table")


def _check_parts(packed: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Each part is unpacked once, piece by piece: what the directory says of its size may be a lie."""
    left = UNPACKED
    for entry in entries:
        words = entry.filename.lower().endswith((".xml", ".rels"))
        with packed.open(entry) as part:
            tail = b""
            while piece := part.read(_CHUNK):
                left -= len(piece)
                if left < 0:
                    raise RefusedError("bomb")
                if words and any(trick in tail + piece for trick in _TRICKS):
                    raise RefusedError("entities")
                if words and not tail and piece[:2] in {b"\xff\xfe", b"\xfe\xff"}:
                    raise RefusedError("broken")  # no program writes workbooks in UTF-16
                tail = piece[-10:]
