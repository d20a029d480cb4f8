"""The first page: find somebody, see where people work, and what to do first."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.exchange.queries import public_stories
from ngo2.exchange.stories import told
from ngo2.kernel.packs import causes
from ngo2.kernel.packs import home as home_country
from ngo2.kernel.ui import access, pages
from ngo2.organisations import queries, words
from ngo2.organisations.directory import Filters, address
from ngo2.organisations.entries import entries
from ngo2.organisations.squares import squares

LATEST, ARRIVED = 6, 3
Try = tuple[str, str]


@access.public
@pages.cached("organisations", "stories")
def home(request: HttpRequest) -> HttpResponse:
    country = home_country()
    by_area = queries.counts_by(queries.matching(Filters(country=country)), "area1")
    latest = list(queries.in_order(queries.listed()).defer("facts").prefetch_related("cause_rows")[:LATEST])
    confirmed = bool(latest) and latest[0].confirmed_at is not None
    total = queries.listed().count()
    return render(
        request,
        "portal/home.html",
        {
            "canonical": settings.NGO2_SITE_URL + request.path,
            "total": total,
            "numbers": _numbers(total, len(by_area)),
            "grid": squares(country, by_area, lambda code: _place_url(country, code)),
            "tries": _tries(country, by_area),
            "entries": entries(latest),
            "arrived": [told.of(story) for story in public_stories()[:ARRIVED]],
            "latest_title": _("Lately confirmed") if confirmed else _("In the directory"),
        },
    )


def _numbers(total: int, areas: int) -> list[tuple[int, str]]:
    """Only what is counted, never what we wish."""
    confirmed = queries.confirmed_since(_month_start()).count()
    return [
        (total, ngettext("organisation", "organisations", total)),
        (areas, ngettext("province with organisations", "provinces with organisations", areas)),
        (confirmed, _("confirmed this month")),
    ]


def _tries(country: str, by_area: dict[str, int]) -> list[Try]:
    """Searches that find something, for who does not know where to begin."""
    tries = []
    fullest = max(by_area, key=lambda code: by_area[code], default="")
    if fullest:
        cause = _fullest_cause(Filters(country=country, area=fullest))
        name = words.place_names(country, [fullest])[0]
        label = f"{name} {causes.label(cause, words.language())}" if cause else name
        tries.append((label, address(_place_url(country, fullest), Filters(cause=cause))))
    if cause := _fullest_cause(Filters(country=country)):
        tries.append(
            (causes.label(cause, words.language()), address(_place_url(country), Filters(cause=cause)))
        )
    kinds = queries.counts_by(queries.listed(), "kind")
    tries += [
        (words.kind_name(kind), address(reverse("organisations:directory"), Filters(kind=kind)))
        for kind in ("foundation", "social_enterprise", "company")
        if kinds.get(kind)
    ]
    return tries[:3]


def _fullest_cause(filters: Filters) -> str:
    counts = queries.cause_counts(queries.matching(filters))
    tops = [cause.code for cause in causes.top() if counts.get(cause.code)]
    return max(tops, key=lambda code: counts[code], default="")


def _month_start() -> datetime:
    return timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _place_url(country: str, code: str = "") -> str:
    return (
        reverse("organisations:area", args=[country, code])
        if code
        else reverse("organisations:country", args=[country])
    )
