"""What every test would pay for, and the product pays once or never: paid once for all tests of a process."""

import gc
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from whitenoise.middleware import WhiteNoiseMiddleware

from ngo2.lib import child


def pytest_collection_finish() -> None:
    """What was loaded and collected stays to the end: the collector of garbage need not look through it each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


Key = tuple[Path, child.Limits, bytes]


@pytest.fixture(scope="session", autouse=True)
def files_found_once() -> Iterator[None]:
    """A site looks for its static files when it starts; without this every test client would."""
    look: Callable[[Any], None] = WhiteNoiseMiddleware.add_files_from_finders
    found: dict[str, Any] = {}

    def once(site: Any) -> None:
        if not found:
            others, site.files = site.files, found
            look(site)
            site.files = others
        site.files |= found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture(scope="session")
def said_now() -> Iterator[set[Key]]:
    """A child process answers from its input alone: what a test asks is known when an earlier one asked the same.

    Whoever asks twice in one test gets an answer of today the second time.
    """
    run, known = child.run, dict[Key, bytes]()
    now: set[Key] = set()

    def remembered(
        script: Path, limits: child.Limits, source: bytes | IO[bytes], to: IO[bytes] | None = None
    ) -> bytes | None:
        if to is not None or not isinstance(source, bytes):
            return run(script, limits, source, to)
        key = (script, limits, sha256(source).digest())
        if key in known and key not in now:
            now.add(key)
            return known[key]
        said = run(script, limits, source)
        now.add(key)
        if said is not None:
            known[key] = said
        return said

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child, "run", remembered)
        yield now


@pytest.fixture(autouse=True)
def another_test(said_now: set[Key]) -> None:
    said_now.clear()


@pytest.fixture(scope="session", autouse=True)
def emptied_quickly() -> Iterator[None]:
    """After a test that commits. Django's flush empties what is empty too, and fires the signals of a migration."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: _empty())
        yield


DJANGOS = {"django_content_type", "auth_permission"}  # filled by those signals, and never by a test


def _empty() -> None:
    tables = sorted(set(connection.introspection.django_table_names()) - DJANGOS)
    filled = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})"  # noqa: S608 (names of our own)
        for table in tables
    )
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # as TRUNCATE does: whoever still writes comes to an end first
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE")
        cursor.execute(filled)
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 (names of our own)
