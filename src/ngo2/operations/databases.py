"""Databases beside the one that is served: named, asked, made and dropped. Differences between vendors end here."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import psycopg.sql
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from ngo2.lib.db import database
from ngo2.operations.failures import Failed, NotEmpty, StillRunning

# Filled by migrating itself, so a database that holds only these is empty.
MADE_BY_MIGRATING = {"django_migrations", "django_content_type", "auth_permission"}


def url_of(config: dict[str, Any]) -> str:
    """DATABASE_URL of a Django database entry."""
    if "sqlite3" in config["ENGINE"]:
        return f"sqlite:///{config['NAME']}"
    password = f":{quote(config['PASSWORD'], safe='')}" if config.get("PASSWORD") else ""
    host = quote(config.get("HOST") or "", safe="")
    port = f":{config['PORT']}" if config.get("PORT") else ""
    return f"postgres://{quote(config.get('USER') or '', safe='')}{password}@{host}{port}/{config['NAME']}"


@contextmanager
def opened(url: str, **options: Any) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own to the database at `url`, closed at the end."""
    alias = f"operations-{get_random_string(8)}"
    config = database(url, settings.DATA_DIR)
    config["OPTIONS"] = {**config.get("OPTIONS", {}), **options}
    connections.databases[alias] = config
    connections.configure_settings(connections.databases)
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


def tables(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_list(cursor)
    return sorted(one.name for one in found if one.type == "t" and not one.name.startswith("sqlite_"))


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        for table in set(tables(connection)) - MADE_BY_MIGRATING:
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608 (quoted)
            if cursor.fetchone():
                return False
    return True


def ngo2(url: str, *command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """`ngo2 COMMAND` in a process of its own on another database: migrations speak to the default one."""
    env = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": _python_path(), **environment}
    return subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, "-m", "ngo2", *command], env=env, capture_output=True, text=True, check=False
    )


def migrated(url: str) -> None:
    run = ngo2(url, "migrate", "--noinput", "--verbosity", "0", "--skip-checks")
    if run.returncode:
        said = (run.stderr or run.stdout).strip().splitlines()[-1:] or [""]
        raise Failed(_("The database could not be brought to this version: %(why)s") % {"why": said[0]})


def _python_path() -> str:
    return os.pathsep.join([str(settings.SOURCE.parent), *filter(None, [os.environ.get("PYTHONPATH")])])


def stopped(path: Path) -> None:
    """Leave an SQLite file alone on disk, without a log beside it. Refused while anybody has it open."""
    connection = sqlite3.connect(path, timeout=1, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError:
        raise still_running() from None
    finally:
        connection.close()


def still_running() -> StillRunning:
    return StillRunning(
        _("The site is running. Stop it first (Ctrl+C where `ngo2 start` runs), then give the command again.")
    )


# PostgreSQL


def client_environment(config: dict[str, Any]) -> dict[str, str]:
    """What pg_dump and pg_restore read; a password never stands on a command line."""
    given = {
        "PGHOST": config.get("HOST"),
        "PGPORT": config.get("PORT"),
        "PGUSER": config.get("USER"),
        "PGPASSWORD": config.get("PASSWORD"),
        "PGDATABASE": config["NAME"],
    }
    return {**os.environ, **{name: str(value) for name, value in given.items() if value}}


def server_version(connection: Any) -> int:
    """As PostgreSQL counts: 150020 is 15.20."""
    return int(connection.pg_version)


def client_program(name: str, server_version: int) -> str | None:
    """Path of pg_dump or pg_restore when there is one that is not older than the server (major numbers)."""
    path = shutil.which(name)
    if path is None:
        return None
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    digits = "".join(char if char.isdigit() else " " for char in said).split()
    return path if digits and int(digits[0]) >= server_version // 10000 else None


@contextmanager
def administration(config: dict[str, Any]) -> Iterator["psycopg.Connection[Any]"]:
    """A connection to the server that stands on no database of ours, outside transactions."""
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {name: config.get(key) or None for name, key in named.items()}
    with psycopg.connect(dbname="postgres", autocommit=True, **given) as connection:  # type: ignore[arg-type]
        yield connection


def beside(config: dict[str, Any], word: str) -> str:
    """Make an empty database next to ours; returns its name."""
    name = f"{config['NAME']}_{word}_{get_random_string(6, 'abcdefghjkmnpqrstuvwxyz')}"
    try:
        with administration(config) as server:
            server.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege:
        raise Failed(
            _(
                "The database user may not make databases. Let an administrator type: ALTER "
                "ROLE %(user)s CREATEDB;"
            )
            % {"user": config.get("USER")}
        ) from None
    return name


def dropped(config: dict[str, Any], name: str) -> None:
    with administration(config) as server:
        server.execute(psycopg.sql.SQL("DROP DATABASE IF EXISTS {}").format(psycopg.sql.Identifier(name)))


def swapped(config: dict[str, Any], new: str) -> str:
    """`new` takes the name of our database in one transaction; returns the name under which ours stays."""
    name, old = config["NAME"], f"{config['NAME']}_before_{timezone.now():%Y%m%d_%H%M%S}"
    rename = psycopg.sql.SQL("ALTER DATABASE {} RENAME TO {}")
    try:
        with administration(config) as server, server.transaction():
            for one, to in ((name, old), (new, name)):
                server.execute(rename.format(psycopg.sql.Identifier(one), psycopg.sql.Identifier(to)))
    except psycopg.errors.ObjectInUse:
        raise still_running() from None
    return old


def others_connected(config: dict[str, Any]) -> bool:
    with administration(config) as server:
        row = server.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [config["NAME"]],
        ).fetchone()
    return bool(row and row[0])


def must_be_empty(connection: BaseDatabaseWrapper, sentence: str) -> None:
    if not is_empty(connection):
        raise NotEmpty(sentence)
