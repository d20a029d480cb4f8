from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from ngo2.operations import services
from ngo2.operations.commanding import in_words


class Command(BaseCommand):
    help = (
        "After installing a new version: save, change the database, try some pages; else put everything back."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", action="store_true", help="Only say what would be changed.")

    def handle(self, *args: Any, plan: bool, **options: Any) -> None:
        with in_words():
            if plan:
                for step in services.plan() or [_("Nothing is to be changed.")]:
                    self.stdout.write(step)
                return
            services.upgrade(self.stdout.write)
        self.stdout.write(_("The new version works. Start the site: ngo2 start"))
