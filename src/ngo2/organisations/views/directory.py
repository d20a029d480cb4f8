"""The directory, list first: country, province, city, county, each with its count."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from ngo2.kernel.packs import home, locate
from ngo2.kernel.ui import access, pages
from ngo2.organisations import directory as prepared
from ngo2.organisations import queries
from ngo2.organisations.directory import Filters
from ngo2.organisations.reading import Reading, read_words
from ngo2.organisations.views.listing import listing
from ngo2.organisations.views.places import place_url


@access.public
@pages.cached("organisations")
def directory(request: HttpRequest, country: str = "", code: str = "") -> HttpResponse:
    if moved := _filed_elsewhere(country, code):
        return moved
    place = prepared.find_place(country, code)
    if place is None:
        raise Http404
    asked = replace(prepared.read(request.GET), country=place.country, area=place.code)
    reading, shown = _read(asked)
    if (shown.country, shown.area) != (asked.country, asked.area):
        place = prepared.find_place(shown.country, shown.area) or place
    found = queries.in_order(queries.matching(shown)).defer("facts").prefetch_related("cause_rows")
    page = Paginator(found, prepared.PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/directory.html", listing(place, asked, shown, reading, page))


def _filed_elsewhere(country: str, code: str) -> HttpResponse | None:
    """Hong Kong and Macao are divisions of a country here; a country in small letters is the same country."""
    if not country:
        return None
    filed, division = locate(country)
    if filed == country and not division:
        return None
    if division and code:
        raise Http404
    return HttpResponseRedirect(place_url(filed, division or code))


def _read(asked: Filters) -> tuple[Reading | None, Filters]:
    """Names come first. Where no name fits, the words are read as place and cause."""
    if not asked.words:
        return None, asked
    country = asked.country or home()
    reading = read_words(asked.words, country, asked.area)
    if not reading.narrows or queries.matching(asked).exists():
        return reading, asked
    if reading.area:
        place = {"country": country, "area": reading.area}
    else:
        place = {"country": reading.country, "area": ""} if reading.country else {}
    return reading, replace(asked, cause=asked.cause or reading.cause, words=reading.rest, **place)
