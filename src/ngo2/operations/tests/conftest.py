import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ngo2.operations.tests import machine


@pytest.fixture(scope="session")
def yard_and_template(django_db_setup, django_db_blocker):
    folder = machine.scratch()
    with django_db_blocker.unblock(), machine.template(folder) as made:
        yield made
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def yard(yard_and_template, django_db_blocker) -> Iterator[machine.Yard]:
    with django_db_blocker.unblock():
        yield yard_and_template[0]


@pytest.fixture
def lived_in(yard, yard_and_template) -> machine.Machine:
    """A machine with organisations, a person, a journal and files."""
    return yard.lived_in(yard_and_template[1])


@dataclass(frozen=True)
class Saved:
    machine: machine.Machine
    backup: Path
    key: Path


@pytest.fixture(scope="session")
def saved_once(yard_and_template) -> Saved:
    template = yard_and_template[1]
    return Saved(template, template.backup(), template.data / "backup_key")


@pytest.fixture
def saved(saved_once, yard, db) -> Saved:
    """A backup to read; the machine is everybody's, so leave it as it is."""
    return saved_once
