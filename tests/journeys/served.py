"""The product as `ngo2 start` serves it, with the demo, in a data folder and a database of its own."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.ports import free_port

PATIENCE = 180
SOURCE = Path(__file__).resolve().parents[2] / "src"


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310 (our own server)
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def _database() -> Iterator[str]:
    """A database of the kind under test: '' for SQLite in the data folder, else the URL of a fresh one."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield ""
        return
    address = urlsplit(given)
    name = f"{address.path.strip('/')}_served_{os.getpid()}"
    with psycopg.connect(urlunsplit(address._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(address._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def product(folder: Path) -> Iterator[str]:
    """Start it and yield its address. What it said is shown when it does not come up."""
    with _database() as url:
        yield from _serve(folder, url)


def _serve(folder: Path, database_url: str) -> Iterator[str]:
    port = free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith("NGO2_")}
    env |= {"NGO2_DATA_DIR": str(folder / "data"), "NGO2_DEMO": "1", "PORT": str(port)}
    env |= {"DATABASE_URL": database_url, "PYTHONPATH": str(SOURCE)}
    with (folder / "log").open("w") as log:
        running = subprocess.Popen([sys.executable, "-m", "ngo2", "start"], env=env, stdout=log, stderr=log)
        try:
            _wait(running, f"http://127.0.0.1:{port}/", folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(timeout=60)


def _wait(running: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _answers(address):
        said = log.read_text(encoding="utf-8")[-2000:]
        assert running.poll() is None, said
        assert time.monotonic() < deadline, said
        time.sleep(0.2)
