"""All divisions of a country, now and before: look up, walk, resolve, read. Pure, loaded on first use."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from ngo2.lib.divisions import successors
from ngo2.lib.divisions.addresses import Reader
from ngo2.lib.divisions.names import NameIndex, Naming
from ngo2.lib.divisions.records import CURRENT, Division, Resolution
from ngo2.lib.geo import Point

_GAPS = re.compile(r"[\s,，、·.．/\\|>_-]+")


class Gazetteer:
    """`load` gives the lines of history, `points` WGS-84 centres by code; each called once, when needed."""

    def __init__(
        self,
        load: Callable[[], Iterable[Division]],
        naming: Naming | None = None,
        points: Callable[[], Mapping[str, Point]] = dict,
    ) -> None:
        self._load, self._load_points = load, points
        self.naming = naming or Naming()

    @cached_property
    def lines(self) -> dict[str, list[Division]]:
        """code -> its lines of history, oldest first."""
        found: dict[str, list[Division]] = {}
        for line in self._load():
            found.setdefault(line.code, []).append(line)
        for history in found.values():
            history.sort(key=lambda line: (line.from_year, line.status == CURRENT))
        return found

    @cached_property
    def _current(self) -> dict[str, Division]:
        return {code: history[-1] for code, history in self.lines.items() if history[-1].status == CURRENT}

    @cached_property
    def _held(self) -> dict[str, list[Division]]:
        """code -> every line that ever stood directly under it."""
        held: dict[str, list[Division]] = {}
        for history in self.lines.values():
            for line in history:
                held.setdefault(line.parent, []).append(line)
        return held

    @cached_property
    def index(self) -> NameIndex:
        return NameIndex((line for history in self.lines.values() for line in history), self.naming)

    @cached_property
    def _points(self) -> Mapping[str, Point]:
        return self._load_points()

    @cached_property
    def _before(self) -> dict[str, list[str]]:
        """Current code -> codes that became it and nothing else, the latest first."""
        before: dict[str, list[str]] = {}
        gone = [history[-1] for code, history in self.lines.items() if code not in self._current]
        for line in sorted(gone, key=lambda line: (-(line.to_year or 0), line.code)):
            if now := self.resolve_line(line).code:
                before.setdefault(now, []).append(line.code)
        return before

    # -- look up and walk: current divisions only -------------------------------------------------

    def get(self, code: str) -> Division | None:
        """The division of today with this code, or None (also for retired codes)."""
        return self._current.get(code)

    def children(self, code: str = "") -> list[Division]:
        """Directly below `code`, by code; "" gives the top. Some cities have none, and that is right."""
        return sorted(
            (line for line in self._held.get(code, ()) if line.status == CURRENT), key=lambda line: line.code
        )

    def descendants(self, code: str) -> list[Division]:
        """Everything below `code`, by code."""
        below = self.children(code)
        deeper = [line for child in below for line in self.descendants(child.code)]
        return sorted(below + deeper, key=lambda line: line.code)

    def path(self, code: str) -> list[Division]:
        """From the top down to the division itself; [] when the code is not current."""
        steps: list[Division] = []
        while (line := self.get(code)) is not None:
            steps.insert(0, line)
            code = line.parent
        return steps

    def is_within(self, code: str, above: str) -> bool:
        """Is `code` the division `above` or inside it? "" holds everything current."""
        return any(line.code == above for line in self.path(code)) if above else self.get(code) is not None

    def common(self, divisions: Sequence[Division]) -> Division | None:
        """The deepest division that holds all of them (one division holds itself)."""
        if not divisions:
            return None
        paths = [self.path(division.code) for division in divisions]
        shared = [steps[0] for steps in zip(*paths, strict=False) if len({step.code for step in steps}) == 1]
        return shared[-1] if shared else None

    def point(self, code: str) -> Point | None:
        """Centre in WGS-84: its own, that of the code before it, or that of the division above."""
        if own := self._points.get(code):
            return own
        for old in self._before.get(code, ()):
            if old in self._points:
                return self._points[old]
        line = self.get(code)
        if line is not None:
            return self.point(line.parent) if line.parent else None
        now = self.resolve_code(code).common
        return self.point(now.code) if now else None

    # -- resolve: through history -----------------------------------------------------------------

    def resolve_code(self, code: str, year: int | None = None) -> Resolution:
        """What the code means today; `year` is when it was written down (a number can be given again)."""
        line = successors.line_at(self.lines, code, year)
        return self.resolve_line(line) if line else Resolution()

    def resolve_line(self, line: Division) -> Resolution:
        if line.status == CURRENT:
            return Resolution((line,), None, line)
        now = self._not_both(successors.today(self.lines, self._held, line))
        moved = successors.moved_before(self.lines, self._held, line)
        inside = {division.code for division in now}
        hints = [one for one in moved if not any(step.code in inside for step in self.path(one.code))]
        return Resolution(tuple(now), line, self.common(now), tuple(hints))

    def resolve_name(self, text: str, within: str = "") -> Resolution:
        """What a name, with or without suffix, means today; several answers are all given, broadest first.

        `within` keeps to one division. Official names win over short ones, current over retired.
        A name written with what is above it (武汉市江岸区) is read as an address.
        """
        name = self._tidy(text)
        called = sorted(self.index.find(name), key=lambda one: (one.kind, one.line.status != CURRENT))
        for kind, current in sorted({(one.kind, one.line.status == CURRENT) for one in called}, key=_first):
            chosen = [one.line for one in called if (one.kind, one.line.status == CURRENT) == (kind, current)]
            answer = self._merged([self.resolve_line(line) for line in chosen], within)
            if answer.current:
                return answer
        reading = Reader(self).read(name)
        if name and reading.taken == len(name) and reading.division:
            return self._merged([self.resolve_line(reading.division)], within)
        return Resolution()

    def parse_address(self, text: str, within: str = "") -> str | None:
        """Code of the deepest current division that the beginning of an address surely names, or None.

        `within`: the division that another column tells; it is the answer when nothing deeper is named.
        """
        division = Reader(self).read(self._tidy(text), self.get(within)).division
        return division.code if division else None

    def _merged(self, answers: list[Resolution], within: str) -> Resolution:
        found = dict.fromkeys(one for answer in answers for one in answer.current)
        kept = sorted(
            (one for one in found if self.is_within(one.code, within)), key=lambda one: (one.level, one.code)
        )
        retired = next((answer.retired for answer in answers if set(answer.current) & set(kept)), None)
        return Resolution(tuple(kept), retired, self.common(kept))

    def _not_both(self, found: Sequence[Division]) -> list[Division]:
        """A city and its own district: the city alone says it."""
        codes = {division.code for division in found}
        return [one for one in found if not any(step.code in codes for step in self.path(one.code)[:-1])]

    def _tidy(self, text: str) -> str:
        return _GAPS.sub("", unicodedata.normalize("NFKC", text))


def _first(kind_and_currency: tuple[int, bool]) -> tuple[int, int]:
    kind, current = kind_and_currency
    return (kind, 0 if current else 1)
