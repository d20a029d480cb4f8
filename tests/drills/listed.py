"""kill -9 of whoever writes an import, and of whoever undoes it: each line once, then none."""

import random
import subprocess
import sys
import time
from dataclasses import dataclass

from ngo2.operations.tests.machine import Machine

_BEGIN = "import django; django.setup()\n"
SEED = (
    _BEGIN
    + """
from ngo2.lib.actors import Actor
from ngo2.organisations.services import imports
from ngo2.organisations.tests import lists
batch = lists.brought(Actor("import", label="drill"), lists.as_csv([lists.HEADER, *lists.many({rows})]))
imports.confirm_import(Actor("import", label="drill"), batch)
print(batch.pk)
"""
)
WORK = (
    _BEGIN
    + "from ngo2.organisations.services import imports\nprint('now', flush=True)\nimports.{work}({batch})\n"
)
# Marks a batch as written, and writes it afterwards.
PLANTED = (
    _BEGIN
    + """
import time
from ngo2.lib.actors import Actor
from ngo2.organisations.models import Import, ImportRow
from ngo2.organisations.services import NewOrganisation, create_organisations
from ngo2.organisations.sources import Source
print("now", flush=True)
batch = Import.objects.get(pk={batch})
while rows := list(batch.rows.filter(done="").order_by("line")[:250]):
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(done="created")
    time.sleep(0.2)
    new = [NewOrganisation(row.facts, row.key) for row in rows]
    create_organisations(Actor("import"), new, source=Source("import", batch.dataset), dataset=batch.dataset)
Import.objects.filter(pk=batch.pk).update(state="done")
"""
)


@dataclass(frozen=True)
class Listed:
    lines: int
    kills: int
    written: int  # organisations after writing
    twice: int  # names that stand more than once
    kills_undoing: int = 0
    left: int = 0  # organisations after undoing

    def __str__(self) -> str:
        return (
            f"{self.lines} lines, {self.written} written through {self.kills} kills, {self.twice} twice; "
            f"{self.left} left after undoing through {self.kills_undoing} kills"
        )


def listed(machine: Machine, *, rows: int, most: int, seed: int = 5) -> Listed:
    """`machine` has its tables. At most `most` kills each, so that it ends on a slow machine too."""
    batch = _confirmed(machine, rows)
    kills = _until(machine, WORK.format(work="write_rows", batch=batch), "done", most, seed)
    written, twice = _written(machine)
    run = machine.python(
        _BEGIN + "from ngo2.lib.actors import Actor\nfrom ngo2.organisations.models import Import\n"
        "from ngo2.organisations.services import imports\n"
        f"imports.undo_import(Actor('import', label='drill'), Import.objects.get(pk={batch}))"
    )
    assert run.returncode == 0, run.stderr
    undoing = _until(machine, WORK.format(work="undo_rows", batch=batch), "undone", most, seed)
    return Listed(rows, kills, written, twice, undoing, _written(machine)[0])


def listed_twin(machine: Machine, *, rows: int, most: int) -> Listed:
    batch = _confirmed(machine, rows)
    kills = _until(machine, PLANTED.format(batch=batch), "done", most, seed=5)
    return Listed(rows, kills, *_written(machine))


def _confirmed(machine: Machine, rows: int) -> int:
    run = machine.python(SEED.format(rows=rows))
    assert run.returncode == 0, run.stderr
    return int(run.stdout.split()[-1])


def _until(machine: Machine, work: str, state: str, most: int, seed: int) -> int:
    """Killed and begun again until it is done."""
    dice, kills = random.Random(seed), 0
    while machine.sql("SELECT state FROM organisations_import") != [(state,)]:
        env = machine.environment(DJANGO_SETTINGS_MODULE="ngo2.config.settings")
        process = subprocess.Popen([sys.executable, "-c", work], env=env, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"now\n"
        if kills < most:
            time.sleep(dice.uniform(0.1, 0.9))
            if process.poll() is None:
                process.kill()
                kills += 1
        process.wait()
        process.stdout.close()
    return kills


def _written(machine: Machine) -> tuple[int, int]:
    names = [
        name for (name,) in machine.sql("SELECT name FROM organisations_organisation WHERE state <> 'closed'")
    ]
    return len(names), len(names) - len(set(names))
