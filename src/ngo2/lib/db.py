"""The two databases, one behaviour: every difference between the vendors stands in this file."""

import os
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, OperationalError, connection, migrations

SQLITE_OPTIONS: dict[str, Any] = {
    # Measured under 32 clients: Django's defaults fail 1,993 of 2,109 posts, these 1 of 731.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # secure_delete: what was erased is overwritten, not only forgotten by the index.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
    ),
}


# A server that is gone without a word (power, a cable, a firewall) is noticed in seconds; libpq waits for minutes.
POSTGRES_OPTIONS: dict[str, Any] = {
    "connect_timeout": 5,  # seconds
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds
}


def database(url: str, folder: Path) -> dict[str, Any]:
    """Django's DATABASES entry from DATABASE_URL; empty means SQLite in the data folder."""
    if not url or url.startswith("sqlite"):
        name = url.partition("///")[2] or str(folder / "ngo2.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "CONN_MAX_AGE": None,
            "OPTIONS": dict(SQLITE_OPTIONS),
            # A file, not memory: SQLite's shared memory cache knows no busy timeout, so races would fail there only.
            "TEST": {"NAME": str(Path(gettempdir()) / f"ngo2-test-{os.getpid()}.sqlite3")},
        }
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(
            "DATABASE_URL must begin with postgres:// or sqlite:///; leave it empty for SQLite in NGO2_DATA_DIR."
        )
    try:
        config = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    except (dj_database_url.ParseError, ValueError):
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read; write postgres://user:password@host:5432/name."
        ) from None
    options = config.setdefault("OPTIONS", {})
    for name, value in POSTGRES_OPTIONS.items():
        options.setdefault(name, value)
    return dict(config)


def weaknesses(config: dict[str, Any]) -> list[str]:
    """What in a DATABASES entry would lose confirmed writes or answer 500 under load, in words; [] is well."""
    if "sqlite3" not in config["ENGINE"]:
        return []
    options = config.get("OPTIONS", {})
    said = {part.strip() for part in options.get("init_command", "").split(";")}
    needed = [part.strip() for part in SQLITE_OPTIONS["init_command"].split(";") if part.strip()]
    found = [f"init_command must say {pragma}" for pragma in needed if pragma not in said]
    if options.get("transaction_mode") != "IMMEDIATE":
        found.append("transaction_mode must be IMMEDIATE")
    if options.get("timeout", 0) < SQLITE_OPTIONS["timeout"]:
        found.append("timeout must be 20 seconds or more")
    if config.get("CONN_MAX_AGE", 0) is not None:
        found.append("CONN_MAX_AGE must be None, so that a commit costs one sync")
    return found


_AWAY = ("database is locked", "database table is locked", "unable to open database file")
_AWAY_STATES = (  # PostgreSQL, Appendix A: classes and codes
    "08",  # the connection
    "40001",  # serialization failure
    "40P01",  # deadlock
    "53300",  # too many connections
    "55P03",  # a lock was not to be had
    "57P",  # shutting down, starting
)
_FULL = ("disk is full", "no space left", "disk i/o error", "could not extend file")


def is_away(error: object) -> bool:
    """Whether the database could not be asked just now, or undid what it was asked for others' sake: ask again."""
    if isinstance(error, InterfaceError):  # the connection was closed under us
        return True
    if not isinstance(error, OperationalError) or is_full(error):
        return False
    if not is_postgres():
        return any(words in str(error) for words in _AWAY)
    state = _state(error)
    return state is None or state.startswith(_AWAY_STATES)


def is_full(error: object) -> bool:
    """Whether the disk has no room, ours or that of the database (which may say so in any language)."""
    if not isinstance(error, DatabaseError | OSError):
        return False
    return _state(error) == "53100" or any(word in str(error).lower() for word in _FULL)


def _state(error: Exception) -> str | None:
    """PostgreSQL's SQLSTATE; None where there was no answer."""
    return getattr(error.__cause__, "sqlstate", None)


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def give_room(megabytes: int = 64) -> None:
    """For work on millions of rows: SQLite keeps so much of the file in memory, 2 MB otherwise, until the process ends.

    PostgreSQL's memory is a matter of its own settings.
    """
    if not is_postgres():
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size=-{megabytes * 1024}")


def forget_traces() -> None:
    """After erasing: empty SQLite's write-ahead log, where old pages stand until others take their place.

    Waits a second for readers, then leaves it to the next checkpoint. PostgreSQL: its vacuum does as much.
    """
    if is_postgres():
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=1000")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout={SQLITE_OPTIONS['timeout'] * 1000}")


def forbid_update(table: str) -> migrations.RunPython:
    """A migration step: rows of `table` can be inserted but never changed, by anybody's SQL."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE FUNCTION {table}_immutable() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{table} rows are immutable'; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_immutable BEFORE UPDATE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_immutable()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_immutable BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} rows are immutable'); END"
            )

    def backwards(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_immutable ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_immutable()")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_immutable")

    return migrations.RunPython(forwards, backwards)


def clustered_table(name: str, columns: dict[str, str], key: tuple[str, ...]) -> migrations.RunPython:
    """A migration step: a table without a model, whose rows stand in the order of their key.

    On SQLite the key is the table (WITHOUT ROWID): a range of it is read without looking anything up a second time.
    """
    said = ", ".join(f"{column} {kind} NOT NULL" for column, kind in columns.items())
    sql = f"CREATE TABLE {name} ({said}, PRIMARY KEY ({', '.join(key)}))"

    def forwards(apps: Any, schema_editor: Any) -> None:
        schema_editor.execute(
            sql if schema_editor.connection.vendor == "postgresql" else f"{sql} WITHOUT ROWID"
        )

    def backwards(apps: Any, schema_editor: Any) -> None:
        schema_editor.execute(f"DROP TABLE {name}")

    return migrations.RunPython(forwards, backwards)
