"""Letters about what fits: once a day, once a week or at once, each pair once, whatever dies in between.

One round reads what was found once for all who are due; `kernel.notify.rounds` says how marks move.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ngo2.exchange import kinds, queries
from ngo2.exchange.models import Listener
from ngo2.kernel.jobs import stop
from ngo2.kernel.journal.services import record
from ngo2.kernel.notify import rounds
from ngo2.lib.actors import SYSTEM

TOLD = "exchange.matches.told"
POSTS, EACH = 20, 10  # that an entry names: posts of one's own, and what fits each; the rest is counted


class Pair(NamedTuple):
    at: datetime
    mine: int
    other: int
    score: float


def tell_matches(now: datetime | None = None) -> int:
    """Write to all whose day or week it is; returns how many letters that makes."""
    now = now or timezone.now()
    return _round(queries.listeners_due(now), now)


def tell_matches_at_once(now: datetime | None = None) -> int:
    now = now or timezone.now()
    return _round(queries.listeners_at_once(now), now)


def _round(rows: QuerySet[Listener], now: datetime) -> int:
    until, due = now - rounds.LAG, list(rows)
    if not due:
        return 0
    news = _news(min(rounds.since(one, until) for one in due), until)
    edits = queries.organisations_of(rows.values("person")) if news else {}
    told, quiet = 0, []
    for one in due:
        if stop.asked():
            break
        since = rounds.since(one, until)
        mine = [pair for pk in edits.get(one.person_id, ()) for pair in news.get(pk, ()) if pair.at > since]
        if mine:
            told += tell(one, mine, until, now)
        else:
            quiet.append(one.pk)
    rounds.pass_over(Listener.objects.all(), quiet, until)
    return told


def tell(one: Listener, pairs: Sequence[Pair], until: datetime, now: datetime) -> bool:
    with transaction.atomic():
        if not rounds.mark(Listener.objects.all(), one, until, letter_at=now):
            return False  # somebody else told them
        record(SYSTEM, TOLD, one, data=said(pairs))
    return True


def said(pairs: Iterable[Pair]) -> dict[str, Any]:
    """Numbers only; what is told of them is looked up when the letter is written. The best first."""
    by_post: dict[int, list[int]] = defaultdict(list)
    for pair in sorted(pairs, key=lambda pair: (-pair.score, pair.mine, pair.other)):
        by_post[pair.mine].append(pair.other)
    rows = [[mine, others[:EACH], len(others[EACH:])] for mine, others in by_post.items()]
    more = sum(len(others) for others in list(by_post.values())[POSTS:])
    return {"posts": rows[:POSTS], "more": more}


def _news(since: datetime, until: datetime) -> dict[int, list[Pair]]:
    """{organisation: what was found for its posts, is open still and was seen by nobody of it}."""
    found: dict[int, list[Pair]] = defaultdict(list)
    for side in kinds.SIDES:
        rows = queries.unseen(side).filter(made_at__gt=since, made_at__lte=until)
        columns = (f"{side}__organisation", "made_at", side, queries.other(side), "score")
        for organisation, at, mine, other, score in rows.values_list(*columns).iterator(chunk_size=2000):
            found[organisation].append(Pair(at, mine, other, score))
    return found
