"""Backups are made while people write; the last one is restored into an empty place."""

import threading
import time

from ngo2.operations.tests.machine import Machine
from tests.drills.site import Client, Site


def restored_under_load(
    site: Site, empty: Machine, *, clients: int, planted: bool = False
) -> tuple[int, int, int]:
    """(answers promised before the backup began, of these lost after restoring, exit code of restore).

    The planted fault restores a backup that is older than the promises.
    """
    old = site.machine.backup() if planted else None
    ended = threading.Event()
    people = [Client(site, organisation, ended) for organisation in site.organisations[:clients]]
    site.start()
    for one in people:
        one.start()
    time.sleep(2.0)
    promised = {token for one in people for token in list(one.acknowledged)}
    backup = old or site.machine.backup()
    ended.set()
    for one in people:
        one.join(timeout=60)
    site.stop()
    run = empty.ngo2("restore", backup, "--key", site.machine.data / "backup_key")
    held = set(Site(empty).values()) if run.returncode == 0 else set()
    return len(promised), len(promised - held), run.returncode
