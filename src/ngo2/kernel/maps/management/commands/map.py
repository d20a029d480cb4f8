from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from ngo2.kernel.maps.layers import layers
from ngo2.kernel.maps.services import rebuild_steps


class Command(BaseCommand):
    help = "Make the map anew: `ngo2 map rebuild`. The old one is shown meanwhile; begun again, it goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["rebuild"])
        parser.add_argument("--layer", choices=[layer.name for layer in layers], help="Only this layer.")

    def handle(self, *args: Any, layer: str | None, **options: Any) -> None:
        for one in layers:
            if layer in (None, one.name):
                with tqdm(desc=one.name, unit="", disable=options["verbosity"] == 0) as bar:
                    for done, known in rebuild_steps(one):
                        bar.total = known or None
                        bar.n = done
                        bar.refresh()
                self.stdout.write(f"{one.name}: the new map is shown.")
