"""Letters about what is new where somebody follows: each change is told once, whatever dies in between.

One run reads the journal once for all who are due. For each of them, the mark up to which they were told moves in the
same transaction as the entry from which their letter is written: neither is there without the other. Two runs at once
meet at the conditional UPDATE of that mark.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ngo2.kernel.jobs import stop
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.services import record
from ngo2.kernel.journal.verbs import verbs
from ngo2.kernel.notify import rounds
from ngo2.lib.actors import SYSTEM
from ngo2.organisations import disclosure, queries
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.following import Matcher, Spot, keys_of, of_columns, spot_of
from ngo2.organisations.models import CauseOf, Organisation, Subscription

TOLD = "organisations.follow.told"
CREATED = "organisations.created"
SHOWN = 30  # in one letter
LAG = timedelta(
    minutes=10
)  # an entry may be committed a little after its date; nobody is told of the last minutes
_QUIET = {"organisations.facts.confirmed"}
_AT_ONCE = 1000


@dataclass(frozen=True)
class Event:
    at: datetime
    organisation: int
    new: bool
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """What of an organisation decides who hears of it."""

    spot: Spot
    level: str


class News:
    """What happened in a time, found by place and cause. Three kinds of queries, however many follow."""

    def __init__(self, since: datetime, until: datetime) -> None:
        events = list(_events(since, until))
        self._places = dict(_places({one.organisation for one in events}))
        self._events: dict[int, list[Event]] = defaultdict(list)
        for one in events:
            if one.organisation in self._places:
                self._events[one.organisation].append(one)
        self._by: dict[tuple[str, str], list[int]] = defaultdict(list)
        for pk, place in self._places.items():
            for key in keys_of(place.spot):
                self._by[key].append(pk)

    def about(self, matcher: Matcher, since: datetime) -> dict[int, tuple[bool, list[str]]]:
        """{organisation: (is it new, fields that may be named)}, the latest first."""
        found: list[tuple[datetime, int, bool, list[str]]] = []
        for pk in self._candidates(matcher):
            place = self._places[pk]
            if not matcher.holds(place.spot):
                continue
            events = self._events[pk]
            events = events[bisect_right(events, since, key=lambda one: one.at) :]
            new = any(one.new for one in events)
            fields = sorted({key for one in events for key in one.fields if is_told(key, place.level)})
            if new or fields:
                found.append((events[-1].at, pk, new, [] if new else fields))
        found.sort(key=lambda one: (one[0], one[1]), reverse=True)
        return {pk: (new, fields) for _at, pk, new, fields in found}

    def _candidates(self, matcher: Matcher) -> Iterable[int]:
        keys = matcher.keys()
        return dict.fromkeys(pk for key in keys for pk in self._by[key]) if keys else self._places


def tell_followers(now: datetime | None = None) -> int:
    """Write to all who are due; returns how many letters that makes."""
    now = now or timezone.now()
    until, due = now - LAG, list(queries.follows_due(now))
    if not due:
        return 0
    news = News(min(rounds.since(one, until) for one in due), until)
    told = 0
    for one in due:
        if stop.asked():
            break
        told += tell(one, news, until)
    return told


def tell(one: Subscription, news: News, until: datetime) -> bool:
    """Nothing new: the mark moves and no letter is written."""
    found = news.about(Matcher(of_columns(one)), rounds.since(one, until))
    with transaction.atomic():
        if not rounds.mark(Subscription.objects.filter(stopped_at=None), one, until):
            return False  # somebody else told them, or they stopped
        if found:
            record(SYSTEM, TOLD, one, data=_said(found))
    return bool(found)


def is_told(key: str, level: str) -> bool:
    return key in CATALOGUE and CATALOGUE[key].shown == "all" and disclosure.may_name(level, key)


def _said(found: dict[int, tuple[bool, list[str]]]) -> dict[str, Any]:
    """Numbers and names of fields, never values. What is told of them is looked up when the letter is written."""
    shown = list(found.items())[:SHOWN]
    return {
        "organisations": [[pk, new, fields] for pk, (new, fields) in shown],
        "more": len(found) - len(shown),
    }


def _events(since: datetime, until: datetime) -> Iterator[Event]:
    """From the newest entries backwards to the last one before `since`: the rest of the journal is not touched."""
    told = [
        one.name
        for one in verbs
        if one.name.startswith("organisations.") and one.shown and one.name not in _QUIET
    ]
    before = Entry.objects.filter(at__lte=since - LAG).order_by("-pk").values_list("pk", flat=True).first()
    rows = Entry.objects.filter(pk__gt=before or 0, verb__in=told, at__gt=since, at__lte=until)
    for at, verb, organisation, data in (
        rows.order_by("at", "pk").values_list("at", "verb", "object_id", "data").iterator(chunk_size=_AT_ONCE)
    ):
        fields = tuple(data.get("fields") or filter(None, [data.get("field")]))
        if verb == CREATED or fields:
            yield Event(at, int(organisation), verb == CREATED, fields)


def _places(organisations: Iterable[int]) -> Iterator[tuple[int, Place]]:
    """Of those that the public may find today."""
    columns = ("pk", "country", "area1", "area2", "area3", "shown_level", "shown_lat", "shown_lng")
    wanted = sorted(organisations)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        its_causes = causes_of(some)
        for row in queries.listed().filter(pk__in=some).values(*columns):
            yield row["pk"], Place(spot_of(row, its_causes[row["pk"]]), row["shown_level"])


def causes_of(organisations: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for pk, cause in CauseOf.objects.filter(organisation__in=organisations).values_list(
        "organisation", "cause"
    ):
        found[pk].append(cause)
    return found


def still_there(one: Subscription, organisations: Sequence[int]) -> dict[int, Organisation]:
    """Those that the public finds in this place as it is now: a letter is written a little later than it is due."""
    matcher, its_causes = Matcher(of_columns(one)), causes_of(organisations)
    found = queries.listed().filter(pk__in=organisations).defer("facts", "search_text")
    rows = found.prefetch_related("cause_rows")
    return {row.pk: row for row in rows if matcher.holds(spot_of(vars(row), its_causes[row.pk]))}
