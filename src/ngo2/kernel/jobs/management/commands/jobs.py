from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ngo2.kernel.jobs import queries, services
from ngo2.kernel.jobs.models import Schedule
from ngo2.kernel.jobs.schedule import Scheduled, schedule
from ngo2.kernel.ui.ages import age
from ngo2.lib.refusals import Refused


class Command(BaseCommand):
    help = "What is scheduled, which jobs are stuck or failed. `--retry ID` starts a failed one again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry", metavar="ID", help="start this failed job again")

    def handle(self, *args: Any, retry: str | None, **options: Any) -> None:
        if retry:
            self._retry(retry)
            return
        alive = list(queries.workers_alive())
        for worker in alive:
            self.stdout.write(f"Worker alive: process {worker.pid} on {worker.host}.")
        if not alive:
            self.stdout.write(
                "No worker is alive: start `ngo2 worker`, or let cron run `ngo2 worker --once`."
            )
        rows = Schedule.objects.in_bulk()
        for one in schedule:
            self.stdout.write(f"{one.name}: {_when(one, rows.get(one.name))} {one.help}")
        self._tasks()

    def _retry(self, task_id: str) -> None:
        try:
            services.start_again(task_id)
        except (Refused, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("It will be run again by the next free worker.")

    def _tasks(self) -> None:
        for task in queries.stuck_tasks():
            self.stdout.write(f"Stuck: {task.task_name} waits since {_hour(task.enqueued_at)} ({task.pk}).")
        for task in queries.failed_tasks():
            last = task.traceback.strip().rpartition("\n")[2]
            self.stdout.write(f"Failed: {task.task_name} at {_hour(task.finished_at)}: {last} ({task.pk})")


def _when(one: Scheduled, row: Schedule | None) -> str:
    if one.ticks:
        return "always."
    if row is None:
        return "not run yet."
    ran = "not run yet"
    if row.last_finished:
        ran = f"last run {_hour(row.last_finished)} ({age(row.last_finished)})"
    wrong = f", FAILED: {row.last_error}" if row.last_error else ""
    return f"{ran}{wrong}, next {_hour(row.due)}."


def _hour(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "-"
