import threading
from datetime import datetime, time, timedelta
from unittest import mock

import pytest
from django.utils import timezone

from ngo2.kernel.jobs.models import Schedule
from ngo2.kernel.jobs.schedule import DAILY, EVERY_TICK, Scheduled
from ngo2.kernel.jobs.worker import Worker, claim
from ngo2.lib.registry import Registry
from ngo2.lib.tests.racing import winners

HOUR = timedelta(hours=1)


def at(hour, minute=0, day=5):
    return datetime(2026, 3, day, hour, minute, tzinfo=timezone.get_current_timezone())


@pytest.mark.parametrize(
    ("now", "due"),
    [(at(2), at(3, 30)), (at(3, 30), at(3, 30, 6)), (at(23), at(3, 30, 6))],
)
def test_a_daily_one_runs_at_its_hour_of_the_local_day(now, due):
    nightly = Scheduled("n", lambda: None, DAILY, at=time(3, 30))
    assert nightly.first(now) == due
    assert nightly.after(now) == due


def test_one_without_an_hour_runs_at_once_and_then_after_its_period():
    hourly = Scheduled("h", lambda: None, HOUR)
    assert (hourly.first(at(2)), hourly.after(at(2))) == (at(2), at(3))


@pytest.mark.django_db
def test_a_due_schedule_runs_once_and_again_after_its_period(plan):
    ran = []
    plan.add(Scheduled("hourly", lambda: ran.append(1), HOUR))
    worker = Worker()
    assert worker.pass_once()
    assert not worker.pass_once()
    assert len(ran) == 1
    row = Schedule.objects.get()
    assert (row.name, row.last_error, row.worker) == ("hourly", "", "")
    assert row.last_started <= row.last_finished < row.due
    with mock.patch("django.utils.timezone.now", return_value=timezone.now() + HOUR):
        assert worker.pass_once()
    assert len(ran) == 2


@pytest.mark.django_db
def test_a_schedule_that_fails_says_why_and_does_not_stop_the_others(plan):
    ran = []
    plan.add(
        Scheduled("a.broken", lambda: 1 // 0, HOUR),
        Scheduled("b.tick", lambda: 1 // 0, EVERY_TICK),
        Scheduled("c.fine", lambda: ran.append(1), HOUR),
    )
    assert Worker().pass_once()
    assert ran == [1]
    broken = Schedule.objects.get(name="a.broken")
    assert broken.last_error.startswith("ZeroDivisionError: ")
    assert broken.last_finished is not None
    assert not Schedule.objects.filter(name="b.tick").exists()


@pytest.mark.django_db
def test_a_tick_that_fails_rests_and_is_tried_again(plan, monkeypatch):
    tries = []

    def tick():
        tries.append(1)
        raise OSError("away")

    plan.add(Scheduled("tick", tick, EVERY_TICK))
    worker = Worker()
    worker.pass_once()
    worker.pass_once()
    assert len(tries) == 1
    worker._resting["tick"] = 0
    worker.pass_once()
    assert len(tries) == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_fires_a_schedule():
    hourly = Scheduled("hourly", lambda: None, HOUR)
    Schedule.objects.create(name="hourly", due=timezone.now())
    assert winners(lambda: claim(hourly, threading.current_thread().name[:32])) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_fires_a_schedule_never_seen_before():
    hourly = Scheduled("hourly", lambda: None, HOUR)
    assert winners(lambda: claim(hourly, threading.current_thread().name[:32])) == 1


@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_twin_with_read_then_write_fires_more_than_once():
    Schedule.objects.create(name="hourly", due=timezone.now())
    barrier = threading.Barrier(8)

    def careless():
        row = Schedule.objects.get(name="hourly")
        barrier.wait()
        if row.due > timezone.now():
            return False
        row.due = timezone.now() + HOUR
        row.save()
        return True

    assert winners(careless) > 1


def test_two_schedules_of_one_name_are_an_error():
    plan = Registry("schedule")
    plan.add(Scheduled("a", lambda: None, HOUR))
    with pytest.raises(ValueError, match="two schedule are named 'a'"):
        plan.add(Scheduled("a", lambda: None, HOUR))
