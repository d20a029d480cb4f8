"""Which backups there are, how old the newest is, how large the database."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from ngo2.kernel.journal.models import Entry

TOO_OLD = timedelta(hours=26)
_NAME = re.compile(r"ngo2-(\d{8}T\d{6})Z(?:-\d+)?\.backup")


@dataclass(frozen=True)
class Kept:
    """One backup file. Its time stands in its name: copying it elsewhere does not make it younger."""

    path: Path
    made_at: datetime

    @property
    def proof(self) -> Path:
        """Written when the file was restored into a temporary database."""
        return self.path.with_suffix(".verified")


def file_name(made_at: datetime, count: int = 1) -> str:
    return f"ngo2-{made_at.astimezone(UTC):%Y%m%dT%H%M%S}Z{f'-{count}' if count > 1 else ''}.backup"


def backups(folder: Path | None = None) -> list[Kept]:
    """Newest first."""
    folder = folder or settings.NGO2_BACKUP_DIR
    found = [(path, _NAME.fullmatch(path.name)) for path in folder.glob("ngo2-*.backup")]
    kept = [
        Kept(path, datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC))
        for path, match in found
        if match
    ]
    return sorted(kept, key=lambda one: (one.made_at, one.path.name), reverse=True)


@dataclass(frozen=True)
class Overdue:
    """The newest backup is too old, or there is none though the site is that old."""

    newest: Kept | None
    since: datetime


def overdue() -> Overdue | None:
    newest = next(iter(backups()), None)
    since = newest.made_at if newest else Entry.objects.order_by("id").values_list("at", flat=True).first()
    if since is None or timezone.now() - since <= TOO_OLD:
        return None
    return Overdue(newest, since)


def database_bytes() -> int:
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        return path.stat().st_size if path.exists() else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
