"""Organisations that everybody may find, and what is chosen among them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from ngo2.kernel.packs import causes
from ngo2.kernel.search import queries as search
from ngo2.lib import text
from ngo2.organisations import asks
from ngo2.organisations.directory import Filters
from ngo2.organisations.facts import places
from ngo2.organisations.freshness import FRESH
from ngo2.organisations.models import Organisation
from ngo2.organisations.traits import traits

AREAS = ("area1", "area2", "area3")


def listed() -> QuerySet[Organisation]:
    """What the public may find."""
    return Organisation.objects.filter(state=Organisation.ACTIVE)


def with_a_page() -> QuerySet[Organisation]:
    """Listed or closed. What was joined with another leads there (`middleware.py`)."""
    return Organisation.objects.exclude(state=Organisation.MERGED)


def matching(filters: Filters) -> QuerySet[Organisation]:
    found = listed()
    if filters.country:
        found = found.filter(country=filters.country)
    if filters.area:
        found = within(found, filters.country, filters.area)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.legal_status:
        found = found.filter(legal_status=filters.legal_status)
    if filters.grade:
        found = found.filter(grade=filters.grade)
    if filters.verified:
        found = found.filter(verified_until__gte=timezone.localdate())
    if filters.trait:
        found = found.filter(pk__in=traits[filters.trait].holders())
    if filters.cause:
        from_cause = Organisation.objects.filter(cause_rows__cause__in=causes.with_children(filters.cause))
        found = found.filter(pk__in=from_cause.values("pk"))
    if filters.box:
        found = found.filter(_within_box(filters.box))
    if filters.off_map:
        found = found.filter(shown_lat=None)
    if filters.words or filters.near:
        ranked = search.best(asks.ask(filters))
        return found.filter(pk__in=ranked) if ranked is not None else named_like(filters.words, found)
    return found


def named_like(words: str, among: QuerySet[Organisation] | None = None) -> QuerySet[Organisation]:
    """By names only: what the database can do alone."""
    found = listed() if among is None else among
    for word in words.split()[:8]:
        found = found.filter(search_text__contains=text.fold(word))
    return found


def _within_box(box: str) -> Q:
    """By the point that the public may see."""
    west, south, east, north = map(float, box.split(","))
    lng = Q(shown_lng__gte=west, shown_lng__lte=east)
    if west > east:
        lng = Q(shown_lng__gte=west) | Q(shown_lng__lte=east)
    return lng & Q(shown_lat__gte=south, shown_lat__lte=north)


def is_named(filters: Filters) -> bool:
    """Does some name hold these words?"""
    found = search.search(replace(asks.ask(filters), names_only=True), 1)
    if found is None:
        return named_like(filters.words, matching(replace(filters, words="", near=""))).exists()
    return bool(found.total)


def in_ranks(pks: Sequence[int]) -> list[Organisation]:
    """These records, in this order; who is not listed any more is left out."""
    rows = listed().filter(pk__in=pks).prefetch_related("cause_rows").in_bulk()
    return [rows[pk] for pk in pks if pk in rows]


def within(found: QuerySet[Organisation], country: str, area: str) -> QuerySet[Organisation]:
    """By the whole path from the top, which is what the index holds."""
    path = places.path(country or places.country_of(area), area)
    return found.filter(**dict(zip(AREAS, path, strict=False))) if path else found.none()


def in_order(found: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Fresh records first (what freshness unlocks), then what was confirmed lately, then by name."""
    first = Case(When(grade=FRESH, then=Value(0)), default=Value(1))
    return found.order_by(first, F("confirmed_at").desc(nulls_last=True), "name", "pk")


def confirmed_since(moment: datetime) -> QuerySet[Organisation]:
    return listed().filter(confirmed_at__gte=moment)


def latest(filters: Filters) -> QuerySet[Organisation]:
    """New and changed ones, the latest first, with what a line of a list needs."""
    found = matching(filters).order_by("-changed_at", "-pk")
    return found.defer("facts", "search_text").prefetch_related("cause_rows")


def newest() -> QuerySet[Organisation]:
    return listed().order_by("-created_at", "-pk")
