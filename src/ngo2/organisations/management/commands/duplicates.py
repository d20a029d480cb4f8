"""`ngo2 duplicates`: compare what waits; `--all` writes every key anew first. Stop it anywhere and start it again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from ngo2.lib.db import give_room
from ngo2.organisations import duplicates
from ngo2.organisations.models import Likeness, LikenessKey, Organisation
from ngo2.organisations.services.likenesses import find_waiting, keep_keys_of_all, keep_missing_keys
from ngo2.organisations.services.likenesses.workers import Workers, cores

_WORTH_PROCESSES = 5_000  # records: below, starting them takes longer than the work


class Command(BaseCommand):
    help = "Find records that may be one. Goes on where it was stopped; memory stays the same however many there are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="Compare every record again, after an upgrade of the matcher."
        )
        parser.add_argument(
            "--from",
            type=int,
            default=0,
            dest="start",
            metavar="ID",
            help="With --all: go on at this record.",
        )

        parser.add_argument(
            "--processes",
            type=int,
            default=cores(),
            metavar="N",
            help="How many compute at once; without it, one for each core.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        quiet, at = options["verbosity"] == 0, options["start"]
        few = Organisation.objects.count() < _WORTH_PROCESSES
        give_room()
        try:
            with Workers(1 if few else max(1, options["processes"])) as workers:
                if options["all"]:
                    left = Organisation.objects.filter(pk__gte=at)
                    with _bar(left.count(), _("keys"), quiet) as bar:
                        keep_keys_of_all(bar.update, start=at, workers=workers)
                else:
                    keep_missing_keys()
                waiting = LikenessKey.objects.filter(key=duplicates.WAITS).count()
                with _bar(waiting, _("compared"), quiet) as bar:
                    find_waiting(bar.update, workers)
        except KeyboardInterrupt:
            self.stderr.write(_("Stopped. What is done is kept; to go on: ngo2 duplicates"))
            raise
        pairs = Likeness.objects.filter(state=Likeness.OPEN).count()
        self.stdout.write(_("Pairs that wait for a decision: %(n)s") % {"n": pairs})


def _bar(total: int, word: str, quiet: bool) -> Any:
    return tqdm(total=total, unit=" records", desc=word, disable=quiet, leave=False)
