"""The names by which people call a division: full, colloquial, without suffix."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ngo2.lib.divisions.records import Division

FULL: Final = 0  # the official name
ALIAS: Final = 1  # still with a suffix: 恩施州, 长阳县
SHORT: Final = 2  # without: 恩施, 广西


@dataclass(frozen=True)
class Naming:
    """How a country shortens names.

    suffixes      what may be left off, longest first
    peoples       words between stem and suffix that are left off too (自治州 and the like)
    autonomous    suffix -> what people say instead (自治州 -> 州)
    skip          words in addresses that name no division (市辖区, 中国)
    not_after     what follows a short name in a street, never in an address (路, 大道)
    not_after_county  the same for short names of level 3 and deeper (镇, 湖)
    """

    suffixes: tuple[str, ...] = ()
    peoples: tuple[str, ...] = ()
    autonomous: dict[str, str] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    not_after: str = r"(?!)"
    not_after_county: str = r"(?!)"
    shortest: int = 2

    def stem(self, name: str) -> str:
        """The name without suffix, or the name itself when too little would be left."""
        for suffix in self.suffixes:
            if not name.endswith(suffix):
                continue
            stem = name.removesuffix(suffix)
            if suffix in self.autonomous:
                stem = self._without_peoples(stem)
            return stem if len(stem) >= self.shortest else name
        return name

    def spellings(self, name: str) -> dict[str, int]:
        """Each way to write the name, with its kind (FULL, ALIAS, SHORT)."""
        stem = self.stem(name)
        found = {stem: SHORT}
        for suffix, colloquial in self.autonomous.items():
            if name.endswith(suffix) and stem != name:
                found |= {stem + colloquial: ALIAS, stem + suffix: ALIAS}
                break
        return found | {name: FULL}

    def _without_peoples(self, stem: str) -> str:
        if not self.peoples:
            return stem
        rest = re.sub(f"(?:(?:{'|'.join(self.peoples)})族?|各族)+$", "", stem)
        return rest if len(rest) >= self.shortest else stem.removesuffix("族")


class Called(NamedTuple):
    line: Division
    kind: int


class NameIndex:
    """spelling -> the lines of history called so, current ones first."""

    def __init__(self, lines: Iterable[Division], naming: Naming) -> None:
        self.naming = naming
        self._index: dict[str, list[Called]] = {}
        for line in lines:
            for spelling, kind in naming.spellings(line.name).items():
                self._index.setdefault(spelling, []).append(Called(line, kind))
        self.longest = max(map(len, self._index), default=0)

    def find(self, spelling: str) -> Sequence[Called]:
        return self._index.get(spelling, ())

    def all(self) -> Iterable[tuple[str, Sequence[Called]]]:
        return self._index.items()

    def beginnings(self, text: str) -> Iterable[tuple[str, Sequence[Called]]]:
        """Every name that `text` begins with, the longest first."""
        for length in range(min(len(text), self.longest), 0, -1):
            if found := self._index.get(text[:length]):
                yield text[:length], found
