import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from ngo2.operations import services
from ngo2.operations.commanding import in_words


class Command(BaseCommand):
    help = "Copy everything from SQLite into an empty PostgreSQL and compare: `ngo2 move-to-postgres URL`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", help="postgres://user:password@host:5432/name")

    def handle(self, *args: Any, url: str, **options: Any) -> None:
        with in_words(), tqdm(unit=_(" rows"), file=sys.stderr, disable=None) as bar:
            moved = services.move_to_postgres(url, bar.update)
        for word, found in ((_("old"), moved.source), (_("new"), moved.target)):
            self.stdout.write(
                _("%(word)s: %(rows)d rows in %(tables)d tables, hash %(hash)s")
                % {"word": word, "rows": found.total, "tables": len(found.rows), "hash": found.digest}
            )
        self.stdout.write(
            _(
                "Everything is equal. Now set DATABASE_URL to the new address where the site is "
                "started, and start it."
            )
        )
        self.stdout.write(_("The old file stays where it is: %(path)s") % {"path": moved.old})
