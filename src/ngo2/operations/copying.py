"""All rows of one database into another with the same tables: the way to PostgreSQL, and a dump that needs no tools."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from ngo2.operations import databases, fingerprints
from ngo2.operations.failures import Failed

Progress = Callable[[int], object]


def copy(
    source: BaseDatabaseWrapper, target: BaseDatabaseWrapper, progress: Progress = lambda rows: None
) -> None:
    """Replace what the target holds, in one transaction. Both must stand at the same migrations."""
    names = databases.tables(source)
    missing = sorted(set(names) - set(databases.tables(target)))
    if missing:
        raise Failed(
            _(
                "The two databases do not have the same tables (%(tables)s). Bring both to "
                "this version: ngo2 migrate"
            )
            % {"tables": ", ".join(missing)}
        )
    with _unordered(target), transaction.atomic(using=target.alias):
        with target.cursor() as cursor:
            if target.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # rows may come before those they point to
            for table in names:
                cursor.execute(f"DELETE FROM {target.ops.quote_name(table)}")  # noqa: S608 (quoted)
        for table in names:
            _copy_table(source, target, table, progress)
        _set_sequences(target, names)


@contextmanager
def _unordered(target: BaseDatabaseWrapper) -> Iterator[None]:
    """SQLite checks foreign keys row by row unless told not to, which it takes outside transactions only."""
    if target.vendor != "sqlite":
        yield
        return
    target.disable_constraint_checking()
    yield
    target.check_constraints()


def _copy_table(
    source: BaseDatabaseWrapper, target: BaseDatabaseWrapper, table: str, progress: Progress
) -> None:
    names = fingerprints.columns(source, table)
    documents = fingerprints.json_columns(source, table)
    write = _into_postgres if target.vendor == "postgresql" else _into_sqlite
    write(target, table, names, _rows(source, table, names, documents, progress))


def _rows(
    source: BaseDatabaseWrapper, table: str, names: list[str], documents: set[str], progress: Progress
) -> Iterator[list[Any]]:
    """Rows with the values that the other driver takes: moments with their zone, JSON as text."""
    places = {names.index(name) for name in documents}
    for batch in fingerprints.rows(source, table, names):
        for row in batch:
            yield [_text(value) if place in places else _aware(value) for place, value in enumerate(row)]
        progress(len(batch))


def _text(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _aware(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


def _into_postgres(
    target: BaseDatabaseWrapper, table: str, names: list[str], rows: Iterator[list[Any]]
) -> None:
    quote = target.ops.quote_name
    booleans = _booleans(target, table)
    flags = [place for place, name in enumerate(names) if name in booleans]
    with target.cursor() as cursor:
        sql = f"COPY {quote(table)} ({', '.join(map(quote, names))}) FROM STDIN"
        with cursor.cursor.copy(sql) as stream:
            for row in rows:
                for place in flags:
                    row[place] = None if row[place] is None else bool(row[place])
                stream.write_row(row)


def _booleans(target: BaseDatabaseWrapper, table: str) -> set[str]:
    with target.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND table_name = %s AND data_type = 'boolean'",
            [table],
        )
        return {name for (name,) in cursor.fetchall()}


def _into_sqlite(
    target: BaseDatabaseWrapper, table: str, names: list[str], rows: Iterator[list[Any]]
) -> None:
    quote = target.ops.quote_name
    marks = ", ".join(["%s"] * len(names))
    sql = f"INSERT INTO {quote(table)} ({', '.join(map(quote, names))}) VALUES ({marks})"  # noqa: S608 (quoted)
    batch: list[list[Any]] = []
    with target.cursor() as cursor:
        for row in rows:
            batch.append([_sqlite(value) for value in row])
            if len(batch) == 1000:
                cursor.executemany(sql, batch)
                batch = []
        if batch:
            cursor.executemany(sql, batch)


def _sqlite(value: Any) -> Any:
    """As Django writes it there."""
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    if isinstance(value, timedelta):
        return value // timedelta(microseconds=1)
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, str | int | float | bytes):
        return value
    return bytes(value) if isinstance(value, memoryview) else str(value)


def _set_sequences(target: BaseDatabaseWrapper, names: list[str]) -> None:
    """The next row gets a number that is free."""
    if target.vendor != "postgresql":
        return
    quote = target.ops.quote_name
    with target.cursor() as cursor:
        for table in names:
            for sequence in target.introspection.get_sequences(cursor, table):
                column = quote(sequence["column"])
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence(%s, %s), COALESCE(MAX({column}), 1), "  # noqa: S608
                    f"MAX({column}) IS NOT NULL) FROM {quote(table)}",
                    [quote(table), sequence["column"]],
                )
