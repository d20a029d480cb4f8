"""What is scheduled, what waits too long, what failed."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ngo2.kernel.jobs.heartbeat import SILENT
from ngo2.kernel.jobs.models import Schedule, Worker

LATE = timedelta(minutes=10)  # a job that waits longer says that no worker runs, or too few


def workers_alive() -> QuerySet[Worker]:
    return Worker.objects.filter(seen_at__gte=timezone.now() - SILENT).order_by("host", "pid")


def failed_tasks() -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.failed().order_by("-finished_at")


def stuck_tasks() -> QuerySet[DBTaskResult]:
    """Ready for longer than LATE."""
    late = timezone.now() - LATE
    return (
        DBTaskResult.objects.ready()
        .exclude(run_after__gt=late, run_after__lt=timezone.now())
        .filter(enqueued_at__lt=late)
    )


def late_schedules() -> QuerySet[Schedule]:
    return Schedule.objects.filter(due__lt=timezone.now() - LATE)


def failed_schedules() -> QuerySet[Schedule]:
    return Schedule.objects.exclude(last_error="")
