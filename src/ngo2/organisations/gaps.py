"""Where nobody is, where nobody gives, and where what we know grows old. Pure: fed with counts by division.

A gap is counted in the smallest divisions of a country (in China counties, or cities that have none). A record whose
place must be protected may stand at a larger division only: it is counted there and fills no gap below.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ngo2.kernel.packs import pack

DONORS = frozenset({"company", "foundation"})
OLD = ("stale", "unconfirmed")  # grades of freshness
NOBODY, NO_DONOR, ONLY_DONORS, BOTH = "nobody", "no_donor", "only_donors", "both"


class Beside(NamedTuple):
    """What else stands in a division, as rooms above count it: so many of each, in an order of theirs."""

    path: tuple[str, ...]
    numbers: tuple[int, ...]


class Counted(NamedTuple):
    """One group of records by division codes from the top, "" where finer ones are not told."""

    path: tuple[str, ...]
    all: int
    donors: int
    old: int


@dataclass
class Gap:
    """A division with what is in it; `nobody` and `no_donor` count the smallest divisions below."""

    code: str
    all: int = 0
    donors: int = 0
    old: int = 0
    smallest: int = 0
    nobody: int = 0
    no_donor: int = 0
    beside: tuple[int, ...] = ()
    below: list["Gap"] = field(default_factory=list)

    @property
    def groups(self) -> int:
        """Organisations that are no donors."""
        return self.all - self.donors

    @property
    def state(self) -> str:
        if not self.all:
            return NOBODY
        if not self.donors:
            return NO_DONOR
        return BOTH if self.groups else ONLY_DONORS

    @property
    def is_old(self) -> bool:
        """More than half of what stands here has not been confirmed for long."""
        return self.all > 0 and 2 * self.old > self.all


def gaps(country: str, code: str, counted: Iterable[Counted], beside: Iterable[Beside] = ()) -> list[Gap]:
    """The divisions directly below `code` ("" for the country), each with what is missing in it."""
    others: dict[str, tuple[int, ...]] = {}
    for path, numbers in beside:
        for step in filter(None, path):
            before = others.get(step, (0,) * len(numbers))
            others[step] = tuple(map(sum, zip(before, numbers, strict=True)))
    found: dict[str, list[int]] = {}
    for one in counted:
        for step in one.path:
            if step:
                sums = found.setdefault(step, [0, 0, 0])
                sums[0] += one.all
                sums[1] += one.donors
                sums[2] += one.old
    return [_gap(country, below, found, others) for below in _below(country, code)]


def smallest(country: str, found: Iterable[Gap]) -> Iterator[Gap]:
    for one in found:
        if one.below:
            yield from smallest(country, one.below)
        else:
            yield one


def _gap(country: str, code: str, found: dict[str, list[int]], others: dict[str, tuple[int, ...]]) -> Gap:
    count, donors, old = found.get(code, (0, 0, 0))
    made = Gap(code, count, donors, old, beside=others.get(code, ()))
    made.below = [_gap(country, below, found, others) for below in _below(country, code)]
    if made.below:
        made.smallest = sum(one.smallest for one in made.below)
        made.nobody = sum(one.nobody for one in made.below)
        made.no_donor = sum(one.no_donor for one in made.below)
    else:
        made.smallest, made.nobody, made.no_donor = 1, made.state == NOBODY, made.state == NO_DONOR
    return made


def _below(country: str, code: str) -> list[str]:
    gazetteer = pack(country).gazetteer
    return [one.code for one in gazetteer.children(code)] if gazetteer else []
