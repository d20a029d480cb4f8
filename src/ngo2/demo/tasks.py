"""Parts of the demo for which nobody waits: the worker makes them once the first page is there."""

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from ngo2.demo import survey


@task
def ask_groups() -> None:
    survey.run()


def begin() -> bool:
    """Whether a job was left for the worker: not when all is there, or one waits already."""
    waiting = DBTaskResult.objects.filter(
        task_path=ask_groups.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )
    if survey.is_whole() or waiting.exists():
        return False
    ask_groups.enqueue()
    return True
