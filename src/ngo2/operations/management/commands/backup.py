from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from ngo2.operations import remote, services
from ngo2.operations.commanding import in_words


class Command(BaseCommand):
    help = "Save database, files and settings in one encrypted file. Made every night by the worker too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to",
            default="",
            help="Folder to write to, else NGO2_BACKUP_DIR; or s3://bucket/prefix to copy it to.",
        )
        parser.add_argument(
            "--with-secrets", action="store_true", help="Put signing key and passwords in too."
        )
        parser.add_argument(
            "--verify", action="store_true", help="Restore it into a temporary database at once."
        )

    def handle(self, *args: Any, to: str, with_secrets: bool, verify: bool, **options: Any) -> None:
        with in_words():
            folder = Path(to) if to and not remote.is_remote(to) else None
            made = services.make_backup(folder, with_secrets=with_secrets)
            if made.new_key:
                self.stdout.write(
                    _(
                        "A new key was made: %(key)s. Copy it to a place outside this "
                        "machine now: without it no backup can be read."
                    )
                    % {"key": settings.NGO2_BACKUP_KEY_FILE}
                )
            found = made.manifest.fingerprint
            self.stdout.write(
                _("%(rows)d rows in %(tables)d tables, journal %(seals)d entries, hash %(hash)s")
                % {
                    "rows": found.total,
                    "tables": len(found.rows),
                    "seals": found.seals,
                    "hash": found.digest[:16],
                }
            )
            self.stdout.write(
                _("Saved: %(path)s (%(mb).1f MB, %(seconds).1f s)")
                % {"path": made.path, "mb": made.bytes / 1e6, "seconds": made.seconds}
            )
            if remote.is_remote(to):
                self.stdout.write(_("Copied: %(address)s") % {"address": remote.send(made.path, to)})
            if verify:
                services.verify(made.path)
                self.stdout.write(_("Restored into a temporary database: everything is equal."))
