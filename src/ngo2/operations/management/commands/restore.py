from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from ngo2.operations import remote, services
from ngo2.operations.commanding import in_words


class Command(BaseCommand):
    help = "Put a backup in place. Stop the site first. Outgoing messages are paused afterwards."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="The backup: a file, or s3://bucket/prefix/name.")
        parser.add_argument("--replace", action="store_true", help="Replace what is here; it is saved first.")
        parser.add_argument("--key", type=Path, help="The key of this backup; else NGO2_BACKUP_KEY_FILE.")
        parser.add_argument("--check", action="store_true", help="Only try it in a temporary database.")

    def handle(
        self, *args: Any, file: str, replace: bool, key: Path | None, check: bool, **options: Any
    ) -> None:
        with in_words(), TemporaryDirectory(prefix=".fetched-", dir=settings.DATA_DIR) as folder:
            path = remote.fetch(file, Path(folder)) if remote.is_remote(file) else Path(file)
            if check:
                services.verify(path, key)
                self.stdout.write(_("Restored into a temporary database: everything is equal."))
                return
            done = services.restore(path, key=key, replace=replace, say=self.stdout.write)
        if done.saved:
            self.stdout.write(_("What was here before is saved: %(path)s") % {"path": done.saved.path})
        if done.old_database:
            self.stdout.write(
                _("The database of before stays as %(name)s until you remove it: DROP DATABASE %(name)s;")
                % {"name": done.old_database}
            )
        for word, found in ((_("in the backup"), done.before), (_("restored"), done.after)):
            self.stdout.write(
                _("%(word)s: %(rows)d rows, journal %(seals)d entries, hash %(hash)s")
                % {"word": word, "rows": found.total, "seals": found.seals, "hash": found.digest}
            )
        self.stdout.write(_("%(n)d files are in place.") % {"n": done.files})
        if not done.manifest.secrets:
            self.stdout.write(
                _(
                    "The signing key is not in this backup. On a new machine copy the file "
                    "secret_key too: without it everybody signs in again, and second steps "
                    "must be set up anew."
                )
            )
        for name, value in done.settings_differ.items():
            self.stdout.write(
                _("Set otherwise when it was saved: %(name)s=%(value)s") % {"name": name, "value": value}
            )
        self.stdout.write(
            _(
                "Outgoing messages are paused, so that nobody gets them twice. When all is "
                "well: ngo2 outgoing resume"
            )
        )
