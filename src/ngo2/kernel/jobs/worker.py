"""The loop of a worker process: say that it lives, take over from the dead, run what is due."""

import logging
import os
import socket
import time

from django.db import Error, close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as LibraryWorker
from django_tasks_db.models import DBTaskResult

from ngo2.kernel.jobs import stop
from ngo2.kernel.jobs.heartbeat import Heartbeat
from ngo2.kernel.jobs.models import Schedule
from ngo2.kernel.jobs.schedule import Scheduled, schedule
from ngo2.kernel.jobs.takeover import take_over

log = logging.getLogger("ngo2.jobs")
PAUSE_SECONDS = 0.5
TAKE_OVER_SECONDS = 15.0
PATIENCE_SECONDS = 30.0  # before a tick that failed is tried again
MOST_PASSES = 10_000  # `--once` ends, whatever a tick says about having more to do
BACKEND = "default"


class Worker:
    def __init__(self) -> None:
        self.id = get_random_string(32)
        self._library = LibraryWorker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name=BACKEND,
            startup_delay=False,
            max_tasks=None,
            worker_id=self.id,
            excluded_queue_names=[],
        )
        self._resting: dict[str, float] = {}  # tick: monotonic second until which it is left alone
        self._took_over = float("-inf")

    def run(self, *, once: bool = False) -> None:
        """Until asked to stop; with `once`, until nothing is due any more."""
        log.info("worker %s on %s, process %d", self.id, socket.gethostname(), os.getpid())
        with Heartbeat(self.id, patient=not once):
            for _passes in range(MOST_PASSES) if once else iter(int, 1):
                if stop.asked() or (not self._pass_guarded() and (once or stop.wait(PAUSE_SECONDS))):
                    break
        log.info("worker %s stopped", self.id)

    def _pass_guarded(self) -> bool:
        close_old_connections()
        try:
            return self.pass_once()
        except Error:  # away or locked for long: work goes on when it is back
            log.exception("the database did not answer")
            connection.close()
            stop.wait(PAUSE_SECONDS)
            return False

    def pass_once(self) -> bool:
        """One round; returns whether anything was done."""
        did = False
        if time.monotonic() - self._took_over > TAKE_OVER_SECONDS:
            self._took_over = time.monotonic()
            did |= bool(take_over(self.id))
        now = timezone.now()
        later = set(Schedule.objects.filter(due__gt=now).values_list("name", flat=True))
        for one in schedule:
            if stop.asked():
                return did
            if one.name not in later:
                did |= self._tick(one) if one.ticks else self._run_if_due(one)
        return did or (not stop.asked() and self._run_task())

    def _tick(self, one: Scheduled) -> bool:
        if self._resting.get(one.name, 0) > time.monotonic():
            return False
        try:
            return bool(one.run())
        except Exception:  # one room's fault must not stop the others
            log.exception("%s failed; it is tried again in %d s", one.name, PATIENCE_SECONDS)
            self._resting[one.name] = time.monotonic() + PATIENCE_SECONDS
            return False

    def _run_if_due(self, one: Scheduled) -> bool:
        if not claim(one, self.id):
            return False
        row = Schedule.objects.filter(pk=one.name, worker=self.id)
        try:
            one.run()
        except Exception as error:
            log.exception("%s failed", one.name)
            wrong = f"{type(error).__name__}: {error}"[:500]
            row.update(last_finished=timezone.now(), last_error=wrong, worker="")
        else:
            row.update(last_finished=timezone.now(), last_error="", worker="")
        return True

    def _run_task(self) -> bool:
        task = claim_task(self.id)
        if task is None:
            return False
        self._library.run_task(task)
        return True


def claim(one: Scheduled, worker_id: str) -> bool:
    """Take a due schedule by one conditional UPDATE: of two workers one has it."""
    now = timezone.now()
    row = Schedule.objects.filter(pk=one.name).first()
    if row is None:
        row, _made = Schedule.objects.get_or_create(name=one.name, defaults={"due": one.first(now)})
    if row.due > now:
        return False
    mine = Schedule.objects.filter(pk=one.name, due=row.due, worker="")
    return bool(mine.update(due=one.after(now), last_started=now, worker=worker_id))


def claim_task(worker_id: str) -> DBTaskResult | None:
    """The next ready task, by one conditional UPDATE (the library's claim locks all of SQLite each time)."""
    for task in DBTaskResult.objects.ready().filter(backend_name=BACKEND)[:20]:
        attempt = [*task.worker_ids, worker_id]
        ready = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.READY)
        if ready.filter(worker_ids=task.worker_ids).update(
            status=TaskResultStatus.RUNNING, started_at=timezone.now(), worker_ids=attempt
        ):
            return DBTaskResult.objects.get(pk=task.pk)
    return None
