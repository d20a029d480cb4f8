"""One file for the columns of one edition of a form: a header in JSON, then raw arrays that can be memory-mapped.

Written beside and moved into place, so a reader sees the old file or the new one. It holds nothing that could not be
made again: whoever meets an `Unusable` one throws it away and builds anew.

    magic (8 bytes) | length of the header (8) | CRC-32 of the header (4) | zeros (4) | header | arrays, each at 64
"""

import json
import os
import struct
import tempfile
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ngo2.surveys.columns.kinds import Category, Question
from ngo2.surveys.columns.values import Answers, Column, Multi, Number, Single, Table

MAGIC: Final = b"NGO2COL\n"
VERSION: Final = 1
ALIGNED: Final = 64
LONGEST_HEADER: Final = 256 << 20
_FIRST = struct.Struct("<8sQIxxxx")
_TYPES = {
    "uint8": np.uint8,
    "uint16": np.uint16,
    "uint32": np.uint32,
    "float64": np.float64,
    "bool": np.bool_,
}
_KINDS: dict[str, type[Any]] = {"single": Single, "multi": Multi, "number": Number}


class Unusable(ValueError):
    """The file cannot be read: build it anew."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


class Broken(Unusable):
    """Cut short, altered or no such file at all."""


class Older(Unusable):
    """Whole, and yet of another version of this format, another edition of the form or older answers."""


def write(path: Path, answers: Answers, edition: str = "", state: str = "") -> int:
    """Replaces the file at once and gives its bytes. `edition` and `state` say what it was made from."""
    arrays: list[NDArray[Any]] = []
    tables = [_described(table, arrays) for table in answers.tables.values()]
    places, offset = [], 0
    for array in arrays:
        places.append(
            {
                "type": str(array.dtype),
                "shape": list(array.shape),
                "at": offset,
                "crc": zlib.crc32(_bytes(array)),
            }
        )
        offset += _up(array.nbytes)
    said = {"version": VERSION, "edition": edition, "state": state, "tables": tables, "arrays": places}
    header = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    begin = _up(_FIRST.size + len(header))
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(_FIRST.pack(MAGIC, len(header), zlib.crc32(header)) + header)
            out.write(bytes(begin - out.tell()))
            for array in arrays:
                out.write(_bytes(array))
                out.write(bytes(_up(array.nbytes) - array.nbytes))
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return begin + offset


def read(path: Path, edition: str | None = None, state: str | None = None, check: bool = True) -> Answers:
    """The arrays are views into the mapped file and cannot be written to.

    Raises Broken or Older; FileNotFoundError where there is none. `check=False` spares reading all of it (its sums are
    not compared), for whoever has just written it.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        header, begin = _header(path, file.read(_FIRST.size), file, size)
        mapped = np.memmap(file, np.uint8, "r") if size else np.empty(0, np.uint8)
    for name, wanted in (("edition", edition), ("state", state)):
        if wanted is not None and header.get(name) != wanted:
            raise Older(path, f"made from {name} {header.get(name)!r}, not {wanted!r}")
    try:
        arrays = [_array(path, mapped, begin, place, check) for place in header["arrays"]]
        tables = [_table(said, arrays) for said in header["tables"]]
    except Unusable:
        raise
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise Broken(path, f"its header does not fit its arrays ({error})") from error
    return Answers({table.name: table for table in tables})


def _up(size: int) -> int:
    return -(-size // ALIGNED) * ALIGNED


def _bytes(array: NDArray[Any]) -> memoryview:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def _described(table: Table, arrays: list[NDArray[Any]]) -> dict[str, Any]:
    def keep(array: NDArray[Any]) -> int:
        arrays.append(array)
        return len(arrays) - 1

    return {
        "name": table.name,
        "rows": table.rows,
        "respondents": None if table.respondents is None else keep(table.respondents),
        "columns": [
            {
                "name": column.question.name,
                "kind": column.question.kind,
                "labels": column.question.labels,
                "categories": [(one.value, one.labels, one.meaning) for one in column.question.categories],
                "arrays": {name: keep(array) for name, array in column.arrays().items()},
            }
            for column in table.columns.values()
        ],
    }


def _header(path: Path, first: bytes, file: Any, size: int) -> tuple[dict[str, Any], int]:
    if len(first) < _FIRST.size:
        raise Broken(path, "shorter than its first line")
    magic, length, crc = _FIRST.unpack(first)
    if magic != MAGIC:
        raise Broken(path, "not a file of columns")
    if length > min(LONGEST_HEADER, size - _FIRST.size):
        raise Broken(path, "its header is cut short")
    text = file.read(length)
    if zlib.crc32(text) != crc:
        raise Broken(path, "its header was altered")
    try:
        header = json.loads(text)
        version = header["version"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Broken(path, "its header cannot be read") from error
    if version != VERSION:
        raise Older(path, f"written in version {version} of the format, not {VERSION}")
    return header, _up(_FIRST.size + length)


def _array(path: Path, mapped: NDArray[Any], begin: int, place: dict[str, Any], check: bool) -> NDArray[Any]:
    kind = np.dtype(_TYPES[place["type"]])
    shape = tuple(int(side) for side in place["shape"])
    start = begin + int(place["at"])
    size = int(np.prod(shape, dtype=object)) * kind.itemsize
    if min(shape, default=0) < 0 or start < begin or start + size > len(mapped):
        raise Broken(path, "it is cut short")
    part = mapped[start : start + size]
    if check and zlib.crc32(_bytes(part)) != place["crc"]:
        raise Broken(path, "an array in it was altered")
    return np.asarray(part).view(kind).reshape(shape)


def _labels(said: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((language, text) for language, text in said)


def _table(said: dict[str, Any], arrays: list[NDArray[Any]]) -> Table:
    columns: dict[str, Column] = {}
    for one in said["columns"]:
        categories = tuple(
            Category(value, _labels(labels), meaning) for value, labels, meaning in one["categories"]
        )
        question = Question(one["name"], one["kind"], categories, _labels(one["labels"]), said["name"])
        parts = {name: arrays[number] for name, number in one["arrays"].items()}
        columns[question.name] = _KINDS[question.kind](question, **parts)
    respondents = None if said["respondents"] is None else arrays[said["respondents"]]
    return Table(said["name"], columns, int(said["rows"]), respondents)
