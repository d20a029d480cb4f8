"""Our index: how long it takes to make, and how soon it knows."""

import random
import subprocess
import sys
import time


def resident(pid: int) -> int:
    """Bytes of a process and of all that it started."""
    total, children = 0, subprocess.run(["ps", "-o", "pid=,ppid=,rss=", "-A"], capture_output=True, text=True)
    rows = [tuple(map(int, line.split())) for line in children.stdout.splitlines()]
    family = {pid}
    for _ in range(4):
        family |= {one for one, parent, _rss in rows if parent in family}
    for one, _parent, rss in rows:
        total += rss * 1024 if one in family else 0
    return total


def rebuild() -> tuple[float, int]:
    """(seconds, peak of bytes) of the command, with all its processes."""
    began, peak = time.perf_counter(), 0
    running = subprocess.Popen(
        [sys.executable, "-m", "ngo2", "search", "rebuild", "--no-progress", "--skip-checks"]
    )
    while running.poll() is None:
        peak = max(peak, resident(running.pid))
        time.sleep(0.5)
    assert running.returncode == 0
    return time.perf_counter() - began, peak


def edits(count: int = 10) -> list[float]:
    """Seconds from the commit of an edit until it is found, with a worker that runs beside it."""
    from ngo2.kernel.search import queries
    from ngo2.kernel.search.engine import Ask
    from ngo2.lib.actors import SYSTEM
    from ngo2.organisations.models import Organisation
    from ngo2.organisations.services import assert_facts
    from ngo2.organisations.sources import Source

    chance, waits = random.Random(5), []
    worker = subprocess.Popen([sys.executable, "-m", "ngo2", "worker", "--skip-checks"])
    try:
        for number in range(count):
            time.sleep(chance.random())
            one = Organisation.objects.get(pk=1 + number)
            assert_facts(SYSTEM, one, {"name_en": f"Zanzibar{number} Edited"}, source=Source("staff"))
            began = time.perf_counter()
            while not queries.search(Ask(f"zanzibar{number}"), 1).total:  # type: ignore[union-attr]
                time.sleep(0.005)
                assert time.perf_counter() - began < 60
            waits.append(time.perf_counter() - began)
        waits = waits[1:]  # the first has waited until the worker was up
    finally:
        worker.terminate()
        worker.wait(60)
    return waits
