"""Two workers find the same pair, two rounds tell the same person, a worker dies in between. With planted faults."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ngo2.exchange import kinds
from ngo2.exchange.cleaning import Item, Where
from ngo2.exchange.models import Listener, Suggestion
from ngo2.exchange.services import find_suggestions, publish_post, suggesting, telling_matches
from ngo2.exchange.tests.conftest import telling
from ngo2.kernel.journal import outbox
from ngo2.kernel.journal.models import Delivery, Entry
from ngo2.kernel.journal.services import record
from ngo2.kernel.notify.models import Message
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.tests.racing import outcomes, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_index")]
ROUNDS, READERS = 3, 3  # Alice and her colleague on one side, Erin on the other


@pytest.fixture
def soon():
    return timezone.now() + timedelta(days=8)


@pytest.fixture
def pair(need, company, erin):
    laptops = (Item("笔记本电脑", 12, "piece"),)
    told = telling(
        side=kinds.OFFER, text="可以提供二手笔记本电脑。", items=laptops, where=Where(kinds.COUNTRY, "CN")
    )
    return need, publish_post(person_actor(erin), company, told=told)


def told():
    return Entry.objects.filter(verb=telling_matches.TOLD).count()


def letters():
    outbox.deliver_due(1000)
    return Message.objects.filter(type="exchange.fits", channel="inapp").count()


def test_found_from_both_sides_at_once_a_pair_is_remembered_and_told_once(pair, soon):
    need, offer = pair
    race([lambda one=one: find_suggestions(one.pk) for one in (need, offer) * ROUNDS])
    assert Suggestion.objects.count() == 1
    assert Listener.objects.count() == READERS
    race([lambda: telling_matches.tell_matches(soon)] * ROUNDS)
    assert letters() == READERS


def test_the_race_is_real_twin_that_looks_before_it_writes(pair, monkeypatch):
    """All looked when nothing was there; without `ignore_conflicts` all but one break at the constraint."""
    need, offer = pair
    gate = threading.Barrier(4)

    def careless(post, fresh):
        gate.wait(30)
        with transaction.atomic():
            for one, score in fresh:
                made = {post.side: post, one.side: one}
                Suggestion.objects.create(**made, score=score, made_at=timezone.now())

    monkeypatch.setattr(suggesting, "_remember", careless)
    _done, broken = outcomes(
        [lambda one=one: find_suggestions(one.pk) for one in (need, offer) * 2], IntegrityError
    )
    assert len(broken) == 3


def test_the_race_is_real_twin_of_rounds_that_look_before_they_mark(pair, soon, monkeypatch):
    find_suggestions(pair[0].pk)
    gate = threading.Barrier(ROUNDS)

    def careless(one, pairs, until, now):
        fresh = Listener.objects.get(pk=one.pk)
        gate.wait(30)
        if fresh.told_until == one.told_until:
            with transaction.atomic():
                Listener.objects.filter(pk=one.pk).update(told_until=until)
                record(SYSTEM, telling_matches.TOLD, one, data=telling_matches.said(pairs))
        return True

    monkeypatch.setattr(telling_matches, "tell", careless)
    race([lambda: telling_matches.tell_matches(soon)] * ROUNDS)
    assert letters() > READERS


def dies(*args, **more):
    raise SystemExit("killed")


def test_a_worker_killed_between_mark_and_entry_loses_nothing(pair, soon, monkeypatch):
    find_suggestions(pair[0].pk)
    with monkeypatch.context() as broken:
        broken.setattr(telling_matches, "record", dies)
        with pytest.raises(SystemExit):
            telling_matches.tell_matches(soon)
    connection.close()
    assert telling_matches.tell_matches(soon) == READERS
    assert telling_matches.tell_matches(soon) == 0
    assert told() == READERS


def test_a_worker_killed_while_it_remembers_leaves_nothing_half_done(pair, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(suggesting, "record", dies)
        with pytest.raises(SystemExit):
            find_suggestions(pair[0].pk)
    connection.close()
    assert not Suggestion.objects.exists()
    assert not Listener.objects.exists()
    assert find_suggestions(pair[0].pk) == 1


def test_a_worker_killed_after_writing_letters_writes_none_twice(pair, soon):
    find_suggestions(pair[1].pk)
    telling_matches.tell_matches(soon)
    assert letters() == READERS
    Delivery.objects.update(state=Delivery.WAITING, due=timezone.now())  # done, and nobody heard of it
    assert letters() == READERS
