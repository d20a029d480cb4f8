"""Read the divisions at the beginning of an address: 湖北省恩施土家族苗族自治州来凤县中心医院 -> 来凤县."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ngo2.lib.divisions.names import SHORT, Called
from ngo2.lib.divisions.records import CURRENT, Division

if TYPE_CHECKING:
    from ngo2.lib.divisions.gazetteer import Gazetteer


class Reading(NamedTuple):
    """`taken` characters of the text were understood as `division` (None: nothing was)."""

    division: Division | None
    taken: int


@dataclass(frozen=True)
class Reader:
    gazetteer: "Gazetteer"

    def read(self, text: str, scope: Division | None = None) -> Reading:
        """The reading, inside `scope`, that explains most of the text; of equal ones the broader division."""
        readings = list(self._readings(text, 0, scope))
        best = max((reading.taken for reading in readings), default=0)
        found = [reading.division for reading in readings if reading.taken == best and reading.division]
        return Reading(self._agreed(found), best)

    def _agreed(self, found: list[Division]) -> Division | None:
        top = min((division.level for division in found), default=0)
        broadest = [division for division in dict.fromkeys(found) if division.level == top]
        return self.gazetteer.common(broadest)

    def _readings(self, text: str, start: int, scope: Division | None) -> Iterable[Reading]:
        yield Reading(scope, start)
        rest = text[start:]
        for word in self.gazetteer.naming.skip:
            if rest.startswith(word):
                yield from self._readings(text, start + len(word), scope)
        for spelling, called in self.gazetteer.index.beginnings(rest):
            for division in self._candidates(called, rest[len(spelling) :], scope):
                yield from self._readings(text, start + len(spelling), division)

    def _candidates(self, called: Iterable[Called], after: str, scope: Division | None) -> list[Division]:
        """Today's divisions that the word may mean here; retired names only where no current one fits."""
        fitting = [one for one in called if self._may_be_meant(one, after, scope)]
        current = [one.line for one in fitting if one.line.status == CURRENT]
        current = [line for line in current if self._inside(line, scope)]
        if current or not fitting:
            return current
        found: dict[Division, None] = {}
        for one in fitting:
            now = self.gazetteer.resolve_line(one.line)
            inside = [division for division in now.current if self._inside(division, scope)]
            common = self.gazetteer.common(inside)
            if common is not None:
                found[common] = None
        return list(found)

    def _may_be_meant(self, one: Called, after: str, scope: Division | None) -> bool:
        if one.kind != SHORT:
            return True
        naming, county = self.gazetteer.naming, one.line.level > 2
        if re.match(naming.not_after, after) or (county and re.match(naming.not_after_county, after)):
            return False
        # 海港 alone may be anything: a county without suffix counts only behind its city or province.
        return scope is not None or not county

    def _inside(self, division: Division, scope: Division | None) -> bool:
        return scope is None or scope in self.gazetteer.path(division.code)
