"""Restart under load: nobody is refused, nothing is cut off, nothing is lost."""

import threading
import time
from dataclasses import dataclass

from tests.drills.site import Client, Outcome, Site, reconcile


@dataclass(frozen=True)
class Restarts:
    outcome: Outcome
    seconds: list[float]  # that each restart took
    failed: int  # connections refused or cut, and answers of 500 and above

    def __str__(self) -> str:
        slowest = max(self.seconds)
        return (
            f"{self.failed} failed of {self.outcome.tries}, slowest restart {slowest:.1f} s; {self.outcome}"
        )


def restart(site: Site, *, restarts: int, clients: int, requests: int = 0) -> Restarts:
    """SIGHUP to `ngo2 start` again and again; goes on until `requests` were made."""
    site.start_whole()
    return _under_load(site, site.begin_again, restarts=restarts, clients=clients, requests=requests)


def restart_twin(site: Site, *, restarts: int, clients: int) -> Restarts:
    """The planted fault: the socket ends with the pages."""

    def stop_and_start() -> float:
        seconds = site.stop()
        site.start()
        return seconds

    site.start()
    return _under_load(site, stop_and_start, restarts=restarts, clients=clients)


def _under_load(site, again, *, restarts, clients, requests=0):  # type: ignore[no-untyped-def]
    ended = threading.Event()
    people = [Client(site, organisation, ended) for organisation in site.organisations[:clients]]
    for one in people:
        one.start()
    seconds = []
    for _ in range(restarts):
        time.sleep(1.0)
        seconds.append(again())
    time.sleep(1.0)
    while sum(one.tries for one in people) < requests and any(one.is_alive() for one in people):
        time.sleep(0.1)
    ended.set()
    for one in people:
        one.join(timeout=120)
    site.stop()
    outcome = reconcile(site, people)
    unheard = sum(one.statuses.get(0, 0) for one in people)
    return Restarts(outcome, seconds, unheard + outcome.errors + outcome.busy)
