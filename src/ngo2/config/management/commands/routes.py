import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ngo2.config import routes


class Command(BaseCommand):
    help = "List every route with its methods and its access rule."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="As JSON.")

    def handle(self, *args: Any, json: bool = False, **options: Any) -> None:
        if json:
            self.stdout.write(_dump(routes.as_json()))
            return
        for route in routes.routes():
            self.stdout.write(
                f"{route.access or 'CLOSED':10} {','.join(route.methods):14} {route.path}  {route.name}"
            )


def _dump(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, indent=1)
