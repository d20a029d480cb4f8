"""Put a backup in place. Until the last step, which is one rename, everything stays as it was."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext as _

from ngo2.operations import archive, databases, loading, queries, unpacking
from ngo2.operations.archive import Manifest
from ngo2.operations.failures import Failed
from ngo2.operations.fingerprints import Fingerprint
from ngo2.operations.services.backup import Made, make_backup, note_proof
from ngo2.operations.unpacking import Unpacked, unpacked

Say = Callable[[str], None]


@dataclass(frozen=True)
class Restored:
    """`before` as the manifest says, `after` as found in the new database before migrations: they are equal."""

    manifest: Manifest
    before: Fingerprint
    after: Fingerprint
    files: int
    saved: Made | None
    old_database: str
    settings_differ: dict[str, str]


def restore(
    path: Path,
    *,
    key: Path | None = None,
    replace: bool = False,
    save_first: bool = True,
    pause: bool = True,
    say: Say = lambda text: None,
) -> Restored:
    """Refuses a target that holds data unless `replace`, which first makes a backup of it.

    `save_first` and `pause` are off for an upgrade that goes back to what it saved a minute ago.
    """
    config = connection.settings_dict
    if not replace:
        databases.must_be_empty(
            connection,
            _(
                "There is data here already. To put the backup in its place, add --replace: "
                "what is here is saved first."
            ),
        )
    with unpacked(path, key or settings.NGO2_BACKUP_KEY_FILE) as inside:
        say(_("The backup of %(when)s is whole. Loading it …") % {"when": inside.manifest.made_at})
        held = not databases.is_empty(connection)
        _close()
        must_be_stopped(config)
        saved = make_backup() if held and save_first else None
        _close()
        new, after = loading.loaded(config, inside)
        try:
            if pause:
                _brought_up(databases.url_of({**config, "NAME": new}), after)
            _place_media(inside)
            old = loading.swap(config, new)
        except BaseException:
            loading.remove(config, new)
            raise
        _forget_other_media(inside)
        _keep_secrets(inside.secrets)
        return Restored(
            inside.manifest,
            inside.manifest.fingerprint,
            after,
            len(inside.media),
            saved,
            old,
            _differing(inside),
        )


def _brought_up(url: str, found: Fingerprint) -> None:
    """To this version, and with outgoing mail paused: what was sent since must not be sent again."""
    if unpacking.known_migrations() - set(found.migrations):
        databases.migrated(url)
    run = databases.ngo2(url, "outgoing", "pause", "--skip-checks")
    if run.returncode:
        raise Failed(_("Outgoing messages could not be paused: %(why)s") % {"why": run.stderr.strip()[-300:]})


def must_be_stopped(config: dict[str, Any]) -> None:
    if "sqlite3" not in config["ENGINE"]:
        if databases.others_connected(config):
            raise databases.still_running()
    elif Path(config["NAME"]).exists():
        databases.stopped(Path(config["NAME"]))


def _place_media(inside: Unpacked) -> None:
    """Before the database: its rows must never name a file that is not there. Files have names of their own."""
    root = Path(settings.MEDIA_ROOT)
    for name in inside.media:
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(inside.folder / archive.MEDIA / name, target)


def _forget_other_media(inside: Unpacked) -> None:
    """What the restored database does not know is in the backup that was made before."""
    root, known = Path(settings.MEDIA_ROOT), set(inside.media)
    for path in sorted(root.rglob("*")) if root.is_dir() else []:
        if path.is_file() and path.relative_to(root).as_posix() not in known:
            path.unlink()


def _keep_secrets(secrets: dict[str, str]) -> None:
    """The signing key of the backup becomes the one in the data folder; the environment stays the operator's."""
    if key := secrets.get("NGO2_SECRET_KEY"):
        path = settings.DATA_DIR / "secret_key"
        fresh = path.with_suffix(".restored")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(key)
        os.replace(fresh, path)


def _differing(inside: Unpacked) -> dict[str, str]:
    """Settings that the backup had and this machine has not, or has otherwise."""
    places = {"NGO2_DATA_DIR", "NGO2_BACKUP_DIR", "NGO2_BACKUP_KEY_FILE", "NGO2_STATIC_DIR", "PORT"}
    return {
        name: value
        for name, value in inside.settings.items()
        if name not in places and os.environ.get(name) != value
    }


def _close() -> None:
    connections.close_all()


def verify(path: Path, key: Path | None = None) -> str:
    """Restore into a temporary database, compare, and throw it away; returns its fingerprint."""
    with unpacked(path, key or settings.NGO2_BACKUP_KEY_FILE) as inside:
        config = dict(connection.settings_dict)
        if "sqlite3" in config["ENGINE"]:
            config["NAME"] = str(inside.folder / "verify.sqlite3")
        new, after = loading.loaded(config, inside)
        loading.remove(config, new)
        return after.digest


def weekly() -> None:
    """The schedule's: the newest backup proves itself. A failure stands in the list of jobs and in the doctor's."""
    newest = next(iter(queries.backups()), None)
    if newest is not None:
        note_proof(newest, verify)
