"""Two rounds at once, two presses at once, a worker that dies in between. With planted faults."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ngo2.exchange import filters, kinds
from ngo2.exchange.filters import Filters
from ngo2.exchange.models import SavedSearch
from ngo2.exchange.services import searches, telling_searches
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.tests.racing import outcomes, race

pytestmark = pytest.mark.django_db(transaction=True)
READERS, ROUNDS = 3, 3


@pytest.fixture
def soon():
    return timezone.now() + timedelta(days=8)


@pytest.fixture
def readers(person, need):
    for nth in range(READERS):
        one = person(f"R{nth}", email=f"r{nth}@example.org")
        searches.save_search(person_actor(one), kinds.NEED, Filters())
    SavedSearch.objects.update(told_until=timezone.now() - timedelta(days=1))


def told():
    return Entry.objects.filter(verb=telling_searches.TOLD).count()


def test_rounds_at_once_tell_each_once(readers, soon):
    race([lambda: telling_searches.tell_searches(soon)] * ROUNDS)
    assert told() == READERS


def test_the_race_is_real_twin_that_looks_before_it_marks(readers, soon, monkeypatch):
    gate = threading.Barrier(ROUNDS)

    def careless(one, new, until, now):
        fresh = SavedSearch.objects.get(pk=one.pk)
        gate.wait(30)
        if fresh.told_until == one.told_until:
            with transaction.atomic():
                SavedSearch.objects.filter(pk=one.pk).update(told_until=until)
                record(SYSTEM, telling_searches.TOLD, one, data={"posts": list(new), "more": 0})
        return True

    monkeypatch.setattr(telling_searches, "tell", careless)
    race([lambda: telling_searches.tell_searches(soon)] * ROUNDS)
    assert told() > READERS


def test_a_worker_killed_between_mark_and_entry_loses_nothing(readers, soon, monkeypatch):
    def dies(*args, **more):
        raise SystemExit("killed")

    with monkeypatch.context() as broken:
        broken.setattr(telling_searches, "record", dies)
        with pytest.raises(SystemExit):
            telling_searches.tell_searches(soon)
    connection.close()
    assert telling_searches.tell_searches(soon) == READERS
    assert told() == READERS


def test_pressing_at_once_saves_once(person):
    one = person("R", email="r@example.org")
    press = lambda: searches.save_search(person_actor(one), kinds.NEED, Filters(kind="human"))  # noqa: E731
    passed, refused = race([press] * 5)
    assert (passed, refused) == (5, [])
    assert SavedSearch.objects.count() == 1


def test_pressing_at_once_is_real_twin_without_the_lock(person):
    """All look when nothing is there: all but one break at the constraint."""
    one, gate = person("R", email="r@example.org"), threading.Barrier(5)

    def careless():
        there = SavedSearch.objects.filter(person=one).exists()
        gate.wait(30)
        if not there:
            now = timezone.now()
            SavedSearch.objects.create(
                person=one, side=kinds.NEED, made_at=now, told_until=now, **filters.columns(Filters())
            )

    _done, broken = outcomes([careless] * 5, IntegrityError)
    assert len(broken) == 4
