"""What a database holds, as numbers to compare: rows and a hash of each table, and the journal's last seal.

The hash of a table is the sum (modulo 2**256) of the SHA-256 of its rows, so it needs no order, which the two
databases would see differently. A row is the canonical text of its columns by name, the same on both.
"""

import hashlib
import ipaddress
import json
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from ngo2.operations import databases

_BATCH = 2000
_JSON = re.compile(r'JSON_VALID\("(\w+)"\)', re.IGNORECASE)


@dataclass(frozen=True)
class Fingerprint:
    """`rows` and `hashes` by table; `seals` and `last_seal` of the journal's chain; `migrations` as "app.name"."""

    rows: dict[str, int]
    hashes: dict[str, str]
    seals: int
    last_seal: str
    migrations: list[str]

    @property
    def digest(self) -> str:
        """One hash for all of it."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def total(self) -> int:
        return sum(self.rows.values())

    def differences(self, other: "Fingerprint") -> list[str]:
        """Names of tables that are not the same in both."""
        return sorted(
            table
            for table in {*self.rows, *other.rows}
            if (self.rows.get(table), self.hashes.get(table))
            != (other.rows.get(table), other.hashes.get(table))
        )


def fingerprint(
    connection: BaseDatabaseWrapper, progress: Callable[[int], None] = lambda rows: None
) -> Fingerprint:
    rows, hashes = {}, {}
    for table in databases.tables(connection):
        rows[table], hashes[table] = _table(connection, table, progress)
    seals, last = 0, ""
    with connection.cursor() as cursor:
        if "journal_seal" in rows:
            cursor.execute("SELECT seq, digest FROM journal_seal ORDER BY seq DESC LIMIT 1")
            seals, last = cursor.fetchone() or (0, "")
        migrations = []
        if "django_migrations" in rows:
            cursor.execute("SELECT app, name FROM django_migrations")
            migrations = sorted(f"{app}.{name}" for app, name in cursor.fetchall())
    return Fingerprint(rows, hashes, seals, last, migrations)


def columns(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return sorted(one.name for one in described)


def json_columns(connection: BaseDatabaseWrapper, table: str) -> set[str]:
    """Columns that hold JSON; SQLite knows them by their check only."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
            row = cursor.fetchone()
            return set(_JSON.findall(row[0])) if row else set()
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
            "AND table_name = %s AND data_type IN ('json', 'jsonb')",
            [table],
        )
        return {name for (name,) in cursor.fetchall()}


def rows(connection: BaseDatabaseWrapper, table: str, names: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    """All rows in batches, as the driver gives them."""
    quote = connection.ops.quote_name
    sql = f"SELECT {', '.join(map(quote, names))} FROM {quote(table)}"  # noqa: S608 (quoted)
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while batch := cursor.fetchmany(_BATCH):
            yield batch


def _table(connection: BaseDatabaseWrapper, table: str, progress: Callable[[int], None]) -> tuple[int, str]:
    names = columns(connection, table)
    documents = {names.index(name) for name in json_columns(connection, table) if name in names}
    count, total, sha = 0, 0, hashlib.sha256
    for batch in rows(connection, table, names):
        for row in batch:
            values = [
                _document(value) if place in documents else plain(value) for place, value in enumerate(row)
            ]
            total += int.from_bytes(sha(repr(values).encode()).digest(), "big")
        count += len(batch)
        progress(len(batch))
    head = f"{','.join(names)}\n{total % 2**256:064x}"
    return count, sha(head.encode()).hexdigest()


def _document(value: Any) -> str | None:
    if value is None:
        return None
    return json.dumps(json.loads(value) if isinstance(value, str) else value, sort_keys=True)


def plain(value: Any) -> Any:
    """A value as both databases can be read: numbers and text; moments in UTC; times as a number of microseconds."""
    kind = type(value)
    if value is None or kind is str or kind is int:
        return value
    if kind is bool:
        return int(value)
    if kind is datetime:
        moment = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat(timespec="microseconds")
    if kind in (date, time):
        return value.isoformat()
    if kind is timedelta:
        return value // timedelta(microseconds=1)
    if kind is uuid.UUID:
        return value.hex
    if isinstance(value, Decimal | float):  # SQLite gives a whole decimal back as an integer
        number = float(value)
        return int(number) if number.is_integer() else number
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, ipaddress.IPv4Address | ipaddress.IPv6Address):
        return str(value)
    return str(value)
