"""What is compared of many records, kept in a file instead of memory: a million need no more memory than a thousand."""

import json
import marshal
import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from ngo2.lib.geo import Point
from ngo2.organisations.duplicates import regions
from ngo2.organisations.duplicates.names import Name
from ngo2.organisations.duplicates.records import Likened

_GET = "SELECT pk, kept FROM shelf WHERE pk IN (SELECT value FROM json_each(?))"


class Shelf:
    """One process writes, others may read. It is lost when that one ends; all of it is in the records."""

    def __init__(self, path: str) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("PRAGMA journal_mode=OFF")
        self._file.execute("PRAGMA synchronous=OFF")
        self._file.execute("CREATE TABLE IF NOT EXISTS shelf (pk INTEGER PRIMARY KEY, kept BLOB)")

    def put(self, kept: Iterable[tuple[int, bytes]]) -> None:
        self._file.execute("BEGIN")
        self._file.executemany("REPLACE INTO shelf VALUES (?, ?)", kept)
        self._file.execute("COMMIT")

    def get(self, wanted: Iterable[int]) -> dict[int, Likened]:
        rows = self._file.execute(_GET, [json.dumps(sorted(wanted))])
        return {pk: unpacked(kept) for pk, kept in rows if kept}

    def close(self) -> None:
        self._file.close()


@lru_cache(maxsize=1)
def opened(path: str) -> Shelf:
    """By a process that only reads, again and again."""
    return Shelf(path)


def packed(one: Likened) -> bytes:
    told: list[Any] = list(one)
    told[_NAMES] = tuple(map(tuple, one.names))
    told[_POINT] = one.point and tuple(one.point)
    told[_STEMS] = told[_STEM] = None  # they are found again from country and areas
    return marshal.dumps(told)


def unpacked(kept: bytes) -> Likened:
    told = marshal.loads(kept)  # noqa: S302 - our own, of this run
    told[_NAMES] = tuple(map(Name._make, told[_NAMES]))
    told[_POINT] = told[_POINT] and Point._make(told[_POINT])
    told[_STEMS] = regions.stems_of(told[_COUNTRY], told[_AREAS])
    told[_STEM] = regions.stems_of(told[_COUNTRY], told[_AREAS][-1:])
    return Likened._make(told)


_NAMES, _POINT, _COUNTRY, _AREAS, _STEMS, _STEM = map(
    Likened._fields.index, ("names", "point", "country", "areas", "stems", "stem")
)
