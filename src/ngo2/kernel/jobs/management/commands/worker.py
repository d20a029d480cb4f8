from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ngo2.kernel.jobs import stop
from ngo2.kernel.jobs.worker import Worker


class Command(BaseCommand):
    help = "Do what waits: jobs, schedules, messages. Runs until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="do everything that is due, then end (for cron)"
        )

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        stop.forget()
        stop.listen()
        Worker().run(once=once)
