import os
import signal
import socket
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ngo2.kernel.jobs import heartbeat, services, stop
from ngo2.kernel.jobs.models import Schedule, Worker
from ngo2.kernel.jobs.schedule import EVERY_TICK, Scheduled, schedule
from ngo2.kernel.jobs.takeover import ATTEMPTS, REASON, take_over
from ngo2.kernel.jobs.tests import work
from ngo2.kernel.jobs.tests.processes import environment, eventually, running
from ngo2.kernel.jobs.worker import claim_task
from ngo2.lib.refusals import Refused
from ngo2.lib.tests.racing import winners

GONE = 4_194_303  # the highest process number of Linux plus nothing: never running here


def statuses():
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))


def has_started(folder):
    path = folder / "started"
    return path.exists() and path.read_text() == "started\n"


def a_worker(name, *, host=None, pid=GONE, silent=0):
    seen = timezone.now() - timedelta(seconds=silent)
    return Worker.objects.create(id=name, host=host or socket.gethostname(), pid=pid, seen_at=seen)


def held_by(*workers):
    task = DBTaskResult.objects.get(pk=work.right.enqueue(1).id)
    for name in workers:
        task.claim(name)
    return task


@pytest.mark.django_db(transaction=True)
def test_once_does_all_that_is_due_and_ends(plan):
    ticks = [True, True, False]
    plan.add(
        Scheduled("tick", lambda: ticks.pop(0) if ticks else False, EVERY_TICK),
        Scheduled("hourly", lambda: work.right.enqueue(2), timedelta(hours=1)),
    )
    first = work.right.enqueue(1)
    broken = work.wrong.enqueue()
    call_command("worker", once=True)
    assert ticks == []
    first.refresh()
    broken.refresh()
    assert first.return_value == 2
    assert broken.status == TaskResultStatus.FAILED
    assert "seven is not a colour" in broken.errors[0].traceback
    assert statuses() == ["SUCCESSFUL", "FAILED", "SUCCESSFUL"]
    assert not Worker.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("worker", "taken"),
    [
        ({}, 1),  # this machine, no such process
        ({"pid": 1}, 0),  # this machine, alive
        ({"pid": 1, "silent": 61}, 1),  # alive but silent: a number used again, or hanging
        ({"host": "elsewhere"}, 0),
        ({"host": "elsewhere", "silent": 59}, 0),
        ({"host": "elsewhere", "silent": 61}, 1),
        ({"pid": os.getpid()}, 1),  # our own process number, from before a restart in a container
    ],
)
def test_who_counts_as_dead(worker, taken):
    a_worker("other", **worker)
    held_by("other")
    assert take_over("me") == taken
    assert statuses() == ["READY" if taken else "RUNNING"]
    assert Worker.objects.exists() is not bool(taken)


@pytest.mark.django_db(transaction=True)
def test_a_worker_waits_for_a_database_that_does_not_answer_at_its_start(monkeypatch):
    told, beat = [], heartbeat.Heartbeat.beat

    def answers_the_third_time(self):
        told.append(self.worker_id)
        if len(told) < 3:
            raise OperationalError("the database system is starting up")
        beat(self)

    monkeypatch.setattr(heartbeat.Heartbeat, "beat", answers_the_third_time)
    monkeypatch.setattr(heartbeat, "PAUSE_SECONDS", 0.01)
    with heartbeat.Heartbeat("w", patient=True):
        assert Worker.objects.filter(pk="w").exists()
    told.clear()
    with pytest.raises(OperationalError), heartbeat.Heartbeat("w"):
        pass


@pytest.mark.django_db
def test_what_i_hold_myself_and_what_nobody_knows():
    a_worker("me", pid=os.getpid())
    held_by("me")
    held_by("a worker whose row is gone")
    assert take_over("me") == 1
    assert statuses() == ["RUNNING", "READY"]


@pytest.mark.django_db
def test_a_job_that_killed_three_workers_is_given_up_with_a_reason():
    task = held_by(*"abc")
    assert len(task.worker_ids) == ATTEMPTS
    assert take_over("me") == 0
    task.refresh_from_db()
    assert (task.status, task.traceback) == ("FAILED", REASON)
    assert task.task_result.errors[0].exception_class.__name__ == "WorkerDied"


@pytest.mark.django_db
def test_a_schedule_of_a_dead_worker_runs_again_soon():
    now = timezone.now()
    Schedule.objects.create(name="s", due=now + timedelta(days=1), last_started=now, worker="dead")
    assert take_over("me") == 1
    row = Schedule.objects.get()
    assert row.worker == ""
    assert row.due < now + timedelta(minutes=2)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_a_job_and_one_takes_it_over():
    work.right.enqueue(1)
    assert winners(lambda: claim_task("w")) == 1
    assert winners(lambda: take_over("me")) == 1
    assert statuses() == ["READY"]


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_worker_killed_in_its_middle_is_finished_by_another(tmp_path):
    result = work.slow_once.enqueue(str(tmp_path))
    env = environment(tmp_path)
    with running(env, "worker") as first:
        assert eventually(lambda: has_started(tmp_path))
        first.send_signal(signal.SIGKILL)
        first.wait()
    result.refresh()
    assert result.status == TaskResultStatus.RUNNING
    with running(env, "worker", "--once") as second:
        assert second.wait(timeout=60) == 0
    result.refresh()
    assert (result.status, result.return_value, result.attempts) == ("SUCCESSFUL", "finished", 2)
    assert (tmp_path / "started").read_text() == "started\nstarted\n"
    assert not Worker.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_asked_to_stop_finishes_its_job_and_leaves_the_next(tmp_path):
    first = work.short.enqueue(str(tmp_path))
    second = work.right.enqueue(1)
    with running(environment(tmp_path), "worker") as process:
        assert eventually(lambda: has_started(tmp_path))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    first.refresh()
    second.refresh()
    assert (first.status, second.status) == ("SUCCESSFUL", "READY")
    assert not Worker.objects.exists()


def test_a_second_signal_ends_the_process_at_once(monkeypatch):
    raised = []
    monkeypatch.setattr(signal, "signal", lambda number, handler: raised.append((number, handler)))
    monkeypatch.setattr(signal, "raise_signal", raised.append)
    stop.forget()
    stop.ask(signal.SIGTERM)
    assert stop.asked()
    assert raised == []
    stop.ask(signal.SIGTERM)
    stop.forget()
    assert raised == [(signal.SIGTERM, signal.SIG_DFL), signal.SIGTERM]


@pytest.mark.django_db
def test_the_list_says_in_words_what_is_wrong(plan):
    plan.add(Scheduled("hourly", lambda: None, timedelta(hours=1), "Does this."))
    plan.add(Scheduled("tick", lambda: None, EVERY_TICK, "Does that."))
    Schedule.objects.create(
        name="hourly", due=timezone.now(), last_finished=timezone.now(), last_error="OSError: disk full"
    )
    stuck = work.right.enqueue(1)
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=11))
    work.right.enqueue(2)
    failed = held_by(*"abc")
    take_over("me")
    out = StringIO()
    call_command("jobs", stdout=out)
    text = out.getvalue()
    assert "No worker is alive" in text
    assert "FAILED: OSError: disk full" in text
    assert "tick: always. Does that." in text
    assert next(line for line in text.splitlines() if line.startswith("Stuck")).endswith(f"({stuck.id}).")
    assert text.count("Stuck") == 1
    assert REASON in text
    call_command("jobs", retry=str(failed.pk), stdout=out)
    failed.refresh_from_db()
    assert (failed.status, failed.worker_ids) == ("READY", [])
    with pytest.raises(CommandError):
        call_command("jobs", retry=str(failed.pk), stdout=out)


@pytest.mark.django_db
def test_what_is_long_done_is_forgotten():
    done, failed, fresh, waiting = (held_by("a") for _ in range(4))
    services_now = timezone.now()
    rows = DBTaskResult.objects
    rows.filter(pk=done.pk).update(status="SUCCESSFUL", finished_at=services_now - timedelta(days=8))
    rows.filter(pk=failed.pk).update(status="FAILED", finished_at=services_now - timedelta(days=31))
    rows.filter(pk=fresh.pk).update(status="FAILED", finished_at=services_now - timedelta(days=8))
    Schedule.objects.create(name="gone.long.ago", due=services_now - timedelta(days=31))
    Schedule.objects.create(name=next(iter(schedule)).name, due=services_now - timedelta(days=31))
    assert services.forget_old() == 3
    assert set(rows.values_list("pk", flat=True)) == {fresh.pk, waiting.pk}
    with pytest.raises(Refused):
        services.start_again(waiting.pk)
