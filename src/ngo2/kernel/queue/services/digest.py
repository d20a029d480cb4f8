"""Once a week, one letter to each person for whom something waits."""

from datetime import date
from typing import Any

from django.utils import timezone

from ngo2.kernel.jobs.models import Schedule
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.services import record
from ngo2.kernel.queue import queries
from ngo2.kernel.queue.kinds import kinds
from ngo2.lib.actors import SYSTEM

VERB = NAME = "queue.digest"


def send_digests() -> int:
    """Runs every morning. Monday's letter goes out once a week; when nothing ran on Monday, on the next day.

    Killed in the middle it goes on with those who have none yet. A round that was finished is not gone again: to ask
    for each of a thousand owners whether something waits costs minutes.
    """
    week = _week(timezone.localdate())
    if _is_done(week):
        return 0
    scope = f"queue:{week}"
    had = set(Entry.objects.filter(scope=scope, verb=VERB).values_list("object_id", flat=True))
    sent = 0
    for person in _readers():
        if str(person.pk) not in had and queries.anything(person):
            record(SYSTEM, VERB, person, scope=scope)
            sent += 1
    return sent


def _is_done(week: str) -> bool:
    """Of the worker's turns: one that failed or was killed counts for nothing."""
    done = Schedule.objects.filter(name=NAME, last_error="").values_list("last_finished", flat=True).first()
    return done is not None and _week(timezone.localtime(done).date()) == week


def _week(day: date) -> str:
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02}"


def _readers() -> list[Any]:
    """Everybody who may decide anything, once."""
    found = {person.pk: person for kind in kinds for person in kind.deciders("") if person.is_active}
    return [found[pk] for pk in sorted(found)]
