"""Names of places at the beginning of a name, in its brackets, and among its words.

A place is its stem with its level ("长沙2"): 长沙 is 长沙市, and 长沙县 another one.
"""

import re
from functools import cache
from typing import NamedTuple

from ngo2.kernel.packs import OrganisationNames, divided
from ngo2.lib import text
from ngo2.lib.divisions import Gazetteer, Naming
from ngo2.lib.divisions.names import SHORT

UNKNOWN = "?"
_SHORTEST_REST = 2  # characters of a name that must be left behind its place
_SHORTEST_BEHIND_COUNTY = 3  # 武昌医院 is called so; 麻城人民医院 is the hospital of 麻城
_PROVINCE_OR_CITY = 2  # levels whose short names are taken for places


def leading(name: str) -> tuple[tuple[str, ...], str]:
    """(the places that a name without blanks begins with, the rest): 湖北省武汉市红十字会 -> (湖北1, 武汉2)."""
    stems: list[str] = []
    for pack in divided():
        gazetteer = pack.gazetteer
        while gazetteer is not None and (found := _first(gazetteer, name, inside=bool(stems))):
            stem, name = found
            stems += [stem] if stem and stem not in stems else []
    return tuple(stems), name


def unknown(known: tuple[str, ...], rest: str, language: OrganisationNames) -> tuple[tuple[str, ...], str]:
    """A town, a zone, or a place with a typing error, after the places that we know."""
    found = re.match(language.place, rest)
    if found is None or len(rest) - found.end() < _SHORTEST_REST:
        return known, rest
    return (*known, f"{UNKNOWN}{found[0]}"), rest[found.end() :]


def whole(name: str) -> tuple[str, ...]:
    """The place that the text is, and nothing else: what stands in brackets, (北京) or (Scotland)."""
    stems, rest = leading(f"{name}{_NOTHING}") if text.has_unspaced(name) else ((), name)
    if rest == _NOTHING:
        return stems
    return (name,) if name in _words() else ()


def among(words: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """The same for words with blanks between them: [bristol, youth, centre] -> (bristol), [youth, centre]."""
    known = _words()
    return tuple(sorted({word for word in words if word in known})), [
        word for word in words if word not in known
    ]


@cache
def stems_of(country: str, codes: tuple[str, ...]) -> frozenset[str]:
    """By which names a record's own divisions may stand in its name."""
    found = set()
    for pack in divided():
        if pack.country == country and pack.gazetteer:
            for code in codes:
                name = pack.division_name(code)
                level = len(pack.gazetteer.path(code))
                found |= {f"{pack.gazetteer.naming.stem(name)}{level}", text.fold(name)}
                found |= {text.fold(pack.english.get(code, ""))}
    return frozenset(found - {""})


_NOTHING = "\u3007\u3007"  # two characters that begin no name of a place


class _Place(NamedTuple):
    """A way to write a division: `place` is its stem with its level."""

    spelling: str
    place: str
    level: int
    short: bool


def _first(gazetteer: Gazetteer, name: str, *, inside: bool) -> tuple[str, str] | None:
    """(the place that the name begins with, the rest); "" for words that name none (中国)."""
    naming = gazetteer.naming
    for word in naming.skip:
        if name.startswith(word) and len(name) >= len(word) + _SHORTEST_REST:
            return "", name[len(word) :]
    for one in _spellings(gazetteer).get(name[:2], ()):
        rest = name[len(one.spelling) :]
        if (
            name.startswith(one.spelling)
            and len(rest) >= _SHORTEST_REST
            and _is_meant(one, rest, naming, inside)
        ):
            return one.place, rest
    return None


def _is_meant(one: _Place, rest: str, naming: Naming, inside: bool) -> bool:
    """A short name may be a street or a lake; that of a county counts only behind its city or province."""
    if not one.short:
        return True
    if re.match(naming.not_after, rest):
        return False
    if one.level <= _PROVINCE_OR_CITY:
        return True
    return inside and len(rest) >= _SHORTEST_BEHIND_COUNTY and not re.match(naming.not_after_county, rest)


@cache
def _spellings(gazetteer: Gazetteer) -> dict[str, list[_Place]]:
    """By the first two characters, the longest first; only scripts without blanks."""
    found: dict[str, list[_Place]] = {}
    for spelling, called in gazetteer.index.all():
        if text.has_unspaced(spelling):
            level = min(one.line.level for one in called)
            stem = gazetteer.naming.stem(called[0].line.name)
            one = _Place(spelling, f"{stem}{level}", level, called[0].kind == SHORT)
            found.setdefault(spelling[:2], []).append(one)
    for places in found.values():
        places.sort(key=lambda one: -len(one.spelling))
    return found


@cache
def _words() -> frozenset[str]:
    """Names of divisions in scripts with blanks, of one word each."""
    found = set()
    for pack in divided():
        found |= {text.fold(name) for name in pack.english.values()}
        for line in pack.gazetteer.children() if pack.gazetteer else ():
            found.add(text.fold(line.name))
    return frozenset(one for one in found if one.isascii() and " " not in one)
