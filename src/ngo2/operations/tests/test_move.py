"""Growing from the file to a server: everything arrives, and both sides have the same hash."""

import shutil

import psycopg
import pytest
from django.db import connection

from ngo2.operations import copying, databases
from ngo2.operations.tests.machine import Machine, settle

pytestmark = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="runs where the suite runs on PostgreSQL, which CI does"
)


@pytest.fixture(scope="module")
def copied(yard_and_template) -> Machine:
    """An SQLite machine with the same rows as the template: copied the other way."""
    yard, template = yard_and_template
    machine = yard.empty("sqlite")
    assert machine.ngo2("migrate", "-v0").returncode == 0
    with databases.opened(template.url) as source, databases.opened(machine.url) as target:
        copying.copy(source, target)
    shutil.copytree(template.data, machine.data, dirs_exist_ok=True)
    assert machine.fingerprint() == template.fingerprint()
    settle(machine)
    return machine


@pytest.fixture
def embedded(yard, copied) -> Machine:
    machine = yard.empty("sqlite")
    shutil.copytree(copied.data, machine.data, dirs_exist_ok=True)
    return machine


def test_everything_moves_with_equal_hashes(embedded, yard):
    server = yard.empty()
    before = embedded.fingerprint()
    run = embedded.ngo2("move-to-postgres", server.url)
    assert run.returncode == 0, run.stderr
    assert run.stdout.count(before.digest) == 2
    assert server.fingerprint() == before == embedded.fingerprint()
    moved = Machine(embedded.data, server.url)
    assert moved.ngo2("audit", "verify").returncode == 0
    made = moved.python(
        "import django; django.setup()\n"
        "from ngo2.accounts.services import create_person\nfrom ngo2.lib.actors import SYSTEM\n"
        "create_person(SYSTEM, name='Bob', email='bob@example.org')"
    )
    assert made.returncode == 0, made.stderr  # sequences go on behind the last row
    with pytest.raises(psycopg.errors.RaiseException):
        server_sql(server, "UPDATE journal_entry SET verb = 'x'")


def server_sql(machine: Machine, sql: str) -> None:
    with psycopg.connect(machine.url) as server:
        server.execute(sql)


def test_a_database_with_data_is_refused(embedded, lived_in):
    before = lived_in.fingerprint()
    assert embedded.ngo2("move-to-postgres", lived_in.url).returncode == 14
    assert lived_in.fingerprint() == before


def test_a_wrong_address_is_one_sentence(embedded):
    for url in ("mysql://x", embedded.url, "postgres://postgres@127.0.0.1:1/none"):
        run = embedded.ngo2("move-to-postgres", url)
        assert (run.returncode, "Traceback" in run.stderr) == (1, False)


def test_a_backup_without_pg_dump_restores_on_both(lived_in, yard, monkeypatch):
    """The dump of our own: an SQLite file that goes into either database."""
    before = lived_in.fingerprint()
    folder = lived_in.data / "backups"
    earlier = set(folder.glob("*.backup"))  # the copied machine may have made one before
    run = lived_in.ngo2("backup", PATH="/nowhere")
    assert run.returncode == 0, run.stderr
    (path,) = set(folder.glob("*.backup")) - earlier
    for vendor in ("postgresql", "sqlite"):
        fresh = yard.empty(vendor)
        done = fresh.ngo2("restore", path, "--key", lived_in.data / "backup_key")
        assert done.returncode == 0, done.stderr
        assert done.stdout.count(before.digest) == 2
    assert connection.vendor == "postgresql"
