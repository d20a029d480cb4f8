"""What is chosen in the directory, as a question to the index. Pure."""

import re
from collections import defaultdict
from functools import cache

from ngo2.kernel.packs import home, pack
from ngo2.kernel.search.engine import Ask, Near
from ngo2.lib import geo, tokens
from ngo2.lib.geo import Point
from ngo2.lib.text import fold
from ngo2.organisations.directory import Filters
from ngo2.organisations.facts import places
from ngo2.organisations.findable import NOUN
from ngo2.organisations.reading import read_words

_POINT = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*[,，\s]\s*(-?\d{1,3}(?:\.\d+)?)")
_NO_LETTER = re.compile("[^a-z]")
_WIDEST = 500.0


def ask(filters: Filters) -> Ask:
    """`near` begins as wide as it gets; the search finds the smallest circle that holds enough."""
    point = near_point(filters.near, filters.country) if filters.near else None
    return Ask(
        text=filters.words,
        noun=NOUN,
        facets={key: (value,) for key, value in _facets(filters).items() if value},
        near=Near(point.lat, point.lng, _WIDEST) if point else None,
    )


def near_point(near: str, country: str) -> Point | None:
    """Two numbers, or the name of a place. Rounded, so that an address does not tell where exactly somebody stood."""
    if match := _POINT.fullmatch(near):
        lat, lng = round(float(match[1]), 2), round(float(match[2]), 2)
        return Point(lat, lng) if geo.is_place(lat, lng) else None
    country = country or home()
    if not pack(country).gazetteer:
        return None
    area = read_words(near, country).area or _by_sound(country).get(_NO_LETTER.sub("", fold(near)), "")
    return places.centre(country, area) if area else None


@cache
def _by_sound(country: str) -> dict[str, str]:
    """How provinces and cities sound in Latin letters (wuhan, wuhanshi, xian) -> code. Of two that sound alike
    (苏州, 宿州) neither; below them too many do."""
    gazetteer = pack(country).gazetteer
    assert gazetteer is not None
    found: dict[str, set[str]] = defaultdict(set)
    for top in gazetteer.children():
        for division in (top, *gazetteer.children(top.code)):
            for spelling in gazetteer.naming.spellings(division.name):
                found[tokens.spoken(spelling)].add(division.code)
    return {sound: min(codes) for sound, codes in found.items() if len(codes) == 1}


def _facets(filters: Filters) -> dict[str, str]:
    path = (
        places.path(filters.country or places.country_of(filters.area), filters.area) if filters.area else ()
    )
    area = {f"area{len(path)}": path[-1]} if path else {}
    return {
        "country": filters.country,
        **area,
        "kind": filters.kind,
        "legal_status": filters.legal_status,
        "cause": filters.cause,
        "grade": filters.grade,
        "verified": filters.verified,
        "trait": filters.trait,
    }
