"""What fits a post is looked for when it is posted, changed or prolonged; each pair is remembered once."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ngo2.exchange import kinds, queries
from ngo2.exchange.models import Listener, Post, Suggestion
from ngo2.exchange.posted import is_spoken_for
from ngo2.kernel.journal.services import record
from ngo2.kernel.notify import rounds
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.lib.permissions import authorise
from ngo2.organisations.models import Membership

FITS = 0.6  # of 1: a need among 300 offers has about seven that come to it (benchmarks/matching)
MOST = 10  # of one post, the best
REMEMBERED = timedelta(
    days=90
)  # after one of the two was closed: until then, opened again, it is not told again


def find_suggestions(post_id: int) -> int:
    """How many fit this post now that nobody found before; a job, so that no request waits. Twice is once."""
    rows = queries.open_posts().select_related("organisation", "project").prefetch_related("lines")
    post = rows.filter(pk=post_id).first()
    if post is None or is_spoken_for(post):
        return 0
    found = [one for one in queries.matches(post, MOST) if one.match.score >= FITS]
    known = _known(post, [one.post.pk for one in found])
    fresh = [(one.post, one.match.score) for one in found if one.post.pk not in known]
    if fresh:
        _remember(post, fresh)
    return len(fresh)


def _known(post: Post, others: Sequence[int]) -> set[int]:
    other = queries.other(post.side)
    rows = Suggestion.objects.filter(**{post.side: post, f"{other}__in": others})
    return set(rows.values_list(other, flat=True))


def _remember(post: Post, fresh: Sequence[tuple[Post, float]]) -> None:
    """Whoever finds the same from the other side at this moment meets the constraint; one of the two stays."""
    with transaction.atomic():
        now = timezone.now()
        Suggestion.objects.bulk_create(
            [
                Suggestion(**{post.side: post, one.side: one}, score=score, made_at=now)
                for one, score in fresh
            ],
            ignore_conflicts=True,
        )
        _listen({post.organisation_id, *(one.organisation_id for one, _score in fresh)})
        data = {"posts": [one.pk for one, _score in fresh]}
        record(SYSTEM, "exchange.matched", post, scope=post.organisation.scope, data=data)


def _listen(organisations: Iterable[int]) -> None:
    """Whoever edits them hears of it from now on, once a day until they choose otherwise."""
    roles = (Membership.OWNER, Membership.EDITOR)
    people = Membership.objects.filter(
        organisation__in=organisations, role__in=roles, suspended_at=None, person__is_active=True
    ).values_list("person", flat=True)
    begin = timezone.now() - rounds.LAG
    Listener.objects.bulk_create(
        [Listener(person_id=pk, told_until=begin) for pk in sorted(set(people))], ignore_conflicts=True
    )


def see_suggestions(actor: Actor, post: Post) -> None:
    """Somebody who looks after the post has them before their eyes. Not journalled, as reading never is."""
    authorise(actor, "exchange.change", post)
    seen = f"{post.side}_seen_at"
    Suggestion.objects.filter(**{post.side: post, seen: None}).update(**{seen: timezone.now()})


def choose_rhythm(person: Any, every: str) -> None:
    """How often; whoever has heard nothing yet hears from now on."""
    Listener.objects.update_or_create(
        person=person,
        defaults={"every": every},
        create_defaults={"every": every, "told_until": timezone.now()},
    )


def forget_suggestions() -> int:
    """Of posts that were closed long ago."""
    old = timezone.now() - REMEMBERED
    gone = Q()
    for side in kinds.SIDES:
        gone |= Q(**{f"{side}__state": Post.CLOSED, f"{side}__closed_at__lt": old})
    return Suggestion.objects.filter(gone).delete()[0]
