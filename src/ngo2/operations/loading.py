"""A dump in a new database beside ours, compared with its manifest; then one rename puts it in place."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ngo2.operations import copying, databases, dumping, fingerprints
from ngo2.operations.failures import Failed
from ngo2.operations.fingerprints import Fingerprint
from ngo2.operations.unpacking import Unpacked


def loaded(config: dict[str, Any], inside: Unpacked) -> tuple[str, Fingerprint]:
    """The dump in a new database beside ours; returns its name and what was found in it."""
    if "sqlite3" in config["ENGINE"]:
        new = f"{config['NAME']}.restoring"
        Path(new).unlink(missing_ok=True)
    else:
        new = databases.beside(config, "restoring")
    url = databases.url_of({**config, "NAME": new})
    try:
        _load(config, url, new, inside)
        with databases.opened(url) as fresh:
            after = fingerprints.fingerprint(fresh)
        wrong = inside.manifest.fingerprint.differences(after)
        if wrong:
            raise Failed(
                _(
                    "What was loaded is not what was saved (%(tables)s), so it is not used. "
                    "Take an older backup."
                )
                % {"tables": ", ".join(wrong[:5])}
            )
    except BaseException:
        remove(config, new)
        raise
    return new, after


def _load(config: dict[str, Any], url: str, new: str, inside: Unpacked) -> None:
    dump = inside.folder / inside.manifest.database
    to_sqlite, from_sqlite = "sqlite3" in config["ENGINE"], dump.name == dumping.SQLITE
    if to_sqlite and from_sqlite:
        shutil.move(dump, new)
    elif from_sqlite:
        databases.migrated(url)
        with databases.opened(f"sqlite:///{dump}") as source, databases.opened(url) as target:
            copying.copy(source, target)
    elif to_sqlite:
        raise Failed(
            _(
                "This backup holds a PostgreSQL database. Set DATABASE_URL to a PostgreSQL, "
                "then restore it there."
            )
        )
    else:
        _pg_restore({**config, "NAME": new}, dump)


def _pg_restore(config: dict[str, Any], dump: Path) -> None:
    with databases.administration(config) as server:
        program = databases.client_program("pg_restore", server.info.server_version)
    if program is None:
        raise Failed(
            _(
                "pg_restore is missing or older than the server. Install the client of the "
                "same version (Debian: apt install postgresql-client)."
            )
        )
    command = [
        program,
        "--dbname",
        config["NAME"],
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        str(dump),
    ]
    run = subprocess.run(  # noqa: S603 (our own words)
        command, env=databases.client_environment(config), capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise Failed(_("pg_restore stopped: %(why)s") % {"why": run.stderr.strip()[-300:]})


def swap(config: dict[str, Any], new: str) -> str:
    """The new database takes the name of the old one, at once or not at all; returns where the old one went."""
    if "sqlite3" in config["ENGINE"]:
        path = Path(config["NAME"])
        databases.stopped(Path(new))
        if path.exists():
            databases.stopped(path)
        os.replace(new, path)
        _synced(path.parent)
        return ""
    return databases.swapped(config, new)


def _synced(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(config: dict[str, Any], new: str) -> None:
    if "sqlite3" in config["ENGINE"]:
        for end in ("", "-wal", "-shm", "-journal"):
            Path(new + end).unlink(missing_ok=True)
    else:
        databases.dropped(config, new)
