"""The directory, list first: country, province, city, county, each with its count; and the same lists as files."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ngo2.kernel.opendata import downloads
from ngo2.kernel.ui import access, pages
from ngo2.organisations import directory as prepared
from ngo2.organisations import queries
from ngo2.organisations.views.asked import asked_for, filed_elsewhere
from ngo2.organisations.views.listing import listing, title
from ngo2.organisations.views.places import file_url, place_url


@access.public
@pages.cached("organisations")
def directory(request: HttpRequest, country: str = "", code: str = "") -> HttpResponse:
    if moved := filed_elsewhere(country, code):
        return HttpResponseRedirect(place_url(*moved))
    found = asked_for(request, country, code)
    rows = queries.in_order(queries.matching(found.shown)).defer("facts").prefetch_related("cause_rows")
    page = Paginator(rows, prepared.PER_PAGE).get_page(request.GET.get("page"))
    context = listing(found.place, found.asked, found.shown, found.reading, page)
    return render(request, "organisations/directory.html", context)


@require_safe
@access.public
def directory_file(request: HttpRequest, ending: str, country: str = "", code: str = "") -> HttpResponseBase:
    """The list of the page at this address, all of it, as a file."""
    downloads.found("organisations", ending)
    if moved := filed_elsewhere(country, code):
        return HttpResponseRedirect(f"{file_url(ending, *moved)}?{request.GET.urlencode()}".rstrip("?"))
    found = asked_for(request, country, code)
    return downloads.download(request, "organisations", ending, found.shown, title(found.place))
