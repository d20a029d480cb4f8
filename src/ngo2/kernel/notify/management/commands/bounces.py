import sys
from typing import Any

from django.core.management.base import BaseCommand

from ngo2.kernel.notify.reports import failures
from ngo2.kernel.notify.services import take_report

LARGEST = 5_000_000  # bytes of one report that are read


class Command(BaseCommand):
    help = "Read one delivery report (RFC 3464) from standard input: for the alias of your mail server."

    def handle(self, *args: Any, **options: Any) -> None:
        found = failures(sys.stdin.buffer.read(LARGEST))
        taken = sum(take_report(one) for one in found)
        # Never an error: a mail server would answer one report with another.
        self.stdout.write(f"{len(found)} addresses failed, {taken} of them known and remembered.")
