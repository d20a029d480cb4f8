"""Pairs that were found to fit: which are new to whom, and who wants to hear of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from ngo2.exchange import kinds
from ngo2.exchange.models import Listener, Post, Suggestion
from ngo2.exchange.queries.posts import open_posts, other
from ngo2.kernel.notify import rounds
from ngo2.organisations.models import Membership, Organisation


def unseen(side: str) -> QuerySet[Suggestion]:
    """Both open, and nobody of this side has seen it on its page."""
    standing = open_posts(other(side))
    return Suggestion.objects.filter(
        **{f"{side}_seen_at": None, f"{side}__state": Post.OPEN, f"{other(side)}__in": standing}
    )


def new_for(post: Post) -> list[int]:
    """Keys of what is new for this post, the best first."""
    found = unseen(post.side).filter(**{post.side: post}).order_by("-score", "-pk")
    return list(found.values_list(other(post.side), flat=True))


def new_counts(posts: Iterable[Post]) -> dict[int, int]:
    """{post: how many fit it that nobody of its side has seen}."""
    return _counted("", [post.pk for post in posts])


def new_by_organisation(organisations: Iterable[Organisation]) -> dict[int, int]:
    return _counted("__organisation", [one.pk for one in organisations])


def _counted(column: str, keys: list[int]) -> dict[int, int]:
    """Both sides in one query."""
    needs, offers = (
        unseen(side)
        .filter(**{f"{side}{column}__in": keys})
        .order_by()
        .values_list(f"{side}{column}")
        .annotate(n=Count("pk"))
        for side in kinds.SIDES
    )
    found: dict[int, int] = {}
    for key, count in needs.union(offers, all=True):
        found[key] = found.get(key, 0) + count
    return found


def listeners_due(now: datetime) -> QuerySet[Listener]:
    return rounds.due(_listeners(), now)


def listeners_at_once(now: datetime) -> QuerySet[Listener]:
    return rounds.due_at_once(_listeners(), now)


def _listeners() -> QuerySet[Listener]:
    return Listener.objects.filter(person__is_active=True)


def organisations_of(people: Any) -> dict[int, list[int]]:
    """{person: organisations for which they may speak}; `people` is a list or a query."""
    roles = (Membership.OWNER, Membership.EDITOR)
    rows = Membership.objects.filter(person__in=people, role__in=roles, suspended_at=None)
    found: dict[int, list[int]] = {}
    for person, organisation in rows.order_by("pk").values_list("person", "organisation"):
        found.setdefault(person, []).append(organisation)
    return found
