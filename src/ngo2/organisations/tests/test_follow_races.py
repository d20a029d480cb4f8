"""Two rounds at once, a worker that dies in between: nobody is told twice and nothing is lost. With planted faults."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from ngo2.kernel.journal import outbox
from ngo2.kernel.journal.models import Delivery, Entry
from ngo2.kernel.journal.services import record
from ngo2.kernel.notify.models import Message
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.tests.racing import race
from ngo2.organisations.following import area
from ngo2.organisations.models import Subscription
from ngo2.organisations.services import NewOrganisation, create_organisations, follows, telling
from ngo2.organisations.sources import Source

pytestmark = pytest.mark.django_db(transaction=True)
READERS, ROUNDS = 4, 3


@pytest.fixture
def soon():
    return timezone.now() + timedelta(days=8)


@pytest.fixture
def readers(person):
    made = []
    for nth in range(READERS):
        one = person(f"R{nth}", email=f"r{nth}@example.org")
        made.append(follows.follow(person_actor(one), area("CN", "451200")))
    rows = [NewOrganisation({"name_zh": "新苗读书会", "division": "451281"}, "1")]
    create_organisations(SYSTEM, rows, source=Source("import"), dataset="race")
    return made


def told():
    return Entry.objects.filter(verb=telling.TOLD).count()


def test_rounds_at_once_tell_each_reader_once(readers, soon):
    race([lambda: telling.tell_followers(soon)] * ROUNDS)
    assert told() == READERS
    outbox.deliver_due(1000)
    assert Message.objects.filter(channel="email").count() == READERS


def test_the_race_is_real_twin_that_looks_before_it_marks(readers, soon, monkeypatch):
    """Without the condition in the UPDATE, rounds that all saw the old mark all tell."""
    gate = threading.Barrier(ROUNDS)

    def careless(one, news, until):
        fresh = Subscription.objects.get(pk=one.pk)
        gate.wait(30)
        if fresh.told_until == one.told_until:
            with transaction.atomic():
                Subscription.objects.filter(pk=one.pk).update(told_until=until)
                record(SYSTEM, telling.TOLD, one, data={"organisations": []})
        return True

    monkeypatch.setattr(telling, "tell", careless)
    race([lambda: telling.tell_followers(soon)] * ROUNDS)
    assert told() > READERS


def dies(*args, **more):
    raise SystemExit("killed")


def test_a_worker_killed_between_mark_and_entry_loses_nothing(readers, soon, monkeypatch):
    before = {one.pk: one.told_until for one in Subscription.objects.all()}
    with monkeypatch.context() as broken:
        broken.setattr(telling, "record", dies)
        with pytest.raises(SystemExit):
            telling.tell_followers(soon)
    connection.close()
    assert {one.pk: one.told_until for one in Subscription.objects.all()} == before
    assert telling.tell_followers(soon) == READERS
    assert telling.tell_followers(soon) == 0
    assert told() == READERS


def test_the_loss_is_real_twin_that_marks_in_a_transaction_of_its_own(readers, soon, monkeypatch):
    def careless(one, news, until):
        Subscription.objects.filter(pk=one.pk).update(told_until=until)
        dies()

    with monkeypatch.context() as broken:
        broken.setattr(telling, "tell", careless)
        with pytest.raises(SystemExit):
            telling.tell_followers(soon)
    telling.tell_followers(soon)
    assert told() < READERS


def test_a_worker_killed_after_writing_letters_writes_none_twice(readers, soon, monkeypatch):
    telling.tell_followers(soon)
    outbox.deliver_due(1000)
    Delivery.objects.update(state=Delivery.WAITING, due=timezone.now())  # done, and nobody heard of it
    outbox.deliver_due(1000)
    assert Message.objects.filter(channel="email").count() == READERS


def test_a_change_that_is_committed_late_is_told_by_the_next_round(person, soon):
    """Its date is before the round, its commit after it: that is why the last minutes are left for later."""
    reader = person("R", email="r@example.org")
    one = follows.follow(person_actor(reader), area("CN", "451200"))
    rows = [NewOrganisation({"name_zh": "新苗读书会", "division": "451281"}, "1")]
    create_organisations(SYSTEM, rows, source=Source("import"), dataset="late")
    made_at = Entry.objects.get(verb=telling.CREATED).at
    Subscription.objects.filter(pk=one.pk).update(told_until=made_at - timedelta(days=7))
    assert telling.tell_followers(made_at + telling.LAG / 2) == 0
    Subscription.objects.filter(pk=one.pk).update(every="daily")
    assert telling.tell_followers(made_at + timedelta(days=1)) == 1


def test_pressing_at_once_follows_once(person):
    reader = person("R", email="r@example.org")
    passed, refused = race([lambda: follows.follow(person_actor(reader), area("CN", "451200"))] * 5)
    assert (passed, refused) == (5, [])
    assert Subscription.objects.count() == 1


def test_pressing_at_once_is_real_twin_without_the_lock(person):
    reader, gate = person("R", email="r@example.org"), threading.Barrier(5)

    def careless():
        there = Subscription.objects.filter(person=reader).exists()
        gate.wait(30)
        if not there:
            now = timezone.now()
            Subscription.objects.create(person=reader, language="en", made_at=now, confirmed_at=now)

    race([careless] * 5)
    assert Subscription.objects.count() > 1


def test_confirming_two_wishes_at_once_confirms_one(db):
    now = timezone.now()
    wishes = [
        Subscription.objects.create(
            email="a@example.org", language="en", made_at=now, **area("CN", "451200").columns
        )
        for _nth in range(4)
    ]
    tokens = [follows.follow_links.token(one.pk, follows.follow_links.CONFIRM) for one in wishes]
    race([lambda token=token: follows.confirm_follow(token) for token in tokens])
    assert Subscription.objects.filter(confirmed_at__isnull=False).count() == 1
