"""What an address of the directory asks for: the same for its page and for its files."""

from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest

from ngo2.kernel.packs import home, locate
from ngo2.organisations import directory, queries
from ngo2.organisations.directory import Filters, Place
from ngo2.organisations.reading import Reading, read_words


@dataclass(frozen=True)
class Asked:
    """`asked` is what the address says, `shown` what its words were read as; `place` belongs to `shown`."""

    place: Place
    asked: Filters
    shown: Filters
    reading: Reading | None


def asked_for(request: HttpRequest, country: str, code: str) -> Asked:
    """Raises Http404 when there is no such place."""
    place = directory.find_place(country, code)
    if place is None:
        raise Http404
    asked = replace(directory.read(request.GET), country=place.country, area=place.code)
    reading, shown = _read(asked)
    if (shown.country, shown.area) != (asked.country, asked.area):
        place = directory.find_place(shown.country, shown.area) or place
    return Asked(place, asked, shown, reading)


def filed_elsewhere(country: str, code: str) -> tuple[str, str] | None:
    """Hong Kong and Macao are divisions of a country here; a country in small letters is the same country."""
    if not country:
        return None
    filed, division = locate(country)
    if filed == country and not division:
        return None
    if division and code:
        raise Http404
    return filed, division or code


def _read(asked: Filters) -> tuple[Reading | None, Filters]:
    """Names come first. Where no name fits, the words are read as place and cause."""
    if not asked.words:
        return None, asked
    country = asked.country or home()
    reading = read_words(asked.words, country, asked.area)
    if not reading.narrows or queries.is_named(asked):
        return reading, asked
    if reading.area:
        place = {"country": country, "area": reading.area}
    else:
        place = {"country": reading.country, "area": ""} if reading.country else {}
    return reading, replace(asked, cause=asked.cause or reading.cause, words=reading.rest, **place)
