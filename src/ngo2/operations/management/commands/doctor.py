import json as _json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ngo2.operations import doctor
from ngo2.operations.doctor import handover as sheets


class Command(BaseCommand):
    help = "Is the site well? Each line says its state, why, and what to type. Exit code 1 when something is not."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="As JSON.")
        parser.add_argument("--handover", action="store_true", help="The sheet for whoever takes over.")

    def handle(self, *args: Any, json: bool, handover: bool, **options: Any) -> None:
        if handover:
            self.stdout.write("\n".join(sheets.sheet()))
            return
        lines = doctor.everything()
        if json:
            self.stdout.write(_json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1))
        else:
            for line in lines:
                self.stdout.write(f"{line.state:4} {line.name:12} {line.why}")
                if line.do:
                    self.stdout.write(f"{'':17} → {line.do}")
        if any(line.state == "bad" for line in lines):
            raise SystemExit(1)
