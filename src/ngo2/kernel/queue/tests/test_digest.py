"""Once a week one letter to whoever has something to decide."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from ngo2.kernel.jobs.models import Schedule
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify import services as letters
from ngo2.kernel.notify.models import Message
from ngo2.kernel.notify.types import types
from ngo2.kernel.queue import services
from ngo2.kernel.queue.kinds import kinds
from ngo2.kernel.queue.services import digest
from ngo2.kernel.queue.tests.kit import Desk, item
from ngo2.lib.actors import person_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch):
    monkeypatch.setattr(kinds, "_items", {})


@pytest.fixture
def reader(person):
    return person("Alice", email="alice@example.org", language="en")


def due():
    return list(Entry.objects.filter(verb="queue.digest").order_by("pk"))


def test_nothing_waits_nothing_is_written(reader):
    Desk(people=[reader])
    assert (services.send_digests(), due()) == (0, [])


def test_one_letter_a_week_to_each_with_what_waits(reader, dana, charlie, monkeypatch):
    Desk(item("1", 9), item("2", 1, due=3), people=[reader])
    Desk(item("3", 2), name="other", people=[reader, dana])
    assert services.send_digests() == 2
    assert services.send_digests() == 0
    assert [entry.object_id for entry in due()] == [str(reader.pk), str(dana.pk)]
    entry = next(one for one in due() if one.object_id == str(reader.pk))
    with translation.override("en"):
        words = types["queue.digest"].context(entry)
    assert words["things"] == "3 things wait for you"
    assert words["list"].splitlines() == [
        "· 2 tests",
        "· 1 others",
        "",
        "Next deadlines of the law:",
        "· Title 2 (3 days left)",
        "",
        "Waits longest: Title 1 (for 9 days)",
    ]
    monday = timezone.localdate() + timedelta(days=7)
    monkeypatch.setattr(digest.timezone, "localdate", lambda: monday)
    assert services.send_digests() == 2


def test_when_all_is_done_before_it_is_written_nobody_hears(reader):
    desk = Desk(item("1"), people=[reader])
    services.send_digests()
    desk.items.clear()
    assert types["queue.digest"].recipients(due()[0]) == []


def test_it_goes_out_by_mail_and_can_be_stopped(reader):
    Desk(item("1"), people=[reader])
    services.send_digests()
    letters.write_messages(due()[0])
    [message] = Message.objects.filter(type="queue.digest")
    assert (message.channel, message.subject) == ("email", "1 thing waits for you")
    assert "/en/today/" in message.link + message.body
    Message.objects.all().delete()
    letters.choose(person_actor(reader), wishes={("queue.digest", "email"): False})
    letters.write_messages(due()[0])
    assert Message.objects.count() == 0


@pytest.mark.parametrize(("days", "error", "sent"), [(0, "", 0), (7, "", 1), (0, "boom", 1)])
def test_a_round_that_was_finished_this_week_is_not_gone_again(reader, days, error, sent):
    Desk(item("1"), people=[reader])
    now = timezone.now()
    finished = now - timedelta(days=days)
    Schedule.objects.create(name="queue.digest", due=now, last_finished=finished, last_error=error)
    assert services.send_digests() == sent


def test_what_was_put_off_writes_no_letter(reader):
    Desk(item("1"), people=[reader])
    actor = person_actor(reader)
    services.put_off(actor, "test", "1", until=timezone.localdate() + timedelta(days=2))
    assert services.send_digests() == 0
    Desk(item("2"), name="other", people=[reader])
    assert services.send_digests() == 1
