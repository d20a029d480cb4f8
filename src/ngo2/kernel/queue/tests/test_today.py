import re
from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from ngo2.accounts.models import Person
from ngo2.kernel.jobs.models import Schedule, Worker
from ngo2.kernel.jobs.tests import work
from ngo2.kernel.journal.models import Delivery, Entry
from ngo2.kernel.notify.models import Message
from ngo2.kernel.queue import queries, services
from ngo2.kernel.queue.kinds import Item, ItemKind, kinds, staff_only
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Denied, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def staff(client, dana, monkeypatch):
    monkeypatch.setattr(Person, "staff_obstacle", lambda self, request: "")
    client.force_login(dana)
    return client


def item(key, days=0, *, due=None, **fields):
    now = timezone.now()
    deadline = None if due is None else timezone.localdate() + timedelta(days=due)
    return Item(
        key, f"Title {key}", f"why {key}", now - timedelta(days=days), f"/{key}/", "Do it", deadline, **fields
    )


@pytest.fixture
def only(monkeypatch):
    """`only(items…)`: nothing else waits, and staff may decide it."""
    monkeypatch.setattr(kinds, "_items", {})

    def declare(*items, name="test", may=staff_only):
        kinds.add(ItemKind(name, f"{name}s", lambda person: items, may))

    return declare


def test_the_law_first_then_who_waits_longest_then_what_is_oldest(only, dana):
    only(
        item("fresh", 0),
        item("stale", 400, stale=True),
        item("staler", 500, stale=True),
        item("waiting", 5),
        item("late", 1, due=-3),
        item("tonight", 1, due=0),
    )
    only(item("soon", 9, due=2), item("one", 1), name="other")
    today = queries.today_of(dana)
    assert [(one.title, [(line.item.key, line.when) for line in one.lines]) for one in today.groups] == [
        (
            "Deadlines",
            [("late", "3 days late"), ("tonight", "until tonight"), ("soon", "2 days left")],
        ),
        (
            "People are waiting",
            [("waiting", "for 5 days"), ("one", "for 1 day"), ("fresh", "since today")],
        ),
        ("Growing old", [("staler", "16 months ago"), ("stale", "13 months ago")]),
    ]
    assert [(one.number, one.kind.label) for one in today.counts] == [(6, "tests"), (2, "others")]
    assert (today.total, today.minutes) == (8, 8)


def test_what_somebody_may_not_decide_is_not_even_asked_for(only, charlie):
    def secret(person):
        raise AssertionError("asked")

    kinds.add(ItemKind("secret", "secrets", secret, staff_only))
    only(item("mine"), name="mine", may=lambda person: True)
    assert [(one.number, one.kind.label) for one in queries.today_of(charlie).counts] == [(1, "mines")]


def test_a_long_group_is_cut_and_says_so(only, staff):
    only(*(item(str(n), n) for n in range(53)))
    page = staff.get(reverse("queue:today")).content.decode()
    assert page.count('class="row has-before item"') == 50
    assert "and 3 more" in page
    assert "53 things wait for you" in page
    assert page.count('class="button main"') == 1


def test_when_nothing_waits_it_says_so(only, staff):
    assert "Nothing waits for you" in staff.get(reverse("queue:today")).content.decode()


def test_today_wants_a_sign_in_and_the_second_step_of_staff(client, dana, charlie, only, monkeypatch):
    only(item("secret"))
    assert client.get(reverse("queue:today")).status_code == 302
    client.force_login(charlie)
    assert "Nothing waits for you" in client.get(reverse("queue:today")).content.decode()
    monkeypatch.setattr(Person, "staff_obstacle", lambda self, request: "/second-step/")
    client.force_login(dana)
    answer = client.get(reverse("queue:today"))
    assert (answer.status_code, answer["Location"]) == (302, "/second-step/")


def dead_letter(n):
    entry = Entry.objects.create(at=timezone.now(), verb="x", actor_kind="system")
    return Message.objects.create(
        entry=entry, type="t", channel="email", address="a@example.org", subject="s", body="b",
        dedupe=str(n), state="dead", error="550 no such user", due=timezone.now(), language="en",
    )  # fmt: skip


def shown(client):
    page = client.get(reverse("queue:today")).content.decode()
    return re.findall(r'<b dir="auto">([^<]+)</b>', page)


def test_what_fails_in_the_house_waits_for_staff(staff, charlie, client):
    assert shown(staff) == []
    dead_letter(1)
    dead_letter(2)
    entry = Entry.objects.first()
    Delivery.objects.create(entry=entry, handler="h", state="dead", due=timezone.now(), error="boom")
    work.wrong.enqueue()
    DBTaskResult.objects.update(status="FAILED", finished_at=timezone.now(), traceback="a\nValueError: 7")
    assert shown(staff) == [
        "2 messages could not be delivered",
        "1 step inside the house failed",
        "1 job failed",
    ]
    client.force_login(charlie)
    assert shown(client) == []


def test_a_silent_worker_is_noticed_only_while_work_waits(staff):
    assert shown(staff) == []
    letter = dead_letter(1)
    Message.objects.update(state="waiting", due=timezone.now() - timedelta(minutes=11))
    assert shown(staff) == ["No worker runs, so no message goes out"]
    worker = Worker.objects.create(id="w", host="h", pid=1, seen_at=timezone.now())
    assert shown(staff) == []
    worker.delete()
    Message.objects.filter(pk=letter.pk).update(due=timezone.now())
    assert shown(staff) == []


def failed_job():
    work.wrong.enqueue()
    DBTaskResult.objects.update(status="FAILED", finished_at=timezone.now(), traceback="a\nValueError: 7")
    return DBTaskResult.objects.get()


def test_staff_see_jobs_and_start_one_again(staff, dana):
    page = staff.get(reverse("queue:jobs")).content.decode()
    assert "No worker runs" in page
    assert "None. Everything that was to be done was done." in page
    job = failed_job()
    Worker.objects.create(id="w", host="here", pid=77, seen_at=timezone.now())
    Schedule.objects.create(
        name="nightly", due=timezone.now(), last_finished=timezone.now(), last_error="disk full"
    )
    page = staff.get(reverse("queue:jobs")).content.decode()
    for words in ("process 77 on here", "disk full", "ValueError: 7"):
        assert words in page
    assert staff.post(reverse("queue:start_again", args=[job.pk])).status_code == 302
    job.refresh_from_db()
    assert job.status == "READY"
    assert Entry.objects.get(verb="queue.job.started_again").data == {"job": str(job.pk)}
    with pytest.raises(Refused):
        services.start_job_again(person_actor(dana), job=job.pk)


def test_charlie_may_not(client, charlie):
    job = failed_job()
    with pytest.raises(Denied):
        services.start_job_again(person_actor(charlie), job=job.pk)
    client.force_login(charlie)
    assert client.get(reverse("queue:jobs")).status_code == 403
    assert client.post(reverse("queue:start_again", args=[job.pk])).status_code == 403
    job.refresh_from_db()
    assert job.status == "FAILED"


def test_today_costs_as_much_with_three_as_with_one(staff, django_assert_num_queries):
    from django.db import connection

    dead_letter(1)
    staff.get(reverse("queue:today"))
    with CaptureQueriesContext(connection) as one:
        staff.get(reverse("queue:today"))
    dead_letter(2)
    dead_letter(3)
    with django_assert_num_queries(len(one)):
        staff.get(reverse("queue:today"))


def test_of_a_kind_that_answers_one_after_the_other_mine_and_later_are_told_too(monkeypatch, dana):
    monkeypatch.setattr(kinds, "_items", {})
    kinds.add(ItemKind("test", "tests", lambda person: (item(one, 2) for one in "ab"), staff_only))
    services.assign(person_actor(dana), "test", "b", to=dana, seen=None)
    services.put_off(person_actor(dana), "test", "a", until=timezone.localdate() + timedelta(days=3))
    today = queries.today_of(dana, queries.Wanted(mine=True))
    assert (today.mine, today.later, [one.item.key for one in today.lines]) == (1, 1, ["b"])
