"""Needs and offers, the newest first and for everybody the same: no script, no sign-in, kept by caches."""

from dataclasses import replace

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.exchange import filters, kinds, mapping, queries, words
from ngo2.exchange.map_layer import LAYERS
from ngo2.kernel.maps.drawing import Ways, tabs
from ngo2.kernel.opendata.formats import offered
from ngo2.kernel.packs import home
from ngo2.kernel.ui import access, pages
from ngo2.organisations import words as record_words


@access.public
@pages.cached("posts", "search")
def needs(request: HttpRequest) -> HttpResponse:
    return _listing(request, kinds.NEED, reverse("exchange:needs"))


@access.public
@pages.cached("posts", "search")
def offers(request: HttpRequest) -> HttpResponse:
    return _listing(request, kinds.OFFER, reverse("exchange:offers"))


@access.public
@pages.cached("posts", "search")
def needs_map(request: HttpRequest) -> HttpResponse:
    """The same list, and the map first."""
    return _listing(request, kinds.NEED, reverse("exchange:needs"), map_opened=True)


@access.public
@pages.cached("posts", "search")
def offers_map(request: HttpRequest) -> HttpResponse:
    return _listing(request, kinds.OFFER, reverse("exchange:offers"), map_opened=True)


def _listing(request: HttpRequest, side: str, here: str, *, map_opened: bool = False) -> HttpResponse:
    asked = filters.read(request.GET)
    said = queries.by_words(side, asked.words)
    found = queries.matching(side, asked, said)
    page = Paginator(queries.in_order(found), filters.PER_PAGE).get_page(request.GET.get("page"))
    anywhere = queries.matching(side, replace(asked, area="", remote="", box=""), said)
    provinces = queries.counts_by(anywhere.filter(reach=kinds.PLACE, country=home()), "area1")
    named = dict(zip(provinces, record_words.place_names(home(), provinces), strict=True))
    by_kind = queries.counts_by(queries.matching(side, replace(asked, kind="", subkind=""), said), "kind")
    by_subkind = (
        queries.counts_by(queries.matching(side, replace(asked, subkind=""), said), "subkind")
        if asked.kind
        else {}
    )
    file = "needs_file" if side == kinds.NEED else "offers_file"
    other = "offers" if side == kinds.NEED else "needs"
    ways = Ways(here, reverse("exchange:card", args=[0]), reverse("exchange:cards", args=[side]))
    context = {
        "side": side,
        "title": _("What is needed") if side == kinds.NEED else _("What is offered"),
        "canonical": settings.NGO2_SITE_URL + here,
        "here": here,
        "asked": asked,
        "is_narrowed": asked != filters.Filters(),
        "carried": filters.carried(asked),
        "page": page,
        "total": page.paginator.count,
        "entries": [words.entry(post) for post in page.object_list],
        "kind_options": filters.kind_options(here, asked, by_kind),
        "subkind_options": filters.subkind_options(here, asked, by_subkind),
        "place_options": filters.place_options(here, asked, named, provinces),
        "other_url": filters.address(reverse(f"exchange:{other}"), replace(asked, words="")),
        "map": mapping.drawn(side, ways, asked, queries.off_map(found).count()),
        "map_opened": map_opened,
        "map_tabs": tabs(LAYERS[side].name) if map_opened else [],
        "tell_url": filters.address(reverse("exchange:new_search", args=[side]), asked),
        "feed_url": filters.address(reverse(f"exchange:{side}s_atom"), asked),
        "json_url": filters.address(reverse(f"exchange:{side}s_json"), asked),
        "downloads": [
            (one.label, filters.address(reverse(f"exchange:{file}", args=[one.name]), asked))
            for one in offered(False)
            if page.paginator.count
        ],
        "new_url": reverse("exchange:choose", args=[side]),
    }
    return render(request, "exchange/listing.html", context)
