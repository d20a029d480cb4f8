"""At the same moment: stopped and finished, spoken twice, reminded twice. Each with a twin that goes wrong."""

import threading
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import person_actor
from ngo2.lib.tests.racing import race
from ngo2.organisations.models import Handover, Membership, Organisation, Verification, Voice, Vouch
from ngo2.organisations.services import checks, handovers, vouches
from ngo2.organisations.tests.trusting import checked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]
NOTE = "We know each other well."


@pytest.fixture
def handover(group, erin):
    return handovers.ask_handover(person_actor(erin), group, role="Coordinator", reason="She left.")


@pytest.fixture
def due(handover):
    """Its week is over at this moment."""
    Handover.objects.filter(pk=handover.pk).update(
        state=Handover.COOLING, cooling_until=timezone.now() - timedelta(seconds=1)
    )
    handover.refresh_from_db()
    return handover


def happened(verb):
    return Entry.objects.filter(verb=f"organisations.{verb}").count()


def owners(group):
    found = group.memberships.filter(role=Membership.OWNER).select_related("person")
    return sorted(one.person.name for one in found)


def test_stopped_at_the_very_moment_of_completion(due, group, alice):
    """One of the two happens, whole, and the other leaves nothing behind."""
    race([handovers.finish_due, lambda: handovers.stop_by_link(due), handovers.finish_due,
          lambda: handovers.stop_handover(person_actor(alice), due)])  # fmt: skip
    due.refresh_from_db()
    ends = {"done": (["Erin"], 1, 0), "stopped": (["Alice"], 0, 1)}
    assert (owners(group), happened("handover.done"), happened("handover.stopped")) == ends[due.state]


def test_twin_who_looks_first_and_writes_later_does_both(due, group, erin):
    gate, did = threading.Barrier(2), []

    def careless(state):
        def act():
            found = Handover.objects.get(pk=due.pk)
            gate.wait(30)
            if found.state == Handover.COOLING:
                Handover.objects.filter(pk=due.pk).update(state=state)
                did.append(state)

        return act

    race([careless(Handover.DONE), careless(Handover.STOPPED)])
    assert sorted(did) == ["done", "stopped"]


def test_two_ask_at_once_and_one_is_heard(group, charlie, erin):
    def ask(person):
        return lambda: handovers.ask_handover(person_actor(person), group, role="x", reason="y")

    passed, refused = race([ask(charlie), ask(erin)])
    assert (passed, [one.code for one in refused]) == (1, ["asked"])
    assert Handover.objects.count() == happened("handover.asked") == 1


def test_the_same_voice_pressed_six_times_at_once_is_one(handover, group, bob):
    speak = [lambda: handovers.speak_for(person_actor(bob), handover, speaks_for=group.pk)] * 6
    passed, refused = race(speak)
    handover.refresh_from_db()
    assert (passed, {one.code for one in refused}, Voice.objects.count()) == (1, {"twice"}, 1)
    assert handover.state == "waiting"


def test_of_three_voices_at_once_two_begin_one_week(handover, group, member, person):
    people = [member(person(f"M{n}"), group, Membership.VIEWER).person for n in range(3)]
    race(
        [
            lambda one=one: handovers.speak_for(person_actor(one), handover, speaks_for=group.pk)
            for one in people
        ]
    )
    handover.refresh_from_db()
    assert (handover.state, Voice.objects.count(), happened("handover.begun")) == ("cooling", 2, 1)


def test_twin_that_counts_before_it_locks_begins_twice(handover, group, bob, member, person):
    people = [bob, member(person("V"), group, Membership.VIEWER).person]
    gate, begun = threading.Barrier(2), []

    def careless(one):
        def act():
            with transaction.atomic():
                Voice.objects.create(handover=handover, person=one, speaks_for=group, at=timezone.now())
            gate.wait(30)
            if Voice.objects.filter(handover=handover).count() >= handovers.VOICES:
                begun.append(one)

        return act

    race([careless(one) for one in people])
    assert len(begun) == 2


def test_two_workers_remind_once_and_end_once(group, dana):
    checked(group, dana, until=timezone.localdate() + timedelta(days=100))
    soon = timezone.localdate() + timedelta(days=30)
    Verification.objects.update(until=soon, reminded=None)
    Organisation.objects.filter(pk=group.pk).update(verified_until=soon)
    race([checks.remind_owners] * 4)
    assert happened("verification.ends_soon") == 1
    Organisation.objects.filter(pk=group.pk).update(verified_until=timezone.localdate() - timedelta(days=1))
    race([checks.end_checks] * 4)
    assert happened("verification.ended") == 1


def test_twin_that_reminds_by_what_it_read(group, dana):
    check = checked(group, dana, until=timezone.localdate() + timedelta(days=100))
    gate, told = threading.Barrier(2), []

    def careless():
        found = Verification.objects.get(pk=check.pk)
        gate.wait(30)
        if found.reminded is None:
            Verification.objects.filter(pk=check.pk).update(reminded=60)
            told.append(1)

    race([careless] * 2)
    assert len(told) == 2


def test_asked_and_decided_by_many_at_once(group, alice, bob, dana, person):
    def ask(one):
        return lambda: checks.ask_check(person_actor(one), group, how="visit", note="Call.")

    assert race([ask(alice), ask(bob), ask(alice), ask(bob)])[0] == 4
    [check] = Verification.objects.all()
    other = person("Staff", is_staff=True)

    def decide(one, accept):
        return lambda: checks.decide_check(person_actor(one), check, accept=accept, answer="x")

    passed, refused = race(
        [decide(dana, True), decide(other, False), decide(dana, False), decide(other, True)]
    )
    assert (passed, {one.code for one in refused}) == (1, {"decided"})
    check.refresh_from_db()
    group.refresh_from_db()
    assert (check.state == "valid") == (group.verified_until is not None)


def test_twelve_stay_twelve(group, imported, alice, dana):
    checked(group, dana)
    records = [imported(phone=f"0717-63000{n:02}", name_zh=f"小组{n}") for n in range(16)]
    for record in records[:8]:
        vouches.vouch(person_actor(alice), group, record, note=NOTE)
    passed, refused = race(
        [lambda one=one: vouches.vouch(person_actor(alice), group, one, note=NOTE) for one in records[8:]]
    )
    assert (passed, {one.code for one in refused}, Vouch.objects.count()) == (4, {"often"}, 12)


def test_twin_that_counts_without_the_lock_goes_beyond(group, imported, alice):
    records = [imported(phone=f"0717-64000{n:02}", name_zh=f"小组{n}") for n in range(4)]
    gate = threading.Barrier(4)

    def careless(one):
        def act():
            left = Vouch.objects.filter(by=group).count() < 2  # twelve, made small
            gate.wait(30)
            if left:
                Vouch.objects.create(organisation=one, by=group, person=alice, note=NOTE, at=timezone.now())

        return act

    race([careless(one) for one in records])
    assert Vouch.objects.count() == 4


def test_pressed_twice_at_once_one_word_stands(group, imported, alice, dana):
    checked(group, dana)
    other = imported(phone="0717-6500000")
    passed, refused = race([lambda: vouches.vouch(person_actor(alice), group, other, note=NOTE)] * 3)
    assert (passed, {one.code for one in refused}, Vouch.objects.count()) == (1, {"twice"}, 1)
