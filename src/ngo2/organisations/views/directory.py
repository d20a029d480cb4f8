"""The directory, list first: country, province, city, county, each with its count; and the same lists as files."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ngo2.kernel.maps.drawing import tabs
from ngo2.kernel.opendata import downloads
from ngo2.kernel.packs import home
from ngo2.kernel.ui import access, pages
from ngo2.organisations import directory as prepared
from ngo2.organisations import traits
from ngo2.organisations.views.asked import asked_for, filed_elsewhere
from ngo2.organisations.views.finding import finding
from ngo2.organisations.views.listing import listing
from ngo2.organisations.views.places import file_url, place_url, title


@access.public
@pages.cached("organisations", "search", traits.PAGES)
def directory(request: HttpRequest, country: str = "", code: str = "") -> HttpResponse:
    if moved := filed_elsewhere(country, code):
        return HttpResponseRedirect(place_url(*moved))
    return _list(request, country, code)


@access.public
@pages.cached("organisations", "search", traits.PAGES)
def map_page(request: HttpRequest) -> HttpResponse:
    """The list of the home country with its picture first, and the map one press away."""
    return _list(request, home(), "", map_opened=True)


def _list(request: HttpRequest, country: str, code: str, *, map_opened: bool = False) -> HttpResponse:
    found = asked_for(request, country, code)
    ways = finding(found.shown)
    page = Paginator(ways.rows, prepared.PER_PAGE).get_page(request.GET.get("page"))
    context = listing(found.place, found.asked, found.shown, found.reading, page, ways)
    return render(
        request,
        "organisations/directory.html",
        context | {"map_opened": map_opened, "map_tabs": tabs("organisations") if map_opened else []},
    )


@require_safe
@access.public
def directory_file(request: HttpRequest, ending: str, country: str = "", code: str = "") -> HttpResponseBase:
    """The list of the page at this address, all of it, as a file."""
    downloads.found("organisations", ending)
    if moved := filed_elsewhere(country, code):
        return HttpResponseRedirect(f"{file_url(ending, *moved)}?{request.GET.urlencode()}".rstrip("?"))
    found = asked_for(request, country, code)
    return downloads.download(request, "organisations", ending, found.shown, title(found.place))
