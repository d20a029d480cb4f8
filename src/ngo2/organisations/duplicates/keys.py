"""Blocking keys: two records are compared when they share one, and never otherwise, so that nothing is quadratic.

A record has at most `MOST_KEYS`; a key that more than `MOST_SHARING` records have is passed over, because it says
nothing (every Red Cross is a Red Cross): they meet through a key that says more, such as name and city together.

| key | finds |
|---|---|
| code, register, phone, e-mail, site | another name, another language |
| core of a name, or how it sounds, with its number | missing place or form, swapped words, homophones |
| the core with the county | names that very many have |
| what is not common in the core, with the city | left-out words |
| beginning of a core with city, end with city or county, both with county | a typing error in the rest |
| two of the three longest words; the longest with the area | typing errors, left-out words |
| the corners around a point with the first sound | the neighbour whose name was written otherwise |
"""

from collections.abc import Iterator
from hashlib import blake2b
from itertools import combinations
from math import floor

from ngo2.lib.geo import Point
from ngo2.organisations.duplicates.names import Name
from ngo2.organisations.duplicates.records import Likened

MOST_KEYS = 32
MOST_SHARING = 20
WAITS = 0  # the key of a record that is to be compared with the others; no digest is 0
_STEP = 0.02  # degrees between corners: about 2 km
_LONGEST_WORDS = 3
_SKELETON = 5
_SHORTEST, _GIST, _BEGINNING, _END = 3, 2, 2, 3  # characters


def keys(one: Likened) -> tuple[int, ...]:
    """In the order of what they say; never none, so that a record without keys is one that was not looked at."""
    found = dict.fromkeys(_digest(kind, *parts) for kind, *parts in _said(one))
    return tuple(found)[:MOST_KEYS] or (_digest("alone", str(one.pk)),)


def _said(one: Likened) -> Iterator[tuple[str, ...]]:
    signs = {
        "code": one.code,
        "register": one.register,
        "phone": one.phone,
        "email": one.email,
        "site": one.site,
    }
    yield from ((kind, value) for kind, value in signs.items() if value)
    city = one.areas[1] if len(one.areas) > 1 else one.areas[0] if one.areas else ""
    area = one.areas[-1] if one.areas else ""
    for name in one.names:
        if not name.core:
            continue
        number = ",".join(sorted(name.numbers))
        yield "reading", name.reading, number
        if area:
            yield "placed", name.core, number, area
        if name.spaced:
            yield "core", name.core, number
            yield from _spaced(name, city)
        else:
            yield from _unspaced(name, number, city, area)
        if one.point:
            yield from (("corner", corner, name.reading[:1]) for corner in _corners(one.point))


def _unspaced(name: Name, number: str, city: str, area: str) -> Iterator[tuple[str, ...]]:
    core = name.core
    if len(name.gist) >= _GIST:
        yield "gist", name.gist, number, city
    if len(core) < _SHORTEST:
        return
    yield "begins", core[:_BEGINNING], city
    yield "ends", core[-_END:], city
    if len(core) >= 2 * _END:
        yield "half", core[: len(core) // 2]
        yield "half", core[-(len(core) // 2) :]
    yield "ends", core[-_END:], area
    yield "frame", core[0], core[-1], area


def _spaced(name: Name, city: str) -> Iterator[tuple[str, ...]]:
    gist = name.gist.split() or list(name.words)
    longest = sorted({_skeleton(word) for word in sorted(gist, key=len, reverse=True)[:_LONGEST_WORDS]})
    yield from (("pair", *pair) for pair in combinations(longest, 2))
    yield from (("word", word, city) for word in longest)
    rest = sorted(set(name.words) - set(gist))
    if len(longest) == 1 and rest:
        yield "pair", longest[0], _skeleton(max(rest, key=len))


def _skeleton(word: str) -> str:
    """First letter and the consonants after it, none twice in a row: most typing errors leave it as it is."""
    kept = word[:1]
    for letter in word[1:]:
        if letter not in "aeiouy" and letter != kept[-1]:
            kept += letter
    return kept[:_SKELETON]


def _corners(point: Point) -> Iterator[str]:
    """The four corners of the square around a point: two points less than a square apart share at least one."""
    row, column = floor(point.lat / _STEP), floor(point.lng / _STEP)
    for north in (0, 1):
        for east in (0, 1):
            yield f"{row + north}:{column + east}"


def _digest(*parts: str) -> int:
    digest = blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True) or 1
