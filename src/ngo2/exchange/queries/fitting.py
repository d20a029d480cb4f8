"""What fits a post, out of an index that each process keeps for itself and brings up to date whenever it is asked."""

import threading
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from ngo2.exchange import matching
from ngo2.exchange.matching import Index, Match
from ngo2.exchange.models import Introduction, Post
from ngo2.exchange.posted import is_spoken_for
from ngo2.exchange.queries.posts import open_posts, other
from ngo2.exchange.seen import seen
from ngo2.organisations.models import Organisation

BATCH = 2000
ANEW = timedelta(hours=6)  # grades and checks of records age without a word to this index
_OVERLAP = timedelta(seconds=30)  # a transaction may have begun before we looked and ended after


class Matched(NamedTuple):
    post: Post
    match: Match


class Kept:
    """The open posts of one side. What changed since it was last asked is read again; used by one thread at a time."""

    def __init__(self, side: str) -> None:
        self.side = side
        self.lock = threading.Lock()
        self.index = Index(side)
        self.built_at: datetime | None = None
        self.read_at: datetime | None = None

    def best(self, post: Post, limit: int) -> list[Match]:
        with self.lock:
            self._refresh()
            return self.index.best(seen(post), limit)

    def _refresh(self) -> None:
        now = timezone.now()
        if self.built_at is None or self.read_at is None or now - self.built_at > ANEW:
            self.index = Index.build(_seen(open_posts(self.side)), self.side)
            self.built_at = now
        else:
            self._follow(self.read_at - _OVERLAP)
        self.read_at = now

    def _follow(self, since: datetime) -> None:
        touched = _touched(self.side, since)
        if not touched:
            return
        still = open_posts(self.side).filter(pk__in=touched)
        for one in _seen(still):
            self.index.add(one)
            touched.discard(one.pk)
        for pk in touched:
            self.index.remove(pk)


def _touched(side: str, since: datetime) -> set[int]:
    """What changed about a post, its record or its answers, each asked by itself: one question with all of them in it
    looks at every post."""
    posts = Post.objects.filter(side=side).order_by().values_list("pk", flat=True)
    records = Organisation.objects.filter(Q(changed_at__gte=since) | Q(confirmed_at__gte=since))
    answers = Introduction.objects.filter(Q(agreed_at__gte=since) | Q(ended_at__gte=since))
    found = posts.filter(changed_at__gte=since).union(
        posts.filter(closed_at__gte=since),
        posts.filter(organisation__in=records.order_by().values("pk")),
        posts.filter(pk__in=answers.order_by().values("post")),
    )
    return set(found)


def matches(post: Post, limit: int) -> list[Matched]:
    found = _kept(other(post.side)).best(post, limit + limit)
    rows = open_posts().select_related("organisation", "project").prefetch_related("lines")
    there = rows.in_bulk([match.pk for match in found])
    return [Matched(there[match.pk], match) for match in found if match.pk in there][:limit]


def explained(mine: Post, other: Post) -> Match:
    """Any two, as they stand now: without reasons when something is in the way by now."""
    return Match(seen(mine), seen(other), 0.0)


@cache
def _kept(side: str) -> Kept:
    return Kept(side)


def _seen(found: QuerySet[Post]) -> Iterable[matching.Post]:
    rows = found.select_related("organisation", "project").prefetch_related("lines").order_by("pk")
    return (seen(row) for row in rows.iterator(chunk_size=BATCH) if not is_spoken_for(row))
