"""Answers that are over, for rows that name nobody: all of them, and their amounts a few at a time."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Count, QuerySet

from ngo2.exchange.datasets.deliveries import Amounts, Ended
from ngo2.exchange.models import Introduction, Promise

_AT_A_TIME = 2000


def ended_answers(before: datetime) -> Iterator[Ended]:
    """Delivered or ended for a reason."""
    rows = _ended(before).values_list(
        "pk",
        "post__side",
        "post__kind",
        "post__subkind",
        "post__organisation",
        "organisation",
        "person",
        "post__organisation__country",
        "post__organisation__area1",
        "organisation__country",
        "organisation__area1",
        "asked_at",
        "agreed_at",
        "ended_at",
        "ending",
    )
    return map(Ended._make, rows.order_by("pk").iterator(chunk_size=_AT_A_TIME))


def amounts_of(answers: Sequence[int]) -> list[Amounts]:
    rows = Promise.objects.filter(introduction__in=answers).order_by("pk")
    columns = rows.values_list("pk", "introduction", "line__unit", "promised", "sent", "received")
    return list(map(Amounts._make, columns))


def lines_of_ended(before: datetime) -> dict[int, int]:
    """Answer -> of how many lines it has amounts."""
    rows = Promise.objects.filter(introduction__in=_ended(before)).order_by()
    return dict(rows.values_list("introduction").annotate(n=Count("pk")))


def _ended(before: datetime) -> QuerySet[Introduction]:
    return Introduction.objects.filter(
        state__in=[Introduction.DONE, Introduction.ENDED], ended_at__lt=before, post__dataset=""
    )
