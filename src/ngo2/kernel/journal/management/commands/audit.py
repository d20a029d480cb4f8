from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ngo2.kernel.journal import chain


class Command(BaseCommand):
    help = "Check that the journal is whole: `ngo2 audit verify`. Exit code 1 when anything was altered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["verify", "seal"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        if action == "seal":
            sealed = 0
            while more := chain.seal():
                sealed += more
            self.stdout.write(f"{sealed} entries sealed.")
            return
        report = chain.verify()
        for fault in report.faults:
            self.stderr.write(fault)
        tail = f", {len(report.unsealed)} waiting to be sealed" if report.unsealed else ""
        self.stdout.write(f"{report.sealed} entries sealed{tail}, {len(report.faults)} faults.")
        if report.faults:
            raise SystemExit(1)
