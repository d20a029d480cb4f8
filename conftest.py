"""For all tests: SQLite in a file of its own, as shipped, and nothing kept from the test before."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connections

MEMORY = Path("/dev/shm")  # noqa: S108 (a private folder is made inside)
ENOUGH = 1_000_000_000


def _memory() -> Path | None:
    """A file system in memory with a gigabyte to spare, where commits cost nothing; else the usual place."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH
    return MEMORY if roomy else None


@pytest.fixture(scope="session")
def django_db_modify_db_settings_parallel_suffix(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """In memory, threads would share one connection: no race and no live server would be as in production."""
    database = connections["default"]
    if database.vendor != "sqlite":
        yield
        return
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with tempfile.TemporaryDirectory(prefix=f"ngo2-{worker}-", dir=_memory()) as folder:
        database.settings_dict["TEST"]["NAME"] = str(Path(folder) / "test.sqlite3")
        yield


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Page versions start anew in each test, so a page kept from the one before would pass for today's."""
    cache.clear()
