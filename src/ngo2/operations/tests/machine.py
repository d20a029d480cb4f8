"""A machine of its own for each test: data folder, database and the commands as an operator types them."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from ngo2.operations import databases, fingerprints

SEED = """
import django; django.setup()
from ngo2.accounts.services import create_person
from ngo2.kernel.files.models import File
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.kernel.journal import chain
from ngo2.organisations.services import NewOrganisation, create_organisations
from ngo2.organisations.sources import Source
from pathlib import Path
from django.conf import settings
rows = [NewOrganisation({"name_zh": f"测试{n}号社", "summary_zh": "做事 " * 20}, f"x{n}") for n in range(%(rows)d)]
create_organisations(Actor("import", label="test"), rows, source=Source("register", "test"), dataset="test")
create_person(SYSTEM, name="Alice", email="alice@example.org")
chain.seal()
for n in range(3):
    path = Path(settings.MEDIA_ROOT) / f"a{n}" / "picture.webp"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes([n]) * (n * 1_000_003))
"""


_blank: list[str] = []  # an SQLite file, or the name of a PostgreSQL database: as the migrations leave one


@contextmanager
def blank_kept() -> Iterator[None]:
    """Copy the database of the tests while nothing was written to it: machines begin with it, not with migrations.

    PostgreSQL copies what nobody is in, so our own connection is closed first.
    """
    source = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory(prefix="ngo2-blank-") as folder:
        if connection.vendor == "sqlite":
            copy = f"{folder}/blank.sqlite3"
            with closing(sqlite3.connect(source)) as opened:
                opened.execute("VACUUM INTO ?", [copy])
        else:
            copy = f"{source}_blank"
            connection.close()
            with databases.administration(connection.settings_dict) as server:
                server.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{source}"')
        _blank.append(copy)
        try:
            yield
        finally:
            _blank.clear()
            if connection.vendor == "postgresql":
                with databases.administration(connection.settings_dict) as server:
                    server.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


class Machine:
    """`ngo2(...)` runs a command; `url` is its database, `data` its data folder."""

    def __init__(self, folder: Path, url: str) -> None:
        self.data, self.url = folder, url
        self.data.mkdir(parents=True, exist_ok=True)

    def environment(self, **more: str) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("NGO2_", "DATABASE_"))
        }
        ours = {
            "NGO2_DATA_DIR": str(self.data),
            "DATABASE_URL": self.url,
            "NGO2_SECRET_KEY": "of the tests only",
        }
        return {**kept, **ours, "PYTHONPATH": str(settings.SOURCE.parent), **more}

    def ngo2(self, *words: object, **more: str) -> "subprocess.CompletedProcess[str]":
        return self._run(["-m", "ngo2", *map(str, words)], **more)

    def python(self, code: str) -> "subprocess.CompletedProcess[str]":
        return self._run(["-c", code], DJANGO_SETTINGS_MODULE="ngo2.config.settings")

    def _run(self, words: list[str], **more: str) -> "subprocess.CompletedProcess[str]":
        env = self.environment(**more)
        return subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True, timeout=300)

    def backup(self, *words: object) -> Path:
        """Make one; returns its file."""
        run = self.ngo2("backup", *words)
        assert run.returncode == 0, run.stderr
        return max(self.data.glob("**/ngo2-*.backup"), key=lambda path: path.stat().st_mtime_ns)

    def fingerprint(self) -> fingerprints.Fingerprint:
        with databases.opened(self.url) as opened:
            return fingerprints.fingerprint(opened)

    def media(self) -> dict[str, bytes]:
        root = self.data / "files"
        found = [path for path in root.rglob("*") if path.is_file()] if root.exists() else []
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}

    def sql(self, sql: str) -> list[Any]:
        with databases.opened(self.url) as opened, opened.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []


class Yard:
    """Makes machines; every database that their commands made is gone at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._count = folder, 0
        unique = f"{os.getpid()}_{uuid.uuid4().hex[:8]}"  # a process may have several yards at once
        self._config = {**connection.settings_dict, "NAME": f"ngo2_ops_{unique}"}

    def empty(self, vendor: str = "") -> Machine:
        """Like the database of this test run, or an SQLite one."""
        self._count += 1
        place = self.folder / f"machine{self._count}"
        if (vendor or connection.vendor) == "sqlite":
            return Machine(place, f"sqlite:///{place}/ngo2.sqlite3")
        name = f"{self._config['NAME']}_{self._count}"
        self._server(f'CREATE DATABASE "{name}"')
        return Machine(place, databases.url_of({**self._config, "NAME": name}))

    def migrated(self) -> Machine:
        """With its tables, and nothing in them."""
        machine = self.empty()
        if not _blank:  # no test of this run asked for a database
            run = machine.ngo2("migrate", "-v0")
            assert run.returncode == 0, run.stderr
        elif connection.vendor == "sqlite":
            shutil.copy(_blank[0], machine.url.removeprefix("sqlite:///"))
        else:
            self._recreated(machine, _blank[0])
        return machine

    def lived_in(self, template: Machine) -> Machine:
        """With data: a copy of the template."""
        machine = self.empty()
        shutil.copytree(template.data, machine.data, dirs_exist_ok=True)
        if connection.vendor == "sqlite":
            return machine
        self._recreated(machine, _name(template))
        return machine

    def _recreated(self, machine: Machine, of: str) -> None:
        self._server(f'DROP DATABASE "{_name(machine)}"')
        self._server(f'CREATE DATABASE "{_name(machine)}" TEMPLATE "{of}"')

    def close(self) -> None:
        if connection.vendor != "postgresql":
            return
        with databases.administration(self._config) as server:
            like = self._config["NAME"].replace("_", r"\_") + r"\_%"
            found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like]).fetchall()
            for (name,) in found:
                server.execute(
                    psycopg.sql.SQL("DROP DATABASE {} WITH (FORCE)").format(psycopg.sql.Identifier(name))
                )

    def _server(self, sql: str) -> None:
        with databases.administration(self._config) as server:
            server.execute(sql)


def _name(machine: Machine) -> str:
    return machine.url.rpartition("/")[2].partition("?")[0]


@contextmanager
def template(folder: Path, rows: int = 40) -> Iterator[tuple[Yard, Machine]]:
    yard = Yard(folder)
    try:
        machine = yard.migrated()
        run = machine.python(SEED % {"rows": rows})
        assert run.returncode == 0, run.stderr
        settle(machine)
        yield yard, machine
    finally:
        yard.close()


def settle(machine: Machine) -> None:
    """Nothing waits in an SQLite log, so that the folder can be copied."""
    if machine.url.startswith("sqlite"):
        with sqlite3.connect(machine.url.removeprefix("sqlite:///")) as opened:
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def scratch() -> Path:
    return Path(tempfile.mkdtemp(prefix="ngo2-operations-"))
