"""A backup file on disk again, every sum compared, before anything is touched."""

import gzip
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from ngo2.operations import archive, queries, vault
from ngo2.operations.archive import Manifest
from ngo2.operations.failures import Failed, NewerBackup, NoRoom

SPARE = 100_000_000  # bytes that a restore leaves free


@dataclass(frozen=True)
class Unpacked:
    folder: Path
    manifest: Manifest
    sums: dict[str, str]
    settings: dict[str, str]
    secrets: dict[str, str]

    @property
    def media(self) -> list[str]:
        return [name.removeprefix(archive.MEDIA) for name in self.sums if name.startswith(archive.MEDIA)]


@contextmanager
def unpacked(path: Path, key: Path) -> Iterator[Unpacked]:
    """The whole backup on disk, every sum compared. The folder goes at the end."""
    _must_fit(path)
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.DATA_DIR) as scratch:
        yield _unpack(path, vault.read_key(key), Path(scratch))


def _unpack(path: Path, master: bytes, folder: Path) -> Unpacked:
    found: dict[str, str] = {}
    small: dict[str, Any] = {archive.SETTINGS: {}, archive.SECRETS: {}}
    manifest: Manifest | None = None
    try:
        with path.open("rb") as file, archive.reading(file, master) as members:
            for name, inner in members:
                reader = archive.Summing(inner)
                if name == archive.MANIFEST:
                    manifest = Manifest.from_json(_whole(reader, name, found))
                    _must_be_known(manifest)
                elif name in {archive.SETTINGS, archive.SECRETS, archive.SUMS}:
                    small[name] = json.loads(_whole(reader, name, found))
                else:
                    _lay_down(folder, name, reader)
                    found[name] = reader.hexdigest()
    except FileNotFoundError:
        raise Failed(
            _("There is no file %(path)s. Look for it with: ls %(folder)s")
            % {"path": path, "folder": settings.NGO2_BACKUP_DIR}
        ) from None
    except (gzip.BadGzipFile, tarfile.TarError, EOFError):
        raise vault.altered() from None
    found.pop(archive.SUMS, None)
    if manifest is None or small.get(archive.SUMS) != found:
        raise vault.altered()
    return Unpacked(folder, manifest, found, small[archive.SETTINGS], small[archive.SECRETS])


def _whole(reader: archive.Summing, name: str, found: dict[str, str]) -> bytes:
    data = reader.read()
    found[name] = reader.hexdigest()
    return data


def _lay_down(folder: Path, name: str, reader: archive.Summing) -> None:
    inside = PurePosixPath(name)
    if inside.is_absolute() or ".." in inside.parts:
        raise vault.altered()
    target = folder / inside
    target.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(reader, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())


def known_migrations() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def _must_be_known(manifest: Manifest) -> None:
    """Migrations that this version does not have were made by a later one."""
    unknown = sorted(set(manifest.fingerprint.migrations) - known_migrations())
    if manifest.format > archive.FORMAT or unknown:
        raise NewerBackup(
            _(
                "This backup was made by NGO 2.0 version %(theirs)s, which is newer than "
                "this one. Install that version, then restore with it."
            )
            % {"theirs": manifest.product}
        )


def _must_fit(path: Path) -> None:
    size = path.stat().st_size if path.exists() else 0
    free = shutil.disk_usage(settings.DATA_DIR).free
    needed = (
        6 * size + 2 * queries.database_bytes() + SPARE
    )  # unpacked, loaded, and the backup of what was there
    if free < needed:
        raise NoRoom(
            _(
                "Restoring needs up to %(needed)d MB in %(folder)s and %(free)d MB are "
                "free. Make room first; nothing was changed."
            )
            % {"needed": needed // 10**6, "free": free // 10**6, "folder": settings.DATA_DIR}
        )
