import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from ngo2.operations.tests.machine import Machine, Yard, settle
from tests.drills import outage
from tests.drills.site import Site
from tools import postgres

CLIENTS = 12


@pytest.fixture(scope="session")
def prepared(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: object
) -> Iterator[tuple[Yard, Site]]:
    """A site with people and organisations, never started; each drill takes a copy."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yard = Yard(tmp_path_factory.mktemp("drills"))
        try:
            site = Site(yard.migrated())
            site.prepare(CLIENTS)
            settle(site.machine)
            yield yard, site
        finally:
            yard.close()


@pytest.fixture
def yard(prepared: tuple[Yard, Site]) -> Yard:
    return prepared[0]


@pytest.fixture
def site(prepared: tuple[Yard, Site]) -> Iterator[Site]:
    yard, first = prepared
    made = copied(first, yard.lived_in(first.machine))
    yield made
    ended(made)


@pytest.fixture
def on_disk(prepared: tuple[Yard, Site]) -> object:
    """Puts a copy (SQLite) into a folder of the caller's."""

    def put(folder: Path) -> Site:
        first = prepared[1]
        shutil.copytree(first.machine.data, folder, dirs_exist_ok=True)
        return copied(first, Machine(folder, f"sqlite:///{folder}/ngo2.sqlite3"))

    return put


@pytest.fixture
def mortal(prepared: tuple[Yard, Site], tmp_path: Path) -> Iterator[tuple[Site, postgres.Cluster]]:
    """A copy on a PostgreSQL server of its own, which may be killed."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is no server")
    first, dump = prepared[1], tmp_path / "dump.sql"
    machine = Machine(tmp_path / "machine", "")
    shutil.copytree(first.machine.data, machine.data, dirs_exist_ok=True)
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs are not installed here, so no server is ours to kill")
    with outage.mortal(machine, synced=False) as server:
        subprocess.run([programs / "pg_dump", "-f", dump, first.machine.url], check=True)
        subprocess.run(
            [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-f", dump, machine.url],
            check=True,
        )
        made = copied(first, machine)
        yield made, server
        ended(made)


def copied(first: Site, machine: Machine) -> Site:
    return Site(machine, session=first.session, organisations=first.organisations)


def ended(site: Site) -> None:
    process = getattr(site, "process", None)
    if process is not None and process.poll() is None:
        site.kill()
