"""For all tests: SQLite in a file of its own, as shipped, and nothing kept from the test before."""

import gc
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from pytest_django import DjangoDbBlocker

pytest_plugins = ["tests.quick"]

MEMORY = Path("/dev/shm")  # noqa: S108 (a private folder is made inside)
ENOUGH = 1_000_000_000


def _memory() -> Path | None:
    """A file system in memory with a gigabyte to spare, where commits cost nothing; else the usual place."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH
    return MEMORY if roomy else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--second-database",
        action="store_true",
        help="leave out what asks no database: the run on the first one has said it all",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first: at the end nobody waits for one that is still at it."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/"))  # drills and journeys, then rooms
    if config.getoption("--second-database"):
        pure = [item for item in items if not _asks_a_database(item)]
        config.hook.pytest_deselected(items=pure)
        items[:] = [item for item in items if _asks_a_database(item)]


def _asks_a_database(item: pytest.Item) -> bool:
    """Itself or through a fixture; journeys and drills start processes of their own that do."""
    if item.nodeid.startswith(("tests/journeys/", "tests/drills/")):
        return True
    asked = {"django_db_setup", "db", "transactional_db"}
    return item.get_closest_marker("django_db") is not None or bool(
        asked & set(getattr(item, "fixturenames", ()))
    )


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


PATIENCE = 10  # seconds that a server or worker of a test has to let go of the database


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """PostgreSQL drops no database that somebody is in: whoever stays is named instead."""
    from ngo2.operations.tests.machine import blank_kept

    name = str(connection.settings_dict["NAME"])
    made = name.rpartition("/")[2].startswith(
        ("test.", TEST_DATABASE_PREFIX)
    )  # none, where no test asks for one
    with ExitStack() as kept:
        if made:
            with django_db_blocker.unblock():
                kept.enter_context(blank_kept())
        yield
        if made and connection.vendor == "postgresql":
            with django_db_blocker.unblock():
                _everybody_has_left()


def _everybody_has_left() -> None:
    """A process that a test left behind fails the suite, and so does a thread at work.

    The idle connection of a thread of ours that ended does no harm: it is closed here.
    """
    gc.collect()  # a thread that ended may have left its connection to the collector
    until = time.monotonic() + PATIENCE
    while others := _others():
        if time.monotonic() > until:
            owners = {pid: _owner(port) for pid, port, _state, _query in others}
            assert set(owners.values()) == {OURS}, f"still in the database: {others}, {owners}"
            assert all(state == "idle" for _pid, _port, state, _query in others), f"still at work: {others}"
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) AS pid", [list(owners)])
            return
        time.sleep(0.2)


def _others() -> list[tuple[int, int, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, client_port, state, left(query, 200) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.fetchall()


OURS = "this process"


def _owner(port: int) -> str:
    """Whose end of a connection to the database this is: ours, or the command line of another process."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    sockets = {f"socket:[{line.split()[9]}]" for line in lines if line.split()[1].endswith(f":{port:04X}")}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended, or is somebody else's
            for held in (process / "fd").iterdir():
                if _link(held) in sockets:
                    said = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    return OURS if process.name == str(os.getpid()) else said
    return "nobody's"


def _link(path: Path) -> str:
    try:
        return os.readlink(path)
    except OSError:  # closed meanwhile: the one by which we look, at the latest
        return ""


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Page versions start anew in each test, so a page kept from the one before would pass for today's."""
    cache.clear()
