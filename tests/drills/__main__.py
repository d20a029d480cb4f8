"""`make drill`: the long forms, on SQLite and on the PostgreSQL that the suite finds. Exit code 1 on any fault."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import django


def main() -> int:
    parser = argparse.ArgumentParser(prog="make drill")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--restarts", type=int, default=20)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngo2.config.settings")
    django.setup()
    # Our modules want Django ready.
    from django.db import connection

    from ngo2.operations.tests.machine import Yard
    from tests.drills import crash, full_disk, restart, restore_load, sync
    from tests.drills.site import Site

    faults = 0

    def told(name: str, result: object, well: bool) -> None:
        nonlocal faults
        faults += not well
        print(f"{connection.vendor:10} {'ok   ' if well else 'FAULT'} {name}: {result}", flush=True)

    with tempfile.TemporaryDirectory(prefix="ngo2-drill-") as folder:
        yard = Yard(Path(folder))

        def site(clients: int) -> Site:
            made = Site(yard.empty())
            made.prepare(clients)
            return made

        try:
            out = crash.crash(site(given.clients), kills=given.kills, clients=given.clients)
            told(f"crash, {given.kills} kills", out, not out.lost and not out.doubled)
            out = crash.crash_twin(site(given.clients), kills=10, clients=given.clients)
            told("crash, planted fault", out, out.lost > 0)
            done = restart.restart(site(16), restarts=given.restarts, clients=16)
            told(
                f"restart, {given.restarts} times, slowest {max(done.seconds):.1f} s, {done.resets} sent again",
                done.outcome,
                not done.outcome.lost and not done.outcome.doubled and not done.outcome.errors,
            )
            made = restore_load.restored_under_load(site(16), yard.empty(), clients=16)
            told("restore under load (promised, lost, exit code)", made, made[1:] == (0, 0))
            if connection.vendor == "sqlite":
                synced = sync.synced(site(1), writes=200)
                told("sync before the answer", synced, synced.answers == synced.after_a_sync == 200)
                _full_disk(full_disk, Site, yard, Path(folder), told)
        finally:
            yard.close()
    return 1 if faults else 0


def _full_disk(full_disk, site_class, yard, folder, told) -> None:  # type: ignore[no-untyped-def]
    place = yard.empty()
    try:
        with full_disk.small_disk(place.data, 64) as disk:
            site = site_class(place)
            site.prepare(1)
            done = full_disk.fill(site, disk, rounds=50)
        well = (
            set(done.reads) == {200} and set(done.writes) == {507} and done.healed == 302 and done.held == 2
        )
        told("full disk, 50 forms", f"{len(done.reads)} reads, {done.held} held", well)
    except full_disk.NoMount:
        told("full disk", "not tried: no right to mount a small file system", True)


if __name__ == "__main__":
    sys.exit(main())
