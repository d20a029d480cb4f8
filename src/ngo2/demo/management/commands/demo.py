from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from ngo2.demo.crowd import add_crowd
from ngo2.lib.refusals import Refused


class Command(BaseCommand):
    help = "Make as many located examples as a benchmark wants: `ngo2 demo --organisations 1000000`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisations", type=int, required=True, help="How many there shall be.")

    def handle(self, *args: Any, organisations: int, **options: Any) -> None:
        try:
            with tqdm(total=organisations, unit=" organisations", disable=options["verbosity"] == 0) as bar:
                added = add_crowd(organisations, bar.update)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(_("%(n)d added. Now make the map anew: ngo2 map rebuild") % {"n": added})
