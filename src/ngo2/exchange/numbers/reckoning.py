"""The exchange in numbers: what was agreed on, what arrived, how long it took. Pure: fed with counts and times."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple

from ngo2.exchange import kinds

MONTHS = 12
ELSEWHERE = "elsewhere"  # a place in another country
WIDER = (kinds.COUNTRY, kinds.REMOTE, ELSEWHERE)


@dataclass(frozen=True)
class Outcome:
    """What became of agreements. `waiting`: not both sides have said what arrived; `differing`: not the same."""

    agreed: int = 0
    arrived: int = 0
    differing: int = 0
    called_off: int = 0

    @property
    def waiting(self) -> int:
        return self.agreed - self.arrived - self.differing - self.called_off

    @property
    def missing(self) -> int:
        return self.agreed - self.arrived


@dataclass(frozen=True)
class Line:
    """One line of a table: a kind, or a place."""

    key: str
    needs: int = 0
    offers: int = 0
    agreed: int = 0
    arrived: int = 0

    @property
    def everything(self) -> int:
        return self.needs + self.offers + self.agreed


class Standing(NamedTuple):
    """How many posts stand open."""

    side: str
    kind: str
    place: str
    is_example: bool
    n: int


class Answered(NamedTuple):
    """How many answers are in one state; `was_agreed`: both sides wanted it once."""

    kind: str
    place: str
    state: str
    ending: str
    was_agreed: bool
    n: int


class Amount(NamedTuple):
    """Of one unit, over all lines that were agreed on."""

    unit: str
    promised: int
    received: int

    @property
    def missing(self) -> int:
        return max(self.promised - self.received, 0)


def outcome(answers: Iterable[Answered], differing: int) -> Outcome:
    found = [one for one in answers if one.was_agreed]
    return Outcome(
        agreed=_sum(found),
        arrived=_sum(one for one in found if one.state == "done"),
        differing=differing,
        called_off=_sum(one for one in found if one.state == "ended"),
    )


def table(standing: Iterable[Standing], answers: Iterable[Answered], by: str) -> list[Line]:
    """`by`: kind or place. The fullest line first, but places wider than a province last."""
    lines: dict[str, Line] = {}
    for post in standing:
        key = getattr(post, by)
        line = lines.get(key, Line(key))
        column = "needs" if post.side == kinds.NEED else "offers"
        lines[key] = replace(line, **{column: getattr(line, column) + post.n})
    for answer in answers:
        if answer.was_agreed:
            key = getattr(answer, by)
            line = lines.get(key, Line(key))
            arrived = answer.n if answer.state == "done" else 0
            lines[key] = replace(line, agreed=line.agreed + answer.n, arrived=line.arrived + arrived)
    return sorted(lines.values(), key=lambda line: (line.key in WIDER, -line.everything, line.key))


def endings(counted: Iterable[tuple[str, int]], known: Mapping[str, object]) -> list[tuple[str, int]]:
    """Reasons with how often, the most frequent first; what is not known any more is left out."""
    found = [(key, n) for key, n in counted if key in known and n]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def of_answers(answers: Iterable[Answered]) -> list[tuple[str, int]]:
    """Reason -> how many answers ended with it."""
    found: dict[str, int] = {}
    for one in answers:
        if one.ending:
            found[one.ending] = found.get(one.ending, 0) + one.n
    return list(found.items())


def middle(spans: Sequence[timedelta]) -> timedelta | None:
    """The median: half took longer. None of nothing."""
    return timedelta(seconds=median(one.total_seconds() for one in spans)) if spans else None


def months(today: date, many: int = MONTHS) -> list[date]:
    """The first days of the last `many` months, this one included, and of the one to come."""
    last = today.year * 12 + today.month  # the month to come, counted from 0
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - many, last + 1)]


def _sum(found: Iterable[Answered]) -> int:
    return sum(one.n for one in found)
