"""Divisions for programs: what lies below, what one is, and what a code or name of the past means today."""

import re
from typing import Any

from django.utils.translation import gettext as _

from ngo2.api.problems import Problem
from ngo2.kernel.packs import home, locate, pack
from ngo2.lib import text
from ngo2.lib.divisions import Division, Gazetteer
from ngo2.organisations import directory, words
from ngo2.organisations.facts.places import country_of


def filed(country: str, area: str) -> tuple[str, str]:
    """Where it stands with us: Hong Kong is a division of a country here; `GB-BS` says its country itself."""
    country, division = locate(country.upper()) if country else (country_of(area.upper()), "")
    return country, area or division


def chosen(country: str, area: str) -> tuple[str, str]:
    """The country and the division of today that somebody narrows a list to; "" for all of them."""
    if not country and not area:
        return "", ""
    place = directory.find_place(*filed(country, area))
    if place is None:
        raise _unknown()
    if place.choices:
        choices = ", ".join(place.choices)
        sentence = _("%(name)s was divided. Ask for one of these codes: %(codes)s")
        raise Problem(404, sentence % {"name": place.retired, "codes": choices})
    return place.country, place.code


def chosen_at_home(area: str) -> str:
    """A division of the home country; "" for all of it."""
    country, code = chosen("", area)
    if country not in {"", home()}:
        raise _unknown()
    return code


def tree(country: str, parent: str) -> list[dict[str, Any]]:
    own, gazetteer, within = _at(country)
    parent = parent.upper() or within
    if parent and gazetteer.get(parent) is None:
        raise _unknown()
    return [_division(own, one) for one in gazetteer.children(parent)]


def division_whole(country: str, code: str) -> dict[str, Any]:
    own, gazetteer, _within = _at(country or country_of(code.upper()))
    found = gazetteer.get(code.upper())
    if found is None:
        raise _unknown()
    path = gazetteer.path(found.code)
    return {
        "division": _division(own, found),
        "path": [{"code": one.code, "name": _name(own, one)} for one in path],
        "children": [_division(own, one) for one in gazetteer.children(found.code)],
    }


def resolved(country: str, name: str, within: str) -> dict[str, Any]:
    own, gazetteer, held = _at(country)
    asked = text.tidy(name)
    if re.fullmatch(r"[A-Za-z]{0,3}-?[0-9A-Za-z]*[0-9][0-9A-Za-z]*", asked):
        today = gazetteer.resolve_code(asked.upper())
    else:
        today = gazetteer.resolve_name(text.simplify(asked), within.upper() or held)
    return {
        "current": [_division(own, one) for one in today.current],
        "ambiguous": today.ambiguous,
        "retired": _division(own, today.retired) if today.retired else None,
        "common": _division(own, today.common) if today.common else None,
        "moved": [_division(own, one) for one in today.moved],
    }


def _at(country: str) -> tuple[Any, Gazetteer, str]:
    chosen, within = locate(country.upper() or home())
    own = pack(chosen)
    if own.gazetteer is None:
        raise Problem(404, _("We have no divisions of that country."))
    return own, own.gazetteer, within


def _unknown() -> Problem:
    return Problem(404, _("We do not know that place. Ask /divisions/resolve what it is called."))


def _name(own: Any, one: Division) -> str:
    english = own.english.get(one.code) if words.language() == "en" else None
    return str(english or one.name)


def _division(own: Any, one: Division) -> dict[str, Any]:
    point = own.gazetteer.point(one.code)
    return {
        "code": one.code,
        "name": _name(own, one),
        "name_en": own.english.get(one.code),
        "level": one.level,
        "parent": one.parent,
        "from_year": one.from_year,
        "to_year": one.to_year,
        "status": one.status,
        "point": {"lat": point.lat, "lng": point.lng} if point else None,
    }
