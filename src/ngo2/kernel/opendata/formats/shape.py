"""What a format is: a name, a media type and a writer of bytes that keeps no row."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ngo2.kernel.opendata.datasets import Row
from ngo2.kernel.opendata.heads import Head

BLOCK = 2**16  # bytes that are handed on at a time


@dataclass(frozen=True)
class Format:
    """`name` is also the ending of its files. `packed`: its bytes are compressed already."""

    name: str
    label: str
    media_type: str
    write: Callable[[Head, Iterable[Row]], Iterator[bytes]]
    needs_place: bool = False
    packed: bool = False


def flat(value: Any) -> Any:
    """A value for one cell: text, or a number as it is."""
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else value


def cell(row: Row, key: str, kind: str) -> Any:
    value = row.get(key)
    return "\n".join(value) if kind == "lines" and value else flat(value)
