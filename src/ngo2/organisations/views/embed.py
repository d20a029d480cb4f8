"""A list or map on other people's sites: a frame without our header, a picture without any script, and oEmbed."""

import json
from dataclasses import replace
from urllib.parse import SplitResult, urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from ngo2.kernel.charts.still import still_grid, still_list
from ngo2.kernel.packs import home, pack
from ngo2.kernel.ui import access, pages
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import directory, mapping, queries, traits
from ngo2.organisations.directory import Filters, Place
from ngo2.organisations.entries import entries
from ngo2.organisations.views.embedding import HEIGHT, WIDTH, frame_code
from ngo2.organisations.views.places import full_title, map_ways, place_url, title

LINES = 8
NAMES = ("organisations:directory", "organisations:country", "organisations:area", "organisations:map")


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@access.public
@require_safe
@pages.cached("organisations", traits.PAGES)
def frame(request: HttpRequest) -> HttpResponse:
    place, shown = _asked(request.GET)
    found = queries.matching(shown)
    rows = queries.in_order(found).defer("facts").prefetch_related("cause_rows")[:LINES]
    bare = place_url(place.country, place.code)
    context = {
        "title": full_title(place, shown),
        "total": found.count(),
        "entries": entries(rows, place),
        "map": mapping.drawn(place, map_ways(bare), shown),
        "here": directory.address(bare, shown),
        "site": urlsplit(settings.NGO2_SITE_URL).netloc,
    }
    return render(request, "organisations/embed.html", context)


@access.public
@require_safe
@pages.cached("organisations", traits.PAGES)
def picture(request: HttpRequest) -> HttpResponse:
    """The provinces, or what a country has, with their counts under the same filters; for a place below, the whole
    country is drawn."""
    _place, shown = _asked(request.GET)
    country = shown.country or home()
    counts = queries.counts_by(queries.matching(replace(shown, country=country, area="", box="")), "area1")
    foot = f"NGO 2.0 · {urlsplit(settings.NGO2_SITE_URL).netloc}"
    told, said = title(Place(country)), " · ".join(directory.chosen(replace(shown, box="")))
    if grid := pack(country).tile_grid:
        drawn = still_grid(grid, counts, told, foot, said)
    else:
        ranked = [(one.name, one.count) for one in directory.below(Place(country), counts)]
        drawn = still_list(ranked, told, foot, said)
    return HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")


@access.public
@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """https://oembed.com: `url` is the address of a list or map of ours, `maxwidth` and `maxheight` the room."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse(status=501)
    if not request.GET.get("url"):
        raise Refused(_("Say which list: url=… with its address here."))
    asked = _ours(request.GET["url"][:2000])
    language = "en" if asked.path.startswith("/en/") else "zh-hans"
    with override(language):
        place, shown = _of_address(asked.path, QueryDict(asked.query))
        width, height = _room(request, "maxwidth", WIDTH), _room(request, "maxheight", HEIGHT)
        made = {
            "version": "1.0",
            "type": "rich",
            "provider_name": "NGO 2.0",
            "provider_url": settings.NGO2_SITE_URL,
            "title": full_title(place, shown),
            "width": width,
            "height": height,
            "cache_age": 3600,
            "html": frame_code(place, shown, width, height),
        }
    response = HttpResponse(json.dumps(made, ensure_ascii=False), content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _asked(parameters: QueryDict) -> tuple[Place, Filters]:
    place = directory.find_place(parameters.get("in", "")[:2], parameters.get("code", "")[:12])
    if place is None:
        raise Hidden("place")
    return place, replace(directory.read(parameters), country=place.country, area=place.code)


def _ours(url: str) -> SplitResult:
    try:
        asked = urlsplit(url)
    except ValueError:  # of what is no address at all, as http://[/
        raise Hidden("url") from None
    if f"{asked.scheme}://{asked.netloc}" != settings.NGO2_SITE_URL:
        raise Hidden("url")
    return asked


def _of_address(path: str, parameters: QueryDict) -> tuple[Place, Filters]:
    try:
        match = resolve(path)
    except Resolver404:
        raise Hidden("url") from None
    if match.view_name not in NAMES:
        raise Hidden("url")
    country = match.kwargs.get("country", home() if match.view_name == "organisations:map" else "")
    place = directory.find_place(country, match.kwargs.get("code", ""))
    if place is None:
        raise Hidden("url")
    return place, replace(directory.read(parameters), country=place.country, area=place.code)


def _room(request: HttpRequest, name: str, usual: int) -> int:
    """Never more than is asked for: the one who asks has no more room."""
    given = request.GET.get(name, "")
    return max(1, min(int(given), usual)) if given.isdecimal() and len(given) < 6 else usual
