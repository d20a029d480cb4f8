"""Whom a wave is about: a list of organisations as the directory narrows it, written as its address says it.

country=CN&area=420000&kind=grassroots&with=needs&trained=yes

`trained` is known here only, for studies that follow up: "yes" whose record says that somebody of theirs took part in
a workshop, "no" whose record says that nobody did. Of whom it says nothing is neither.
"""

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet

from ngo2.organisations import directory
from ngo2.organisations.directory import Filters
from ngo2.organisations.facts import places
from ngo2.organisations.models import Organisation
from ngo2.organisations.queries import matching

LONGEST = 500
TRAINED = {"yes": True, "no": False}


def read(frame: str) -> Filters:
    """What is not known counts as not chosen."""
    given = _given(frame)
    area = given.get("area", "")
    country = given.get("country", "") or (places.country_of(area) if area else "")
    return replace(directory.read(given), country=country, area=area)


def tidied(frame: str) -> str:
    """The same frame in the same words."""
    filters = read(frame)
    where = [(name, value) for name, value in (("country", filters.country), ("area", filters.area)) if value]
    rest = directory.address("", filters).lstrip("?")
    last = urlencode({"trained": trained(frame)}) if trained(frame) else ""
    return "&".join(part for part in (urlencode(where), rest, last) if part)


def trained(frame: str) -> str:
    """ "yes", "no", or "" where it does not matter."""
    given = _given(frame).get("trained", "")
    return given if given in TRAINED else ""


def organisations(frame: str) -> QuerySet[Organisation]:
    """Listed ones only: nobody who left the directory is asked."""
    found = matching(read(frame))
    wanted = trained(frame)
    return found.filter(facts__trained__v__trained=TRAINED[wanted]) if wanted else found


def _given(frame: str) -> dict[str, str]:
    return dict(parse_qsl(frame.lstrip("?")[: 2 * LONGEST]))
