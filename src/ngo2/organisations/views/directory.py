"""The directory, list first: country, province, city, county, each with its count."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.kernel.charts.tilegrid import Tile, tile_grid
from ngo2.kernel.packs import home, locate, pack
from ngo2.kernel.ui import access, pages
from ngo2.organisations import directory as prepared
from ngo2.organisations import entries, queries, words
from ngo2.organisations.directory import Filters, Place
from ngo2.organisations.reading import Reading, read_words


@access.public
@pages.cached("organisations")
def directory(request: HttpRequest, country: str = "", code: str = "") -> HttpResponse:
    filed, filed_code = locate(country) if country else ("", "")
    if country and (filed != country or filed_code):
        return _filed_elsewhere(country, filed, filed_code, code)
    place = prepared.find_place(country, code)
    if place is None:
        raise Http404
    filters = replace(prepared.read(request.GET), country=place.country, area=place.code)
    reading, shown = _read(filters)
    if shown.area != filters.area or shown.country != filters.country:
        place = prepared.find_place(shown.country, shown.area) or place
    page = Paginator(queries.in_order(queries.matching(shown)), prepared.PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/directory.html", _context(request.path, place, filters, shown, reading, page))


def place_url(country: str, code: str = "") -> str:
    if not country:
        return reverse("organisations:directory")
    return reverse("organisations:area", args=[country, code]) if code else reverse("organisations:country", args=[country])


def squares(country: str, counts: dict[str, int]) -> SafeString:
    """The provinces of a country that has a grid, each a link into its list; empty for the others."""

    def label(tile: Tile, count: int | None) -> str:
        name = pack(country).division_name(tile.code, words.language())
        if not count:
            return _("%(name)s: none yet") % {"name": name}
        return ngettext("%(name)s: %(n)s organisation", "%(name)s: %(n)s organisations", count) % {"name": name, "n": count}

    return tile_grid(pack(country).tile_grid, counts, lambda tile: place_url(country, tile.code), label)


def _filed_elsewhere(country: str, filed: str, filed_code: str, code: str) -> HttpResponse:
    """Hong Kong and Macao are divisions of a country here; small letters are the same country."""
    if filed_code and code:
        raise Http404
    return HttpResponseRedirect(place_url(filed, filed_code or code))


def _read(filters: Filters) -> tuple[Reading | None, Filters]:
    """Names come first. Where no name fits, the words are read as place and cause."""
    if not filters.words:
        return None, filters
    reading = read_words(filters.words, filters.country or home(), filters.area)
    if not reading.narrows or queries.matching(filters).exists():
        return reading, filters
    country = reading.country or (filters.country or home() if reading.area else filters.country)
    area = reading.area or ("" if reading.country else filters.area)
    cause = filters.cause or reading.cause
    return reading, replace(filters, country=country, area=area, cause=cause, words=reading.rest)


def _context(
    path: str, place: Place, filters: Filters, shown: Filters, reading: Reading | None, page: Page[Any]
) -> dict[str, Any]:
    found = queries.matching(shown)
    here = place_url(place.country, place.code)
    grid_country = (place.country or home()) if not place.code else ""
    return {
        "place": place,
        "title": _("Organisations in %(place)s") % {"place": place.name} if place.country else _("Organisations"),
        "trail": _trail(place),
        "canonical": settings.NGO2_SITE_URL + here,
        "path": path,
        "words": filters.words,
        "carried": prepared.carried(filters),
        "narrowed": filters != Filters(country=filters.country, area=filters.area),
        "here": here,
        "page": page,
        "total": page.paginator.count,
        "entries": entries.entries(page.object_list),
        **_places(place, found),
        "facets": _facets(path, filters, shown),
        "asked": _asked(reading, place, filters, shown),
        **({"grid": _grid(grid_country, shown)} if pack(grid_country or "XX").tile_grid else {}),
    }


def _trail(place: Place) -> list[tuple[str, str]]:
    steps = prepared.trail(place)
    made = [(label, place_url(country, code)) for label, country, code in steps[:-1]]
    if not steps:
        return []
    return [(_("Directory"), place_url("")), *made, (steps[-1][0], "")]
