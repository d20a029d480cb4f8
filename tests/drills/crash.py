"""P1: kill -9 of everything that serves, again and again, while people write: nothing lost, nothing twice."""

import random
import threading
import time

from tests.drills.site import Client, Outcome, Site, reconcile

HONEST, PLANTED = "tests.drills.served:application", "tests.drills.planted:application"


def crash(site: Site, *, kills: int, clients: int, seed: int = 7) -> Outcome:
    """`site` is prepared. Kills fall 0.1 to 0.7 s into a burst of writes."""
    dice, ended = random.Random(seed), threading.Event()
    people = [Client(site, organisation, ended) for organisation in site.organisations[:clients]]
    site.start()
    for one in people:
        one.start()
    time.sleep(0.5)
    for _ in range(kills):
        time.sleep(dice.uniform(0.1, 0.7))
        site.kill()
        site.start()
    settle(site, people, ended)
    return reconcile(site, people)


def settle(site: Site, people: list[Client], ended: threading.Event) -> None:
    """Everybody ends what they began, against a server that lives."""
    ended.set()
    for one in people:
        one.join(timeout=120)
    time.sleep(0.5)
    site.stop()


def crash_twin(site: Site, *, kills: int, clients: int) -> Outcome:
    site.application = PLANTED
    return crash(site, kills=kills, clients=clients)
