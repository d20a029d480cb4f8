"""The work of dead workers goes back into the queue; a job that killed three of them does not."""

import logging
from datetime import timedelta

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ngo2.kernel.jobs.heartbeat import is_dead
from ngo2.kernel.jobs.models import Schedule, Worker

log = logging.getLogger("ngo2.jobs")
ATTEMPTS = 3
REST = timedelta(minutes=1)  # before a schedule that a worker died of runs again


class WorkerDied(Exception):
    """Stands in the task's row when it was given up."""


REASON = (
    f"The worker died {ATTEMPTS} times while it ran this job: perhaps the machine ran out of memory. "
    "Look into the log of that time, then start it again with `ngo2 jobs --retry ID`."
)


def take_over(asking: str) -> int:
    """Give back what dead workers held; returns how many jobs and schedules are ready again."""
    workers = {worker.pk: worker for worker in Worker.objects.all()}
    again = 0
    for task in DBTaskResult.objects.running().only("id", "started_at", "worker_ids", "task_path"):
        holder = task.worker_ids[-1] if task.worker_ids else ""
        if is_dead(workers.get(holder), asking):
            again += _give_back(task)
    for held in Schedule.objects.exclude(worker=""):
        if is_dead(workers.get(held.worker), asking):
            mine = Schedule.objects.filter(pk=held.pk, worker=held.worker, last_started=held.last_started)
            again += mine.update(worker="", due=timezone.now() + REST)
    for worker in workers.values():
        if is_dead(worker, asking):  # a row that has spoken since stays
            Worker.objects.filter(pk=worker.pk, seen_at=worker.seen_at).delete()
    return again


def _give_back(task: DBTaskResult) -> int:
    """One conditional UPDATE: `started_at` says that it is still the same attempt."""
    held = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
    if len(task.worker_ids) < ATTEMPTS:
        given = held.update(status=TaskResultStatus.READY, started_at=None)
        if given:
            log.warning("job %s (%s) taken over from a dead worker", task.pk, task.task_path)
        return given
    if held.update(
        status=TaskResultStatus.FAILED,
        finished_at=timezone.now(),
        exception_class_path=f"{WorkerDied.__module__}.{WorkerDied.__qualname__}",
        traceback=REASON,
    ):
        log.error("job %s (%s) given up: %s", task.pk, task.task_path, REASON)
    return 0
