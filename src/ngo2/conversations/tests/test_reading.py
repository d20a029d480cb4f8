"""How far somebody has read, and that they hear once of what waits: not of each message, and not of the words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ngo2.accounts.models import Identity
from ngo2.conversations import queries, services
from ngo2.conversations.models import Message, Reading
from ngo2.kernel.journal import outbox
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify import queries as notify
from ngo2.kernel.notify.models import Message as Notice
from ngo2.lib.actors import person_actor
from ngo2.lib.tests.racing import outcomes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
SECRET = "The director is ill."


def later(minutes=3):
    """As if what was written had been written then."""
    then = timezone.now() - timedelta(minutes=minutes)
    Message.objects.update(at=then)


def unread(person):
    return {one.scope: one.unread for one in queries.mine(person)}


@pytest.fixture
def read(talk):
    def up_to(person, number):
        return services.mark_read(person_actor(person), talk(), up_to=number)

    return up_to


def test_what_is_new_is_counted_until_it_is_read(write, read, alice, bob, erin, charlie):
    write(alice)
    write(alice)
    assert [unread(one) for one in (alice, bob, erin)] == [{"table:1": 0}, {"table:1": 2}, {"table:1": 2}]
    assert unread(charlie) == {}
    assert [queries.unread_of(one) for one in (alice, bob, erin, charlie)] == [0, 1, 1, 0]
    assert read(erin, 1) == 0
    assert unread(erin) == {"table:1": 1}
    assert read(erin, 2) == 1
    assert (unread(erin), queries.unread_of(erin)) == ({"table:1": 0}, 0)


def test_reading_never_goes_back_and_never_beyond_what_is_there(write, read, talk, alice, erin):
    write(alice)
    read(erin, 10**9)
    assert Reading.objects.get(person=erin).up_to == 1
    assert read(erin, 0) == 1
    write(alice)
    assert unread(erin) == {"table:1": 1}


def test_who_writes_without_having_seen_the_latest_has_not_read_it(write, alice, erin):
    write(alice)
    write(erin)
    assert unread(erin) == {"table:1": 2}


def test_one_notice_until_it_is_read_and_then_one_more(write, read, alice, bob, erin):
    for _n in range(3):
        write(alice, SECRET)
    assert services.tell_unread() == 0  # who is there reads it within two minutes and gets no letter
    later()
    assert services.tell_unread() == 2  # Bob and Erin
    write(alice, SECRET)
    later()
    assert services.tell_unread() == 0
    read(erin, 4)
    write(alice, SECRET)
    later()
    assert services.tell_unread() == 1
    told = Entry.objects.filter(verb="conversations.unread").order_by("pk")
    assert [one.data["person"] for one in told] == [bob.pk, erin.pk, erin.pk]


def test_whoever_was_there_and_read_it_hears_nothing(write, read, alice, erin, bob):
    write(alice)
    read(erin, 1)
    read(bob, 1)
    later()
    assert services.tell_unread() == 0


def test_whoever_has_left_hears_nothing(tables, write, alice, bob, erin):
    write(erin)
    later()
    tables.seat("owner", alice)
    assert services.tell_unread() == 1
    assert Entry.objects.get(verb="conversations.unread").data["person"] == alice.pk


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_once(write, alice):
    write(alice)
    later()
    told, _raised = outcomes([services.tell_unread] * 2)
    assert sum(told) == 2
    assert Entry.objects.filter(verb="conversations.unread").count() == 2


def _notices(person):
    return {one.channel: one for one in Notice.objects.filter(person=person)}


def test_the_words_stand_in_no_letter_and_reading_ends_the_notice(write, read, alice, erin, tables):
    Identity.objects.create(person=erin, kind="email", value="erin@example.org", verified_at=timezone.now())
    Identity.objects.create(person=erin, kind="phone", value="+8613900139000", verified_at=timezone.now())
    write(alice, SECRET)
    later()
    services.tell_unread()
    outbox.deliver_due()
    found = _notices(erin)
    assert {"email", "inapp"} <= set(found)
    for one in found.values():
        assert "director" not in one.subject + one.body
        assert "/conversations/" in one.link
    assert found["inapp"].subject in {"山蚁小组 wrote to you", "山蚁小组给您发来私信"}
    assert notify.unread_messages(erin).count() == 1
    read(erin, 1)
    assert notify.unread_messages(erin).count() == 0


def test_a_notice_that_comes_too_late_is_not_written(write, read, alice, erin, bob):
    write(alice)
    later()
    services.tell_unread()
    read(erin, 1)
    outbox.deliver_due()
    assert _notices(erin) == {}
    assert "inapp" in _notices(bob)
