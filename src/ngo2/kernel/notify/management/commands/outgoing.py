from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from ngo2.kernel.notify import queries, services
from ngo2.lib.actors import SYSTEM


class Command(BaseCommand):
    help = "Outgoing messages: say how many wait (`status`), let all of them wait (`pause`) or go (`resume`)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["status", "pause", "resume"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        if action == "pause":
            services.pause(SYSTEM, why="command line")
        elif action == "resume":
            services.resume(SYSTEM)
        pause = queries.current_pause()
        if pause:
            since = f"{timezone.localtime(pause.since):%Y-%m-%d %H:%M}"
            self.stdout.write(
                f"Paused since {since}: nothing is sent. `ngo2 outgoing resume` lets messages go."
            )
        waiting, dead = queries.waiting_messages().count(), queries.dead_messages().count()
        self.stdout.write(f"{waiting} messages wait, {dead} could not be delivered.")
