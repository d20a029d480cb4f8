"""How much speaks for it that two records are one, and what.

A sum of bits, as in Fellegi and Sunter's theory of record linkage (1969): each sign counts
log2(P(sign | one organisation) / P(sign | two)), and the sum with the odds of any compared pair gives the score, a
probability. The bits are estimates, rounded, set on one made-up half of our lists and measured on the other
(`benchmarks/duplicates.py`); names count by what it says to share them, so that 红十字会 alone says little.

| sign | bits | because |
|---|---|---|
| same code or register number | +14 | given once; but those within another (branch, special fund) use its code |
| two valid codes | -9 | one organisation has one; only a typing error in both would explain it |
| same phone, e-mail, site | +7, +8, +6 | shared by networks and hosts now and then, by strangers hardly ever |
| other phone, e-mail, site | -0.5 each | people change them |
| names | up to +12, down to -6 | what the shared part says, times how alike they are |
| one of a series | -12 | 第一小学 and 第二小学, 1st and 2nd Scout Group |
| branch against whole | -12 | a chapter is no duplicate, though it has the site, the door, the phone of the whole |
| another place in the name | -9 | 武汉 and 宜昌; -8 where one lies in the other: a district's is not the city's |
| the place in the name is where the other is | +3, +1 | narrowest, any |
| less than 150 m, 1 km, 3 km | +4, +3, +1 | |
| more than 20 km, 100 km | -2, -3 | offices move, points are wrong |
| same county, city | +3, +2 | |
| other county, city, province, country | -2, -3, -5, -7 | |
| one belongs to the other | -14 | a fund is not its foundation |
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import exp, log, log2
from typing import NamedTuple

from ngo2.lib.geo import haversine
from ngo2.organisations.duplicates import likeness, regions
from ngo2.organisations.duplicates.names import Name
from ngo2.organisations.duplicates.records import Likened

LIKELY = 0.4  # proposed to a person
WORTH_A_LOOK = 0.02  # shown to whoever makes a new record, who knows best
_ODDS = -8.0  # bits: of the pairs that share a key, one in 256
_ENOUGH = log2(LIKELY / (1 - LIKELY)) - _ODDS - 0.001
_MOST_OF_NAMES = 12.0
_LEAST_OF_SAME = 8.0
_LEAST_OF_CORE = 6.0
_PART = -12
_SAME = 0.995  # names that are one
_ALIKE = 0.8
_TYPING_ERROR = 0.9
_KM = 1000
_COUNTY = 3  # level


class Sign(NamedTuple):
    """`bits` above 0 speak for it, below 0 against; `detail` is a number or "" (which words use it: `words.py`)."""

    name: str
    bits: float
    detail: float | str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    score: float
    signs: tuple[Sign, ...]

    @property
    def why(self) -> list[list[float | str]]:
        """As it is kept: [[sign, detail], …], the weightiest first."""
        return [[one.name, one.detail] for one in self.signs]

    def says(self, *names: str) -> bool:
        return any(one.name in names for one in self.signs)


def compare(a: Likened, b: Likened) -> Verdict:
    """The same whichever comes first."""
    signs = sorted(_signs(a, b), key=lambda one: (-abs(one.bits), one.name))
    return Verdict(_chance(_ODDS + sum(one.bits for one in signs)), tuple(signs))


def may_be_likely(a: Likened, b: Likened) -> bool:
    """Never False for two that `compare` finds likely, and many times cheaper.

    All but the names is counted; then names are looked at only as far as it takes to see that they are not enough.
    """
    rest = sum(one.bits for one in (*_numbers(a, b), *_contacts(a, b), *_places(a, b)))
    if rest >= _ENOUGH:
        return True
    return any(_may_add(_ENOUGH - rest, mine, theirs) for mine in a.names for theirs in b.names)


def is_certain(verdict: Verdict) -> bool:
    """May a list be taken for it without asking? The same code; or the same name in the same county."""
    if verdict.says("series", "part", "belongs", "other_code"):
        return False
    return verdict.says("code", "register") or (verdict.says("name") and verdict.says("county"))


def _chance(bits: float) -> float:
    return 1 / (1 + exp(-bits * log(2))) if bits > -60 else 0.0


def _signs(a: Likened, b: Likened) -> Iterator[Sign]:
    yield from _numbers(a, b)
    yield from _contacts(a, b)
    yield from _names(a, b)
    yield from _places(a, b)


def _numbers(a: Likened, b: Likened) -> Iterator[Sign]:
    if (a.host and a.host == b.pk) or (b.host and b.host == a.pk):
        yield Sign("belongs", -14)
    if a.code and a.code == b.code:
        yield Sign("shared_code", 0) if a.within or b.within else Sign("code", 14)
    elif a.code_counts and b.code_counts:
        yield Sign("other_code", -9)
    if a.register and a.register == b.register:
        yield Sign("register", 14)
    elif a.register and b.register and a.register.partition("|")[0] == b.register.partition("|")[0]:
        yield Sign("other_register", -9)


def _contacts(a: Likened, b: Likened) -> Iterator[Sign]:
    for name, bits, mine, theirs in (
        ("phone", 7, a.phone, b.phone),
        ("email", 8, a.email, b.email),
        ("site", 6, a.site, b.site),
    ):
        if mine and theirs:
            yield Sign(name, bits) if mine == theirs else Sign(f"other_{name}", -0.5)


def _names(a: Likened, b: Likened) -> Iterator[Sign]:
    found = [
        (likeness.alike(mine, theirs), mine, theirs)
        for mine, theirs in product(a.names, b.names)
        if mine.spaced == theirs.spaced or likeness.sounds_same(mine, theirs)
    ]
    if not found:
        return
    share, mine, theirs = max(found, key=_telling)
    says = _says(mine, theirs)
    if mine.whole == theirs.whole:
        yield Sign("name", max(_LEAST_OF_SAME, says))
    elif share >= _SAME:
        same_place = mine.regions[-1:] == theirs.regions[-1:] != () and mine.numbers == theirs.numbers
        yield Sign("core", max(_LEAST_OF_CORE, says) if same_place else says)
    else:
        bits = _alike_bits(share, says)
        yield Sign("alike" if share >= _ALIKE else "unlike", max(-6, bits), int(share * 100))
    if share >= 0.5:
        yield from _told_apart(mine, theirs, a, b)


def _may_add(wanted: float, mine: Name, theirs: Name) -> bool:
    """May these two names with all that they say of places add so many bits (more than none)?"""
    if mine.whole == theirs.whole:
        return max(_LEAST_OF_SAME, _says(mine, theirs)) >= wanted
    says, places = max(_LEAST_OF_CORE, _says(mine, theirs)), _most_of_places(mine, theirs)
    if mine.parts != theirs.parts:
        places += _PART
    if says + places < wanted:
        return False
    share = likeness.alike(mine, theirs)
    return share >= _SAME or _alike_bits(share, _says(mine, theirs)) + places >= wanted


def _most_of_places(mine: Name, theirs: Name) -> float:
    if not mine.regions or not theirs.regions:
        return 3.0
    if mine.regions[-1] == theirs.regions[-1]:
        return 1.5
    if mine.spaced or any(one.startswith(regions.UNKNOWN) for one in (*mine.regions, *theirs.regions)):
        return 0.0  # it may be a typing error
    return -8.0


def _says(mine: Name, theirs: Name) -> float:
    return min(_MOST_OF_NAMES, min(mine.bits, theirs.bits) + 1)


def _alike_bits(share: float, says: float) -> float:
    return says * (share - 0.62) / 0.38 if share > 0.62 else (share - 0.62) * 10


def _telling(found: tuple[float, Name, Name]) -> tuple[float, bool, float]:
    share, mine, theirs = found
    return share, mine.whole == theirs.whole, mine.bits + theirs.bits


def _told_apart(mine: Name, theirs: Name, a: Likened, b: Likened) -> Iterator[Sign]:
    """What two names say that must not differ, or that agrees beyond the core."""
    if likeness.in_series(mine, theirs):
        yield Sign("series", -12)
    if mine.parts != theirs.parts:
        yield Sign("part", _PART)
    if mine.whole == theirs.whole:
        return
    if mine.regions and theirs.regions:
        yield from _regions(mine, theirs, a, b)
    elif mine.regions or theirs.regions:
        said, other = (mine.regions, b) if mine.regions else (theirs.regions, a)
        if said[-1] in other.stem:
            yield Sign("region", 3)
        elif said[-1].startswith(regions.UNKNOWN):
            return
        elif other.stems:
            yield Sign("region", 1) if other.stems & {*said} else Sign("other_region", -4)


def _regions(mine: Name, theirs: Name, a: Likened, b: Likened) -> Iterator[Sign]:
    here, there = {*mine.regions}, {*theirs.regions}
    if mine.regions[-1] == theirs.regions[-1]:
        yield Sign("region", 1.5)
    elif _typing_error(mine, theirs):
        return
    elif here & there or (here | there) <= a.stems or (here | there) <= b.stems:
        yield Sign("narrower", -8)
    else:
        yield Sign("other_region", -9)


def _typing_error(mine: Name, theirs: Name) -> bool:
    if mine.spaced and likeness.written_alike(mine, theirs) > _TYPING_ERROR:
        return True
    return any(likeness.places_alike(*pair) for pair in product(mine.regions, theirs.regions))


def _places(a: Likened, b: Likened) -> Iterator[Sign]:
    if a.country != b.country:
        yield Sign("other_country", -7)
        return
    if a.point and b.point:
        metres = haversine(a.point, b.point)
        for most, bits in ((150, 4.0), (_KM, 3.0), (3 * _KM, 1.0)):
            if metres <= most:
                yield Sign("near", bits, round(metres, -1))
                break
        if metres > 20 * _KM:
            yield Sign("far", -2.0 if metres < 100 * _KM else -3.0, round(metres / _KM))
    yield from _divisions(a, b)


def _divisions(a: Likened, b: Likened) -> Iterator[Sign]:
    """By the first step at which the paths part. A path that ends earlier says no more."""
    here, there = a.areas, b.areas
    shared = min(len(here), len(there))
    if not shared:
        return
    parted = next((step for step in range(shared) if here[step] != there[step]), None)
    if parted is None:
        if here == there and a.level >= _COUNTY:
            yield Sign("county", 3.0)
        elif shared > 1 or len(here) == len(there):
            yield Sign("city", 2.0)
    elif parted == 0:
        yield Sign("other_province", -5.0)
    elif parted == 1:
        yield Sign("other_city", -3.0)
    else:
        yield Sign("other_county", -2.0)
