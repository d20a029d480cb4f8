"""P1 on PostgreSQL: its server is killed under people who write, and comes back. The site stays, and says so."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ngo2.operations.tests.machine import Machine
from tests.drills.crash import settle
from tests.drills.site import CSRF, Client, Outcome, Site, reconcile
from tools import postgres

AWAY = "数据库暂时没有应答"
HEALED_SECONDS = 60


class NoServer(Exception):
    """A server that may be killed is one of our own: PostgreSQL's programs are not installed here."""


@dataclass
class Outages:
    kills: int = 0
    told: int = 0  # times that somebody asked meanwhile, was told so, and got what they had typed back
    seconds: list[float] = field(default_factory=list)  # from the server's return to the first page
    ready: bool = False  # at the end the same worker works, too: /readyz says so
    outcome: Outcome | None = None

    @property
    def well(self) -> bool:
        return (
            self.outcome is not None
            and not (self.outcome.lost or self.outcome.doubled or self.outcome.errors)
            and self.outcome.acknowledged > self.kills
            and self.told == self.kills == len(self.seconds)
            and self.ready
        )

    def __str__(self) -> str:
        slowest = max(self.seconds, default=0.0)
        worker = "the worker goes on" if self.ready else "the worker does NOT go on"
        return (
            f"{self.kills} kills, {self.told} told so, healed after {slowest:.1f} s at most, {worker}; "
            f"{self.outcome}"
        )


@contextmanager
def mortal(place: Machine, *, synced: bool) -> Iterator[postgres.Cluster]:
    """A server of our own with nothing in it but an empty database, which becomes the one of `place`."""
    folder = postgres.programs()
    if folder is None:
        raise NoServer
    with postgres.own_cluster(folder, synced=synced) as server:
        place.url = f"{server.url}/postgres"
        yield server


def outages(site: Site, server: postgres.Cluster, *, kills: int, clients: int, seed: int = 7) -> Outages:
    """`site` is prepared, on `server`."""
    dice, ended, done = random.Random(seed), threading.Event(), Outages()
    people = [Client(site, organisation, ended) for organisation in site.organisations[:clients]]
    site.start()
    with site.worker() as worker:
        for one in people:
            one.start()
        for _ in range(kills):
            time.sleep(dice.uniform(0.1, 0.7))
            server.kill()
            done.kills += 1
            done.told += _told(site, site.organisations[-1])
            server.start()
            began = time.monotonic()
            while site.get("/me/") != 200:
                assert time.monotonic() < began + HEALED_SECONDS, "the site does not find its database again"
                time.sleep(0.05)
            done.seconds.append(time.monotonic() - began)
        done.ready = _ready(site) and worker.poll() is None
    settle(site, people, ended)
    done.outcome = reconcile(site, people)
    return done


def _ready(site: Site) -> bool:
    deadline = time.monotonic() + HEALED_SECONDS
    while site.get("/readyz") != 200:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def _told(site: Site, organisation: int) -> bool:
    path, words = f"/organisations/{organisation}/edit/summary_zh/", "写了很久的话"
    read, page = site.ask("GET", path)
    status, text = site.ask("POST", path, {"answer": words, "form_key": "k", "csrfmiddlewaretoken": CSRF})
    return read == status == 503 and AWAY in page and AWAY in text and words in text
