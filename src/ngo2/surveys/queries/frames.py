"""Whom a wave is about: a list of organisations as the directory narrows it, written as its address says it.

country=CN&area=420000&kind=grassroots&with=needs
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


def read(frame: str) -> Filters:
    """What is not known counts as not chosen."""
    given = dict(parse_qsl(frame.lstrip("?")[:LONGEST]))
    area = given.get("area", "")
    country = given.get("country", "") or (places.country_of(area) if area else "")
    return replace(directory.read(given), country=country, area=area)


def tidied(frame: str) -> str:
    """The same frame in the same words."""
    filters = read(frame)
    where = [(name, value) for name, value in (("country", filters.country), ("area", filters.area)) if value]
    rest = directory.address("", filters).lstrip("?")
    return "&".join(part for part in (urlencode(where), rest) if part)


def organisations(frame: str) -> QuerySet[Organisation]:
    """Listed ones only: nobody who left the directory is asked."""
    return matching(read(frame))
