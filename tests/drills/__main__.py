"""`make drill`: the long forms, each with its planted fault, on SQLite and on the PostgreSQL that the suite finds.

Exit code 1 on any fault, also when a planted one is not seen.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

NAMES = ("crash", "outage", "restart", "restore", "lists", "malformed", "sync", "disk", "offline")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make drill")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--restarts", type=int, default=20)
    parser.add_argument("--requests", type=int, default=10_000, help="through the restarts")
    parser.add_argument("--inputs", type=int, default=10_000, help="malformed ones")
    parser.add_argument("--forms", type=int, default=200, help="answered offline")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngo2.config.settings")
    django.setup()
    # Our modules want Django ready.
    from ngo2.operations.tests.machine import Yard

    with tempfile.TemporaryDirectory(prefix="ngo2-drill-") as folder:
        drills = Drills(Yard(Path(folder)), given)
        try:
            for name in given.only:
                getattr(drills, name)()
        finally:
            drills.yard.close()
    return 1 if drills.faults else 0


class Drills:
    def __init__(self, yard: Any, given: argparse.Namespace) -> None:
        from django.db import connection

        self.yard, self.given, self.vendor, self.faults = yard, given, connection.vendor, 0
        self._began = time.monotonic()

    def site(self, clients: int, place: Any = None) -> Any:
        from tests.drills.site import Site

        made = Site(place or self.yard.migrated())
        made.prepare(clients)
        return made

    def told(self, name: str, result: object, well: bool) -> None:
        self.faults += not well
        seconds, self._began = time.monotonic() - self._began, time.monotonic()
        print(
            f"{self.vendor:10} {'ok   ' if well else 'FAULT'} {name} ({seconds:.0f} s): {result}", flush=True
        )

    def crash(self) -> None:
        from tests.drills import crash

        kills, clients = self.given.kills, self.given.clients
        out = crash.crash(self.site(clients), kills=kills, clients=clients)
        well = not (out.lost or out.doubled or out.errors or out.busy)
        self.told(f"crash, {kills} kills, {clients} clients", out, well)
        out = crash.crash_twin(self.site(clients), kills=10, clients=clients)
        self.told("crash, planted fault (10 kills): must lose", out, out.lost > 0)

    def outage(self) -> None:
        from tests.drills import crash, outage

        if self.vendor == "sqlite":
            return self.told("outage", "not tried: SQLite is no server", True)
        kills, clients = max(1, self.given.kills // 10), self.given.clients
        for planted in (False, True):
            place = self.yard.empty()
            try:
                with outage.mortal(place, synced=True) as server:
                    assert place.ngo2("migrate", "-v0").returncode == 0
                    site = self.site(clients, place)
                    site.application = crash.PLANTED if planted else site.application
                    done = outage.outages(site, server, kills=5 if planted else kills, clients=clients)
            except outage.NoServer as missing:
                return self.told("outage", f"not tried: {missing.__doc__}", True)
            if planted:
                self.told("outage, planted fault (5 kills): must lose", done, done.outcome.lost > 0)
            else:
                self.told(f"outage, the server killed {kills} times, {clients} clients", done, done.well)
        return None

    def restart(self) -> None:
        from tests.drills import restart

        times, asked = self.given.restarts, self.given.requests
        done = restart.restart(self.site(16), restarts=times, clients=16, requests=asked)
        well = not (done.failed or done.outcome.lost or done.outcome.doubled) and done.outcome.tries >= asked
        self.told(f"restart, {times} times under 16 clients", done, well)
        done = restart.restart_twin(self.site(16), restarts=3, clients=16)
        self.told("restart, planted fault (3 times): must refuse", done, done.failed > 0)

    def restore(self) -> None:
        from tests.drills.restore_load import restored_under_load as restored

        made = restored(self.site(16), self.yard.empty(), clients=16)
        self.told("restore under load (promised, lost, exit code)", made, made[0] > 0 and made[1:] == (0, 0))
        made = restored(self.site(16), self.yard.empty(), clients=16, planted=True)
        self.told("restore, planted fault (an older backup): must lose", made, made[1] > 0 and made[2] == 0)

    def lists(self) -> None:
        from tests.drills import listed

        done = listed.listed(self.yard.migrated(), rows=5000, most=10)
        well = (done.written, done.twice, done.left) == (5000, 0, 0) and min(
            done.kills, done.kills_undoing
        ) > 0
        self.told("kills of whoever writes and undoes a list", done, well)
        done = listed.listed_twin(self.yard.migrated(), rows=5000, most=10)
        self.told("lists, planted fault (marks first): must lose", done, done.written < 5000)

    def malformed(self) -> None:
        from tests.drills import malformed

        junk = malformed.malformed(self.site(3), inputs=self.given.inputs, clients=6)
        self.told("junk into every route", junk, junk.well and junk.tried >= self.given.inputs)
        junk = malformed.malformed_twin(self.site(3), inputs=300, clients=6)
        junk.examples.clear()
        self.told("junk, planted fault: must break", junk, junk.errors > 0)

    def sync(self) -> None:
        from tests.drills import sync

        if self.vendor == "sqlite":
            honest = lambda: sync.synced(self.site(1), writes=200)  # noqa: E731
            planted = lambda: sync.synced_twin(self.site(1), writes=20)  # noqa: E731
        else:
            honest = lambda: sync.synced_postgres(self.site(1), writes=200)  # noqa: E731
            planted = lambda: sync.synced_postgres(self.site(1), writes=20, planted=True)  # noqa: E731
        self._synced("sync before the answer", honest, lambda one: one.answers == one.after_a_sync == 200)
        self._synced("sync, planted fault: must be seen", planted, lambda one: one.after_a_sync < one.answers)

    def _synced(self, name: str, run: Callable[[], Any], well: Callable[[Any], bool]) -> None:
        from tests.drills.sync import NoStrace

        try:
            done = run()
        except NoStrace:
            self.told(name, "not tried: no strace here, or no right to trace the server", True)
        else:
            self.told(name, done, well(done))

    def disk(self) -> None:
        from tests.drills import full_disk

        if self.vendor != "sqlite":
            return self.told("full disk", "not tried: the disk of a server is not ours to fill", True)
        for planted in (False, True):
            place = self.yard.empty()
            try:
                with full_disk.small_disk(place.data, 64) as disk:
                    assert place.ngo2("migrate", "-v0").returncode == 0
                    site = self.site(1, place)
                    site.application = full_disk.UNGUARDED if planted else site.application
                    done = full_disk.fill(site, disk, rounds=10 if planted else 50)
            except full_disk.NoMount:
                return self.told("full disk", "not tried: no right to mount a small file system", True)
            if planted:
                self.told("full disk, planted fault (no guard): must be seen", done.said, not done.well)
            else:
                self.told("full disk, 50 forms", done.said, done.well)
        return None

    def offline(self) -> None:
        from tests.drills import offline

        forms = self.given.forms
        try:
            out = offline.carried(self.site(1), forms=forms, kills=forms // 20)
            self.told(f"offline, {forms} forms with photos", out, out.well)
            out = offline.carried(self.site(1), forms=6, kills=0, planted=True)
            self.told("offline, planted fault (sends before it writes): must lose", out, out.arrived < 6)
        except offline.NoBrowser as missing:
            self.told("offline", f"not tried: {missing.__doc__}", True)


if __name__ == "__main__":
    sys.exit(main())
