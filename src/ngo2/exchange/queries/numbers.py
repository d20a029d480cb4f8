"""What is counted for the public numbers: a fixed number of queries, none of them over more than it must.

What came in with lists of the past is left out everywhere: nobody answered it here.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    Sum,
    Value,
    When,
)
from django.utils import timezone

from ngo2.exchange import kinds
from ngo2.exchange.models import Introduction, Post, Promise
from ngo2.exchange.numbers.reckoning import ELSEWHERE, Amount, Answered, Standing
from ngo2.exchange.queries.introductions import differing
from ngo2.exchange.queries.posts import open_posts
from ngo2.kernel.packs import home

OWN = ""  # the dataset of what was posted here
MOST = 10_000  # times of which a median is taken: the latest ones


def standing() -> list[Standing]:
    rows = open_posts().filter(dataset=OWN).annotate(place=_place("")).order_by()
    columns = rows.values_list("side", "kind", "place", "organisation__is_example")
    return [Standing(*row) for row in columns.annotate(n=Count("pk"))]


def answers() -> list[Answered]:
    agreed = ExpressionWrapper(Q(agreed_at__isnull=False), output_field=BooleanField())
    rows = Introduction.objects.filter(post__dataset=OWN).annotate(place=_place("post__"), agreed=agreed)
    columns = rows.order_by().values_list("post__kind", "place", "state", "ending", "agreed")
    return [Answered(*row) for row in columns.annotate(n=Count("pk"))]


def count_differing() -> int:
    return differing().filter(post__dataset=OWN).count()


def amounts() -> list[Amount]:
    """By unit, of all that was agreed on; what arrived counts when both sides said the same."""
    agreed = Promise.objects.filter(introduction__agreed_at__isnull=False, introduction__post__dataset=OWN)
    done = Sum("received", filter=Q(introduction__state=Introduction.DONE), default=0)
    rows = agreed.order_by().values_list("line__unit").annotate(promised=Sum("promised"), arrived=done)
    return [Amount(*row) for row in rows.order_by("-promised", "line__unit")]


def closed_by_ending() -> list[tuple[str, int]]:
    closed = Post.objects.filter(state=Post.CLOSED, dataset=OWN).order_by()
    return list(closed.values_list("ending").annotate(n=Count("pk")))


def first_answers(since: datetime) -> list[timedelta]:
    """How long each post waited that was posted since then and answered; the latest only."""
    answered = Exists(Introduction.objects.filter(post=OuterRef("pk")))
    latest = (
        Post.objects.filter(answered, dataset=OWN, made_at__gte=since).order_by("-pk").values("pk")[:MOST]
    )
    rows = Introduction.objects.filter(post__in=latest).order_by().values_list("post", "post__made_at")
    return [first - made for _post, made, first in rows.annotate(first=Min("asked_at"))]


def delivery_times(since: datetime) -> list[timedelta]:
    """From the yes until both had confirmed, of each delivery that was done since then; the latest only."""
    done = Introduction.objects.filter(state=Introduction.DONE, ended_at__gte=since, post__dataset=OWN)
    rows = done.order_by("-pk").values_list("agreed_at", "ended_at")[:MOST]
    return [end - begin for begin, end in rows if begin and end]


def by_month(edges: Sequence[date]) -> list[tuple[int, int]]:
    """(agreed, arrived) between each two days that follow each other."""
    moments = [timezone.make_aware(datetime.combine(day, time())) for day in edges]
    counts = {}
    for number, (begin, end) in enumerate(pairwise(moments)):
        counts[f"agreed{number}"] = Count("pk", filter=Q(agreed_at__gte=begin, agreed_at__lt=end))
        done = Q(state=Introduction.DONE, ended_at__gte=begin, ended_at__lt=end)
        counts[f"arrived{number}"] = Count("pk", filter=done)
    lately = Q(agreed_at__gte=moments[0]) | Q(ended_at__gte=moments[0])
    found = Introduction.objects.filter(lately, post__dataset=OWN).aggregate(**counts)
    return [(found[f"agreed{number}"], found[f"arrived{number}"]) for number in range(len(edges) - 1)]


def historic() -> dict[str, int]:
    """Side -> posts of lists of the past."""
    rows = Post.objects.exclude(dataset=OWN).order_by().values_list("side").annotate(n=Count("pk"))
    return dict(rows)


def _place(before: str) -> Case:
    """The division directly below the home country; else how far it reaches."""
    here = Q(**{f"{before}reach": kinds.PLACE, f"{before}country": home()})
    there = Q(**{f"{before}reach": kinds.PLACE})
    return Case(
        When(here, then=F(f"{before}area1")),
        When(there, then=Value(ELSEWHERE)),
        default=F(f"{before}reach"),
        output_field=CharField(),
    )
