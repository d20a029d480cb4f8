"""The matcher's work in heaps, as processes without a database do it: facts as text come in, numbers go out."""

import json
import signal
from collections.abc import Iterable, Sequence

from ngo2.organisations import duplicates
from ngo2.organisations.duplicates.records import Likened
from ngo2.organisations.duplicates.shelf import Shelf, opened, packed

Pair = tuple[int, int]
Found = tuple[Pair, float, list[list[float | str]]]


def begin() -> None:
    """In each process. Control-C reaches all of them; the first one ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def keys_of(rows: Iterable[tuple[int, str]]) -> list[tuple[int, tuple[int, ...]]]:
    return [(pk, duplicates.keys(_likened(pk, facts))) for pk, facts in rows]


def packed_of(rows: Iterable[tuple[int, str]]) -> list[tuple[int, bytes]]:
    return [(pk, packed(_likened(pk, facts))) for pk, facts in rows]


def judged_in(job: tuple[str, Sequence[Pair]]) -> list[Found]:
    path, pairs = job
    return judged(opened(path), pairs)


def judged(shelf: Shelf, pairs: Sequence[Pair]) -> list[Found]:
    """The pairs that are shown to people; those with a record that is not on the shelf are none."""
    known = shelf.get({pk for pair in pairs for pk in pair})
    found = []
    for pair in pairs:
        one, other = known.get(pair[0]), known.get(pair[1])
        if one and other and duplicates.may_be_likely(one, other):
            verdict = duplicates.compare(one, other)
            if verdict.score >= duplicates.LIKELY:
                found.append((pair, verdict.score, verdict.why))
    return found


def _likened(pk: int, facts: str) -> Likened:
    return duplicates.likened({key: one["v"] for key, one in json.loads(facts).items()}, pk)
