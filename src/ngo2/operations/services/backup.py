"""Make a backup, keep the right ones, and believe none that was not restored once."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2 import __version__
from ngo2.kernel.journal import services as journal
from ngo2.kernel.journal.models import Entry
from ngo2.lib import env
from ngo2.lib.actors import SYSTEM
from ngo2.operations import archive, dumping, queries, remote, retention, vault
from ngo2.operations.archive import Manifest
from ngo2.operations.failures import Failed, NoRoom
from ngo2.operations.queries import Kept

SPARE = 100_000_000  # bytes that a backup leaves free
LATE = "operations.backup.late"


@dataclass(frozen=True)
class Made:
    path: Path
    manifest: Manifest
    bytes: int
    seconds: float
    new_key: bool


def make_backup(folder: Path | None = None, *, with_secrets: bool = False) -> Made:
    """One encrypted file with database, media and settings, written beside and renamed when it is whole."""
    began = timezone.now()
    folder = folder or settings.NGO2_BACKUP_DIR
    with _said(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _must_fit(folder)
    new_key = vault.make_key(settings.NGO2_BACKUP_KEY_FILE)
    master = vault.read_key(settings.NGO2_BACKUP_KEY_FILE)
    with _said(folder), tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as scratch:
        database, fingerprint = dumping.dump(Path(scratch))
        made_at = began.astimezone(UTC).replace(microsecond=0)
        manifest = Manifest(
            made_at=made_at.isoformat(),
            product=__version__,
            vendor=connection.vendor,
            database=database.name,
            fingerprint=fingerprint,
            secrets=with_secrets,
        )
        whole = Path(scratch) / "backup"
        _write(whole, master, manifest, database, with_secrets)
        path = _free_name(folder, made_at)
        whole.rename(path)
    return Made(path, manifest, path.stat().st_size, (timezone.now() - began).total_seconds(), new_key)


def _write(whole: Path, master: bytes, manifest: Manifest, database: Path, with_secrets: bool) -> None:
    handle = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        with archive.writing(file, master) as out:
            out.add_bytes(archive.MANIFEST, manifest.to_json())
            out.add_file(database.name, database)
            for name, path in _media():
                out.add_file(archive.MEDIA + name, path)
            out.add_bytes(archive.SETTINGS, json.dumps(_settings(secret=False)).encode())
            if with_secrets:
                out.add_bytes(archive.SECRETS, json.dumps(_secrets()).encode())
        file.flush()
        os.fsync(file.fileno())


def _media() -> Iterator[tuple[str, Path]]:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")) if root.is_dir() else []:
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(root).as_posix(), path


def _settings(*, secret: bool) -> dict[str, str]:
    """What the environment sets, by name."""
    return {
        name: os.environ[name]
        for name, one in env.declared.items()
        if name in os.environ and one.secret is secret
    }


def _secrets() -> dict[str, str]:
    """The signing key opens second steps and sessions of the restored site."""
    return {**_settings(secret=True), "NGO2_SECRET_KEY": settings.SECRET_KEY}


def _free_name(folder: Path, made_at: datetime) -> Path:
    path = folder / queries.file_name(made_at)
    count = 1
    while path.exists():
        count += 1
        path = folder / queries.file_name(made_at, count)
    return path


def _must_fit(folder: Path) -> None:
    """A copy of the database, then the file with it and the media: packed it is smaller, but who knows."""
    needed = 2 * queries.database_bytes() + sum(path.stat().st_size for _name, path in _media())
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        raise NoRoom(
            _(
                "A backup needs up to %(needed)d MB in %(folder)s and %(free)d MB are free. "
                "Make room, or choose --to DIR."
            )
            % {"needed": (needed + SPARE) // 10**6, "free": free // 10**6, "folder": folder}
        )


@contextmanager
def _said(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Failed(
            _(
                "The backup could not be written to %(folder)s: %(why)s. Nothing was "
                "changed; choose another place with --to DIR."
            )
            % {"folder": folder, "why": error.strerror or error}
        ) from error


def forget_old(folder: Path | None = None) -> list[Kept]:
    """Remove what neither the last days, weeks nor months need; returns what went."""
    found = queries.backups(folder)
    keep = retention.kept(one.made_at for one in found)
    gone = [one for one in found if one.made_at not in keep]
    for one in gone:
        one.path.unlink(missing_ok=True)
        one.proof.unlink(missing_ok=True)
    return gone


def nightly() -> None:
    """The schedule's: a backup, and old ones go only when the new one is there, and its copy where one is wanted."""
    made = make_backup()
    if settings.NGO2_BACKUP_COPY:
        remote.send(made.path, settings.NGO2_BACKUP_COPY)
    forget_old()


def watch() -> None:
    """The schedule's: the team hears once of each backup that nothing newer followed for a day."""
    found = queries.overdue()
    if found is None:
        return
    newest = found.newest.path.name if found.newest else ""
    told = Entry.objects.filter(verb=LATE, at__gte=found.since)
    if newest not in told.values_list("data__newest", flat=True):
        journal.record(SYSTEM, LATE, data={"newest": newest})


def note_proof(one: Kept, verify: Callable[[Path], str]) -> str:
    """Restore it into a temporary database; what came of it stands beside the file."""
    said = verify(one.path)
    one.proof.write_text(f"{timezone.now().isoformat()} {said}\n", encoding="utf-8")
    return said
