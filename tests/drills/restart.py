"""Restart under load: who sends again what was not answered notices nothing but a moment."""

import threading
import time
from dataclasses import dataclass

from tests.drills.site import Client, Outcome, Site, reconcile


@dataclass(frozen=True)
class Restarts:
    outcome: Outcome
    seconds: list[float]  # that each polite stop took
    resets: int  # connections that were cut or refused, and sent again


def restart(site: Site, *, restarts: int, clients: int) -> Restarts:
    ended = threading.Event()
    people = [Client(site, organisation, ended) for organisation in site.organisations[:clients]]
    site.start()
    for one in people:
        one.start()
    seconds = []
    for _ in range(restarts):
        time.sleep(1.0)
        seconds.append(site.stop())
        site.start()
    time.sleep(1.0)
    ended.set()
    for one in people:
        one.join(timeout=120)
    site.stop()
    resets = sum(one.statuses.get(0, 0) for one in people)
    return Restarts(reconcile(site, people), seconds, resets)
