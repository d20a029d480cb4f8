from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ngo2.kernel.opendata import queries, services
from ngo2.lib.actors import SYSTEM


class Command(BaseCommand):
    help = "Make this month's copies of the open lists, as far as they are missing; list and check them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--month", help="List the copies of one month (2026-11) instead; nothing is made."
        )
        parser.add_argument("--check", action="store_true", help="Compare every file with its checksum.")

    def handle(self, *args: Any, month: str | None, check: bool, **options: Any) -> None:
        if check:
            self._check()
            return
        made = services.make_snapshots(SYSTEM) if month in {None, services.this_month()} else []
        for one in queries.snapshots().filter(month=month or services.this_month()):
            state = "withdrawn" if one.withdrawn_at else "made now" if one in made else "is there"
            self.stdout.write(
                f"{one.dataset}/{one.file_name} {one.rows} rows, {one.bytes} bytes, {one.sha256} {state}"
            )
        if month and not queries.snapshots().filter(month=month).exists():
            raise CommandError(f"There is no copy of {month}. Only copies of this month can be made.")

    def _check(self) -> None:
        altered = services.altered()
        for one in altered:
            self.stderr.write(f"{one.dataset}/{one.file_name} is gone or was altered.")
        if altered:
            raise CommandError(
                f"{len(altered)} copies are not what they were: bring them back from a backup."
            )
        self.stdout.write("Every copy is what it was.")
