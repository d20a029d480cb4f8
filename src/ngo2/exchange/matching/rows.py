"""Posts as columns: those of one sub-kind stand together, so that one step of numpy looks at all of them.

A post keeps its row until it goes; its row is then given to another. Codes of divisions and words become numbers that
one index shares (`Numbers`), and so do places: thousands of posts are in one county, which is looked at once.
"""

from array import array
from collections.abc import Callable, Iterable
from functools import lru_cache
from math import cos, radians, sin, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ngo2.exchange.kinds import NEED
from ngo2.exchange.matching import posts
from ngo2.exchange.matching.posts import Post
from ngo2.exchange.matching.weights import CAN_GIVE, FRESHNESS, LOADS, SHARES
from ngo2.exchange.units import UNITS
from ngo2.organisations.facts import places

Numbers = dict[str, int]  # a code or word -> its number, from 1
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
COUNTED = tuple(key for key, unit in UNITS.items() if not unit.of)
_UNIT = {key: nth for nth, key in enumerate(COUNTED)}
ALWAYS_FROM, ALWAYS_UNTIL = 0, 4_000_000  # days since year 1; a post without dates is open at both ends
NOWHERE = (9.0, 9.0, 9.0)  # no place on the globe: far from everything
UNKNOWN = -1.0
OUT = -9.0  # a score below all others


class Encoded(NamedTuple):
    """A post in numbers. `top`, `middle`, `bottom` of its place are 0 where none is known to the index."""

    side: str
    subkind: str
    organisation: int
    static: float  # what freshness and identity add to the score of whatever it is paired with
    placed: bool
    country: int
    top: int
    middle: int
    bottom: int
    at: tuple[float, float, float]
    wide: bool
    remote: bool
    served: tuple[int, ...]
    path: tuple[int, ...]
    since: int
    until: int
    units: tuple[tuple[int, float], ...]  # column of the unit, how many
    load: float
    capacity: float
    receipt: bool
    gives: float
    registered_only: bool
    registered: bool
    words: tuple[int, ...]
    word_count: int  # words that nobody else says have no number, and still count
    posted: int


def encode(post: Post, areas: Callable[[str], int], words: Callable[[str], int]) -> Encoded:
    """`areas`, `words`: give the number of a code or word, 0 for none."""
    known = [code for code in post.areas if code]
    totals = posts.totals(post.lines)
    said = posts.telling(post.words)
    since = post.from_day.toordinal() if post.from_day else ALWAYS_FROM
    return Encoded(
        side=post.side,
        subkind=post.subkind,
        organisation=post.organisation,
        static=SHARES["freshness"] / 2 * FRESHNESS.get(post.freshness, 0.0)
        + SHARES["verified"] / 2 * bool(post.verified),
        placed=bool(known),
        country=areas(f"country {posts.country_of(post)}"),
        top=areas(known[0]) if known else 0,
        # A district of Beijing stands directly below it, and so does a city without counties: both are the bottom.
        middle=areas(known[1]) if len(known) > 1 else 0,
        bottom=areas(known[-1]) if len(known) > 1 else 0,
        at=globe(posts.country_of(post), known[-1]) if known else NOWHERE,
        wide=posts.countrywide(post),
        remote=post.reach == posts.REMOTE,
        served=tuple(number for code in sorted(posts.served(post)) if (number := areas(code))),
        path=tuple(number for code in known if (number := areas(code))),
        since=since,
        until=post.until_day.toordinal() if post.until_day else ALWAYS_UNTIL,
        units=tuple((_UNIT[unit], much) for unit, much in totals.items()),
        load=sum(much * LOADS.get(unit, 0.0) for unit, much in totals.items()),
        capacity=UNKNOWN if post.capacity is None or post.capacity < 0 else float(min(post.capacity, 10**9)),
        receipt=bool(post.receipt_needed),
        gives=CAN_GIVE[None if post.can_give_receipt is None else bool(post.can_give_receipt)],
        registered_only=bool(post.registered_only),
        registered=bool(post.is_registered),
        words=tuple(number for word in said if (number := words(word))),
        word_count=len(said),
        posted=int(post.posted_at.timestamp()) if post.posted_at else 0,
    )


@lru_cache(maxsize=20_000)
def globe(country: str, code: str) -> tuple[float, float, float]:
    """The centre of a division on a globe of radius 1: straight distances there are cheap to compare."""
    try:
        centre = places.centre(country, code)
    except (KeyError, ValueError):  # no code of that country
        centre = None
    if centre is None:
        return NOWHERE
    lat, lng = radians(centre.lat), radians(centre.lng)
    return cos(lat) * cos(lng), cos(lat) * sin(lng), sin(lat)


class Places:
    """Every place where some post of the index is: its divisions and its centre."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, tuple[int, ...], tuple[float, float, float]], int] = {}
        self._divisions: list[tuple[int, int, int, int, bool]] = []
        self._within: dict[int, list[int]] = {}
        self._arrays: tuple[NDArray[np.int32], Floats] | None = None

    def number(self, one: Encoded) -> int:
        key = one.country, one.path, one.at
        if key not in self._numbers:
            number = self._numbers[key] = len(self._numbers)
            self._divisions.append((one.country, one.top, one.middle, one.bottom, one.placed))
            for area in one.path:
                self._within.setdefault(area, []).append(number)
            self._arrays = None
        return self._numbers[key]

    def arrays(self) -> tuple[NDArray[np.int32], Floats]:
        """Country, top, middle, bottom and whether it is a place at all; x, y, z. A row for each of these."""
        if self._arrays is None:
            at = np.array([key[2] for key in self._numbers], np.float32).reshape(-1, 3)
            divisions = np.array(self._divisions, np.int32).reshape(-1, 5)
            self._arrays = divisions.T.copy(), at.T.copy()
        return self._arrays

    def within(self, areas: Iterable[int]) -> list[int]:
        return [number for area in areas for number in self._within.get(area, ())]


_COLUMNS: dict[str, type] = {
    "pk": np.int64, "posted": np.int64, "organisation": np.int64, "static": np.float32, "place": np.int32,
    "wide": np.bool_, "remote": np.bool_, "since": np.int32, "until": np.int32, "counted": np.float32,
    "load": np.float32, "capacity": np.float32, "receipt": np.bool_, "gives": np.float32,
    "registered_only": np.bool_, "registered": np.bool_, "per_word": np.float32, "floor": np.float32,
}  # fmt: skip
_FIRST_ROWS = 16


class Rows:
    """The open posts of one sub-kind. `column("since")` sees all rows; the static of those that went is OUT."""

    def __init__(self, subkind: str) -> None:
        self.subkind = subkind
        self.count = 0
        self._free: list[int] = []
        self._columns: dict[str, NDArray] = {
            name: np.zeros(_FIRST_ROWS, kind) for name, kind in _COLUMNS.items()
        }
        self.units = np.zeros((_FIRST_ROWS, len(COUNTED)), np.float32)
        self._serving: dict[int, set[int]] = {}  # number of a division -> rows that serve it
        self._saying: dict[int, array[int]] = {}  # number of a word -> rows that say it

    def column(self, name: str) -> NDArray:
        return self._columns[name][: self.count]

    def add(self, pk: int, one: Encoded, place: int) -> int:
        row = self._free.pop() if self._free else self._next()
        values = {
            "pk": pk, "posted": one.posted, "organisation": one.organisation, "place": place, "wide": one.wide,
            "static": one.static if one.since <= one.until else OUT, "remote": one.remote, "since": one.since,
            "until": one.until, "counted": len(one.units), "load": one.load, "capacity": one.capacity,
            "receipt": one.receipt, "gives": one.gives, "registered_only": one.registered_only,
            "registered": one.registered, "per_word": 1 / sqrt(one.word_count or 1), "floor": 0.0,
        }  # fmt: skip
        for name, value in values.items():
            self._columns[name][row] = value
        self.units[row] = 0
        for unit, much in one.units:
            self.units[row, unit] = much
        for number in one.served:
            self._serving.setdefault(number, set()).add(row)
        for word in one.words:
            self._saying.setdefault(word, array("i")).append(row)
        return row

    def remove(self, row: int, one: Encoded) -> None:
        self._columns["static"][row] = OUT
        self._free.append(row)
        for number in one.served:
            self._serving[number].discard(row)
        for word in one.words:
            self._saying[word].remove(row)
            if not self._saying[word]:
                del self._saying[word]

    def serving(self, areas: Iterable[int]) -> Ints:
        """Rows whose organisation works in one of these divisions."""
        found = set().union(*(self._serving.get(number, ()) for number in areas))
        return np.fromiter(found, np.int64, len(found))

    def known(self, words: Iterable[int]) -> int:
        """How many of these words somebody here says."""
        return sum(word in self._saying for word in words)

    def shared(self, words: Iterable[int]) -> Floats:
        """How many of these words each row says."""
        lists = [np.frombuffer(self._saying[word], np.int32) for word in words if word in self._saying]
        if not lists:
            return np.zeros(self.count, np.float32)
        return np.bincount(np.concatenate(lists), minlength=self.count).astype(np.float32)

    def _next(self) -> int:
        if self.count == len(self.units):
            for name, column in self._columns.items():
                self._columns[name] = _doubled(column)
            self.units = _doubled(self.units)
        self.count += 1
        return self.count - 1


def _doubled(column: NDArray) -> NDArray:
    return np.concatenate([column, np.zeros_like(column)])


def is_need(one: Encoded) -> bool:
    return one.side == NEED


def numbers_of(known: Numbers) -> Callable[[str], int]:
    """Gives new ones a number."""
    return lambda text: known.setdefault(text, len(known) + 1)


def number_of(known: Numbers) -> Callable[[str], int]:
    """0 for what has none: asking makes the index no bigger."""
    return lambda text: known.get(text, 0)
