"""The database as one file on disk, and its fingerprint at the same moment, while people go on writing."""

import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from django.utils.translation import gettext as _

from ngo2.operations import copying, databases, fingerprints
from ngo2.operations.failures import Failed
from ngo2.operations.fingerprints import Fingerprint

SQLITE, CUSTOM = "database.sqlite3", "database.pgdump"


def dump(folder: Path) -> tuple[Path, Fingerprint]:
    """Write the database into `folder`; returns the file, named after its kind.

    SQLite: its backup API (a copied file would miss what stands in the log). PostgreSQL: pg_dump on the same
    snapshot that is counted; without a fitting pg_dump, an SQLite file with all rows, which restores as well.
    """
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return _sqlite(config, folder)
    with databases.opened(
        databases.url_of(config), isolation_level=psycopg.IsolationLevel.REPEATABLE_READ
    ) as still:
        still.set_autocommit(False)
        program = databases.client_program("pg_dump", databases.server_version(still))
        try:
            if program is None:
                return _portable(still, folder)
            return _custom(still, config, program, folder)
        finally:
            still.rollback()


def _sqlite(config: dict[str, Any], folder: Path) -> tuple[Path, Fingerprint]:
    path = folder / SQLITE
    source = sqlite3.connect(config["NAME"], timeout=60)
    target = sqlite3.connect(path)
    try:
        source.backup(target)  # all pages in one step: nobody's commit makes it begin again
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        target.close()
        source.close()
    path.chmod(0o600)
    with databases.opened(f"sqlite:///{path}", init_command="PRAGMA query_only=ON") as copied:
        return path, fingerprints.fingerprint(copied)


def _custom(still: Any, config: dict[str, Any], program: str, folder: Path) -> tuple[Path, Fingerprint]:
    path = folder / CUSTOM
    with still.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
    command = [
        program,
        "--format=custom",
        "--compress=0",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
    ]
    run = subprocess.run(  # noqa: S603 (our own words)
        [*command, f"--file={path}"],
        env=databases.client_environment(config),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise Failed(_("pg_dump could not read the database: %(why)s") % {"why": run.stderr.strip()[-300:]})
    path.chmod(0o600)
    return path, fingerprints.fingerprint(still)


def _portable(still: Any, folder: Path) -> tuple[Path, Fingerprint]:
    path = folder / SQLITE
    databases.migrated(f"sqlite:///{path}")
    path.chmod(0o600)
    with databases.opened(f"sqlite:///{path}", init_command="PRAGMA synchronous=OFF") as target:
        copying.copy(still, target)
    return path, fingerprints.fingerprint(still)
