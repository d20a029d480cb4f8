"""Searches that were saved: of one person, and who waits for a letter."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from ngo2.exchange import filters
from ngo2.exchange.models import Post, SavedSearch
from ngo2.exchange.queries.posts import chosen, matching, open_posts
from ngo2.kernel.notify import rounds
from ngo2.organisations.queries import edited_by


def searches_of(person: Any) -> QuerySet[SavedSearch]:
    """Those that were stopped at the end."""
    return SavedSearch.objects.filter(person=person).order_by("stopped_at", "made_at", "pk")


def open_counts(searches: Sequence[SavedSearch]) -> dict[int, int]:
    """{search: how many stand open that fit it}, in one query."""
    wanted = {
        f"n{one.pk}": Count("pk", filter=Q(side=one.side) & chosen(one.side, filters.of_columns(one)))
        for one in searches
    }
    counted = open_posts().aggregate(**wanted) if wanted else {}
    return {one.pk: counted[f"n{one.pk}"] for one in searches}


def new_of_search(one: SavedSearch, since: datetime, until: datetime) -> QuerySet[Post]:
    """What was posted in this time and stands open; not what the person posted for an organisation of theirs."""
    found = matching(one.side, filters.of_columns(one)).filter(made_at__gt=since, made_at__lte=until)
    return found.exclude(organisation__in=edited_by(one.person_id)).order_by("-made_at", "-pk")


def sides_with_news(since: datetime, until: datetime) -> set[str]:
    rows = open_posts().filter(made_at__gt=since, made_at__lte=until)
    return set(rows.order_by().values_list("side", flat=True).distinct())


def searches_due(now: datetime) -> QuerySet[SavedSearch]:
    return rounds.due(_running(), now)


def searches_at_once(now: datetime) -> QuerySet[SavedSearch]:
    return rounds.due_at_once(_running(), now)


def _running() -> QuerySet[SavedSearch]:
    return SavedSearch.objects.filter(stopped_at=None, person__is_active=True).order_by("pk")
