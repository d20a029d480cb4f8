"""Two people answer at once: one is written, the other hears of it and loses nothing. With twins that go wrong."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from ngo2.accounts.models import Identity
from ngo2.kernel.notify.incoming import Sms
from ngo2.kernel.notify.models import IncomingSms
from ngo2.kernel.notify.services import take_sms
from ngo2.lib.actors import Actor, person_actor
from ngo2.lib.refusals import Refused
from ngo2.lib.tests.racing import race
from ngo2.organisations.models import Asking, Assertion, Membership, Organisation
from ngo2.organisations.services import askings
from ngo2.organisations.services.askings.links import OPEN, read
from ngo2.organisations.sources import LINK
from ngo2.organisations.tests.asking import grown_old, letter, letters, reachable, said

pytestmark = pytest.mark.django_db(transaction=True)
PHONES = [f"0778-22602{n}" for n in range(20, 26)]


@pytest.fixture
def asked(group, alice):
    reachable(alice, email="alice@example.org")
    return letter(grown_old(group))


def answering(asking, phone):
    return lambda: askings.answer_asking(
        Actor("link", str(asking.pk)), asking, source=LINK, right=["name_zh"], corrected={"phone": phone}
    )


def test_of_six_who_hold_one_link_one_answers(asked, group):
    passed, raised = race([answering(asked, phone) for phone in PHONES])
    assert (passed, len(raised)) == (1, 5)
    assert {one.code for one in raised} <= {askings.ANSWERED, askings.CHANGED}
    group.refresh_from_db()
    assert [row[:3:2] for row in said(group)] == [("name_zh", "confirmed"), ("phone", "changed")]
    assert said(group)[1][1] == group.facts["phone"]["v"]


def test_of_two_who_confirm_different_values_by_two_letters_the_second_hears_of_the_first(asked, group, bob):
    Membership.objects.filter(person=bob).update(answers=True)
    Identity.objects.create(person=bob, kind="email", value="bob@example.org", verified_at=timezone.now())
    other = Asking.objects.get(pk=asked.pk)
    other.pk, other.person = None, bob
    other.save()
    passed, raised = race([answering(asked, PHONES[0]), answering(other, PHONES[1])])
    assert (passed, [one.code for one in raised]) == (1, [askings.CHANGED])
    assert len([row for row in said(group) if row[0] == "phone"]) == 1
    assert {askings.hold(askings.token(one)).state for one in (asked, other)} == {
        askings.ANSWERED,
        askings.CHANGED,
    }


def test_the_race_is_real_twin_that_looks_before_it_locks(asked, group):
    """The same six, each looking first and writing then: several are written, and most of them are lost."""
    ready = threading.Barrier(len(PHONES))

    def careless(phone):
        def act():
            held = read(Asking.objects.select_related("organisation", "person").get(pk=asked.pk))
            if held.state != OPEN:
                raise Refused("answered")
            connection.close()
            ready.wait()
            with transaction.atomic():
                Assertion.objects.create(
                    organisation_id=group.pk,
                    field="phone",
                    value=phone,
                    how="changed",
                    source="link",
                    at=timezone.now(),
                )
                Asking.objects.filter(pk=asked.pk).update(used_at=timezone.now())

        return act

    passed, _raised = race([careless(phone) for phone in PHONES])
    assert passed > 1
    assert len(said(group)) > 1


def test_a_badge_scanned_by_six_at_once_confirms_once(group, alice):
    badge = askings.make_badge(person_actor(alice), grown_old(group))
    held = askings.hold(askings.token(badge))

    def press():
        askings.answer_asking(held.actor, badge, source=LINK, right=held.fields, revision=held.revision)

    passed, raised = race([press] * 6)
    assert (passed, len(raised)) == (1, 5)
    assert len(said(group)) == 3


def test_two_workers_ask_once(group, alice):
    reachable(alice, email="alice@example.org")
    grown_old(group)
    found = Organisation.objects.get(pk=group.pk)
    race([lambda: askings.ask(found)] * 4)
    assert letters().count() == 1


def test_one_sms_handed_over_six_times_at_once_counts_once(group, alice, settings):
    reachable(alice, phone="+8613800138000")
    letter(grown_old(group))
    outcomes = []
    race([lambda: outcomes.append(take_sms(Sms("+8613800138000", "1", "same"))[0])] * 6)
    assert sorted(outcomes) == ["confirmed"] + ["replayed"] * 5
    assert (IncomingSms.objects.count(), len(said(group))) == (1, 3)
