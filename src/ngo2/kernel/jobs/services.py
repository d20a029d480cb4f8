"""Start a failed job again, and forget what is long done."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ngo2.kernel.jobs.models import Schedule
from ngo2.kernel.jobs.schedule import schedule
from ngo2.lib.refusals import Refused


def start_again(task_id: UUID | str) -> None:
    """Put a failed task back into the queue. Raises Refused when it is not a failed one."""
    failed = DBTaskResult.objects.filter(pk=task_id, status=TaskResultStatus.FAILED)
    if not failed.update(
        status=TaskResultStatus.READY,
        started_at=None,
        finished_at=None,
        worker_ids=[],
        exception_class_path="",
        traceback="",
    ):
        raise Refused(_("This job has not failed, or is gone. Load the list again."))


def forget_old() -> int:
    """Successful tasks after a week, failed ones after a month, schedules that no manifest names any more."""
    now = timezone.now()
    done = Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - timedelta(days=7))
    failed = Q(status=TaskResultStatus.FAILED, finished_at__lt=now - timedelta(days=30))
    forgotten = DBTaskResult.objects.filter(done | failed).delete()[0]
    known = [one.name for one in schedule]
    undeclared = Schedule.objects.exclude(name__in=known).filter(due__lt=now - timedelta(days=30))
    return forgotten + undeclared.delete()[0]
