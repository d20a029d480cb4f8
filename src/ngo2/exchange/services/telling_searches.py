"""Letters about what is new in a saved search: each post once, and no letter when nothing is new."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ngo2.exchange import queries
from ngo2.exchange.models import SavedSearch
from ngo2.kernel.jobs import stop
from ngo2.kernel.journal.services import record
from ngo2.kernel.notify import rounds
from ngo2.lib.actors import SYSTEM

TOLD = "exchange.search.told"
SHOWN = 20  # in one letter


def tell_searches(now: datetime | None = None) -> int:
    """Write to all whose day or week it is; returns how many letters that makes."""
    now = now or timezone.now()
    return _round(queries.searches_due(now), now)


def tell_searches_at_once(now: datetime | None = None) -> int:
    now = now or timezone.now()
    return _round(queries.searches_at_once(now), now)


def _round(rows: QuerySet[SavedSearch], now: datetime) -> int:
    until, due = now - rounds.LAG, list(rows)
    if not due:
        return 0
    sides = queries.sides_with_news(min(rounds.since(one, until) for one in due), until)
    told, quiet = 0, []
    for one in due:
        if stop.asked():
            break
        new = _new(one, until) if one.side in sides else []
        if new:
            told += tell(one, new, until, now)
        else:
            quiet.append(one.pk)
    rounds.pass_over(SavedSearch.objects.all(), quiet, until)
    return told


def _new(one: SavedSearch, until: datetime) -> list[int]:
    return list(queries.new_of_search(one, rounds.since(one, until), until).values_list("pk", flat=True))


def tell(one: SavedSearch, new: Sequence[int], until: datetime, now: datetime) -> bool:
    with transaction.atomic():
        if not rounds.mark(SavedSearch.objects.filter(stopped_at=None), one, until, letter_at=now):
            return False  # somebody else told them, or they stopped
        record(SYSTEM, TOLD, one, data={"posts": list(new[:SHOWN]), "more": len(new[SHOWN:])})
    return True
