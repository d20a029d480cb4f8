"""All open posts of one side, ready to be asked: who fits this post, and into whose list does it come?

The answers are exact: the same as scoring every pair, up to the fourth decimal. The index lives in memory and follows
the exchange by `add` (again, for what changed) and `remove`, from one thread at a time. Words of posts that went keep
their number until the index is built anew, 100 bytes each.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ngo2.exchange.matching import scoring
from ngo2.exchange.matching.match import Match
from ngo2.exchange.matching.posts import Post
from ngo2.exchange.matching.rows import (
    Encoded,
    Floats,
    Ints,
    Numbers,
    Places,
    Rows,
    encode,
    number_of,
    numbers_of,
)
from ngo2.exchange.matching.weights import RELATED, SHARES

LIMIT = 20
DECIMALS = 4
_SAME = 0.5 / 10**DECIMALS  # scores nearer than this are one score
_LOOKED_AT_FIRST = 8  # times the length of the list: their scores say who need not be looked at


class _Kept(NamedTuple):
    post: Post
    encoded: Encoded
    rows: Rows
    row: int


class _Asked(NamedTuple):
    one: Encoded
    seen: scoring.Round
    rest: float  # what is open at most once the place is known


class _Found(NamedTuple):
    rows: Rows
    chosen: Ints
    scores: Floats


class Index:
    """Posts of one side. Posts with a sub-kind that nobody knows are kept, and never suggested."""

    def __init__(self, side: str) -> None:
        self.side = side
        self._kept: dict[int, _Kept] = {}
        self._rows: dict[str, Rows] = {}
        self._areas: Numbers = {}
        self._words: Numbers = {}
        self._places = Places()

    @classmethod
    def build(cls, posts: Iterable[Post], side: str = "") -> "Index":
        """`side` is that of the posts; needed only when there may be none."""
        posts = list(posts)
        index = cls(side or (posts[0].side if posts else ""))
        for post in posts:
            index.add(post)
        return index

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, pk: int) -> bool:
        return pk in self._kept

    def add(self, post: Post) -> None:
        """A new post, or one that changed."""
        if post.side != self.side:
            raise ValueError(f"an index of {self.side!r} takes no {post.side!r}")
        floor = self.floor(post.pk) if post.pk in self._kept else 0.0
        self.remove(post.pk)
        encoded = encode(post, numbers_of(self._areas), numbers_of(self._words))
        rows = self._rows.setdefault(post.subkind, Rows(post.subkind))
        row = rows.add(post.pk, encoded, self._places.number(encoded))
        self._kept[post.pk] = _Kept(post, encoded, rows, row)
        self.set_floor(post.pk, floor)

    def remove(self, pk: int) -> None:
        """A post that closed, or that is not there."""
        if kept := self._kept.pop(pk, None):
            kept.rows.remove(kept.row, kept.encoded)

    # -- the list of one post ---------------------------------------------------------------------------

    def best(self, post: Post, limit: int = LIMIT) -> list[Match]:
        """The best for this post, those of one score newest first. Nothing without two reasons (E3)."""
        return [Match(post, self._kept[pk].post, score) for pk, score in self.ranked(post, limit)]

    def ranked(self, post: Post, limit: int = LIMIT) -> list[tuple[int, float]]:
        """What `best` gives as numbers and scores, for lists of many posts."""
        asked = self._asked(post)
        if limit < 1 or asked is None:
            return []
        found: list[_Found] = []
        floor = 0.0
        for rows, kind in self._related(post):
            if scoring.most(asked.one, rows, kind) < floor - _SAME:
                continue
            begun, common = scoring.begin(asked.one, rows, kind)
            if floor:
                chosen = np.flatnonzero(begun >= floor - SHARES["place"] - asked.rest)
                scores = scoring.go_on(asked.one, rows, chosen, begun, asked.seen)
            else:
                chosen, scores = _all(begun), scoring.go_on(asked.one, rows, slice(None), begun, asked.seen)
                floor = self._guess(asked, rows, scores, common, limit)
            may = scores >= max(floor - asked.rest, 0)
            found.append(_closely(asked, rows, chosen[may], scores[may], common, floor))
            floor = max(floor, _nth(found, limit))
        return _first(found, floor, limit)

    def _guess(self, asked: _Asked, rows: Rows, scores: Floats, common: Floats, limit: int) -> float:
        """What the last of the list has at least, by a look at those that are ahead."""
        ahead = limit * _LOOKED_AT_FIRST
        if ahead >= len(scores):
            return 0.0
        few = np.argpartition(scores, -ahead)[-ahead:]
        return _nth([_closely(asked, rows, few, scores[few], common)], limit)

    # -- whose list a post comes into -------------------------------------------------------------------

    def floor(self, pk: int) -> float:
        return float(self._kept[pk].rows.column("floor")[self._kept[pk].row])

    def set_floor(self, pk: int, score: float) -> None:
        """The score of the last one in the kept list of this post; 0 while its list is not full."""
        kept = self._kept[pk]
        kept.rows.column("floor")[kept.row] = score

    def entered(self, post: Post) -> list[tuple[int, float]]:
        """The posts here into whose list this post of the other side comes, best first; by the floors that were set."""
        asked = self._asked(post)
        if asked is None:
            return []
        found: list[_Found] = []
        for rows, kind in self._related(post):
            begun, common = scoring.begin(asked.one, rows, kind)
            floors = rows.column("floor") + np.float32(2 * _SAME)
            chosen = np.flatnonzero(begun >= np.maximum(floors - SHARES["place"] - asked.rest, 0))
            scores = scoring.go_on(asked.one, rows, chosen, begun, asked.seen)
            may = scores >= np.maximum(floors[chosen] - asked.rest, 0)
            found.append(_closely(asked, rows, chosen[may], scores[may], common, floors[chosen[may]]))
        return _first(found, 0.0, len(self))

    # -- both -------------------------------------------------------------------------------------------

    def _asked(self, post: Post) -> _Asked | None:
        """None for who can have no answer: of the same side, or with dates that end before they begin."""
        one = encode(post, number_of(self._areas), number_of(self._words))
        if post.side == self.side or one.since > one.until:
            return None
        return _Asked(one, scoring.look_round(one, self._places), scoring.most_of_rest(one) + _SAME)

    def _related(self, post: Post) -> Iterator[tuple[Rows, float]]:
        for subkind, kind in RELATED.get(post.subkind, {}).items():
            if (rows := self._rows.get(subkind)) and rows.count:
                yield rows, kind


def _all(column: Floats) -> Ints:
    return np.arange(len(column))


def _closely(
    asked: _Asked, rows: Rows, chosen: Ints, begun: Floats, common: Floats, floors: Floats | float = 0.0
) -> _Found:
    """Those of the chosen rows whose whole score comes to the floor, and that there are two reasons for."""
    scores = begun + scoring.rest(asked.one, rows, chosen)
    may = scores >= np.maximum(floors - np.float32(_SAME), 0)
    unsure = np.flatnonzero(may & (common[chosen] == 0))
    if len(unsure):
        may[unsure] = scoring.reasonable(asked.one, rows, chosen[unsure], asked.seen)
    return _Found(rows, chosen[may], scores[may])


def _nth(found: Sequence[_Found], limit: int) -> float:
    """The score that the last of a full list has; 0 as long as it is not full."""
    scores = np.concatenate([one.scores for one in found])
    return float(np.partition(scores, -limit)[-limit]) if len(scores) >= limit else 0.0


def _first(found: Sequence[_Found], floor: float, limit: int) -> list[tuple[int, float]]:
    rows = []
    for one in found:
        last = one.scores >= floor - _SAME
        chosen = one.chosen[last]
        pks, posted = one.rows.column("pk")[chosen].tolist(), one.rows.column("posted")[chosen].tolist()
        rows += list(zip(one.scores[last].tolist(), posted, pks, strict=True))
    rows = sorted((-round(score, DECIMALS), -posted, pk) for score, posted, pk in rows)[:limit]
    return [(pk, min(-score, 1.0)) for score, _posted, pk in rows]
