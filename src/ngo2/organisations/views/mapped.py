"""What opens when a point of the map is tapped: a card, or the cards of all that stand at one place."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ngo2.kernel.ui import access, pages
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import directory as prepared
from ngo2.organisations import queries, traits
from ngo2.organisations.entries import entries
from ngo2.organisations.models import Organisation

AT_ONE_PLACE = 8


@access.public
@require_safe
@pages.cached("organisation:{pk}")
def card(request: HttpRequest, pk: int) -> HttpResponse:
    return _cards(request, queries.listed().filter(pk=pk), 1)


@access.public
@require_safe
@pages.cached("organisations", traits.PAGES)
def cards(request: HttpRequest) -> HttpResponse:
    """The first of those in a box, with a link to all of them."""
    shown = prepared.read(request.GET)
    if not shown.box:
        raise Refused(_("Say which part of the map: box=west,south,east,north in degrees."))
    return _cards(request, queries.in_order(queries.matching(shown)), AT_ONE_PLACE)


def _cards(request: HttpRequest, found: QuerySet[Organisation], most: int) -> HttpResponse:
    rows = list(found.defer("facts").prefetch_related("cause_rows")[: most + 1])
    if not rows:
        raise Hidden("organisation")
    context = {
        "entries": entries(rows[:most]),
        "more": len(rows) > most,
        "coarse": all(one.shown_level != "exact" for one in rows),
        "asked": request.GET.urlencode(),
    }
    return render(request, "organisations/cards.html", context)
