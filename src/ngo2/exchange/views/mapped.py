"""What opens when a point of the map is tapped: one post, or all that stand at one place."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ngo2.exchange import filters, kinds, queries, words
from ngo2.exchange.map_layer import stands_at_a_door
from ngo2.exchange.models import Post
from ngo2.kernel.ui import access, pages
from ngo2.lib.refusals import Hidden, Refused

AT_ONE_PLACE = 8


@access.public
@require_safe
@pages.cached("posts")
def card(request: HttpRequest, number: int) -> HttpResponse:
    if number > 2**31:
        raise Hidden("post")
    return _cards(request, queries.open_posts().filter(pk=number), 1, "")


@access.public
@require_safe
@pages.cached("posts")
def cards(request: HttpRequest, side: str) -> HttpResponse:
    """The first of those in a box, with a link to all of them."""
    if side not in kinds.SIDES:
        raise Hidden("side")
    asked = filters.read(request.GET)
    if not asked.box:
        raise Refused(_("Say which part of the map: box=west,south,east,north in degrees."))
    here = reverse("exchange:needs" if side == kinds.NEED else "exchange:offers")
    return _cards(request, queries.matching(side, asked), AT_ONE_PLACE, filters.address(here, asked))


def _cards(request: HttpRequest, found: QuerySet[Post], most: int, all_url: str) -> HttpResponse:
    rows = list(queries.in_order(found)[: most + 1])
    if not rows:
        raise Hidden("post")
    context = {
        "entries": [words.entry(post) for post in rows[:most]],
        "all_url": all_url if len(rows) > most else "",
        "coarse": not any(stands_at_a_door(post) for post in rows),
    }
    return render(request, "exchange/cards.html", context)
