"""P2: what is confirmed is on disk. `strace` sees each sync and each answer; kill -9 cannot show it."""

import re
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass

from tests.drills.site import CSRF, SEEN, Site

UNSYNCED = "tests.drills.planted:unsynced"

CALL = re.compile(r"^(\d+) +(?:[\d.]+ )?(?:<\.\.\. )?(fsync|fdatasync|sendto|write|writev|sendmsg)\b(.*)")


class NoStrace(Exception):
    """Install it: apt install strace."""


@dataclass(frozen=True)
class Synced:
    answers: int
    after_a_sync: int


def synced(site: Site, *, writes: int) -> Synced:
    """SQLite: a sync in the serving process before each 302. `site` is prepared."""
    if shutil.which("strace") is None:
        raise NoStrace
    log = site.machine.data / "strace.log"
    calls = "trace=fsync,fdatasync,sendto,write,writev,sendmsg"
    site.before = ("strace", "-f", "-qq", "-s", "64", "-e", calls, "-o", str(log))
    site.start()
    for n in range(writes):
        _write(site, n)
    time.sleep(0.5)
    site.kill()
    return count(log.read_text(encoding="utf-8", errors="replace"))


def synced_twin(site: Site, *, writes: int) -> Synced:
    site.application = UNSYNCED
    return synced(site, writes=writes)


def synced_postgres(site: Site, *, writes: int, planted: bool = False) -> Synced:
    """PostgreSQL: between each request and its 302 the server process of its connection synced.

    Needs a server on this machine and the right to trace it. The planted fault: synchronous_commit=off.
    """
    if planted:
        name = site.machine.url.rpartition("/")[2]
        site.machine.sql(f'ALTER DATABASE "{name}" SET synchronous_commit TO off')
    site.start()
    _every_connection(site)
    pids = [str(pid) for (pid,) in site.machine.sql(_BACKENDS)]
    log = site.machine.data / "strace.log"
    traced = [word for pid in pids for word in ("-p", pid)]
    words = ["strace", "-f", "-ttt", "-qq", "-e", "trace=fsync,fdatasync", "-o", str(log), *traced]
    if shutil.which("strace") is None:
        raise NoStrace
    tracer = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    time.sleep(1)
    if tracer.poll() is not None:
        site.kill()
        raise NoStrace
    asked = [_write(site, n) for n in range(writes)]
    tracer.terminate()
    tracer.wait()
    site.stop()
    syncs = [float(line.split()[1]) for line in log.read_text().splitlines() if "sync(" in line]
    return Synced(writes, sum(any(began < at < ended for at in syncs) for began, ended in asked))


_BACKENDS = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
    "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


def _every_connection(site: Site) -> None:
    """Each thread of the server opens its own, and keeps it."""
    crowd = [threading.Thread(target=site.get, args=("/organisations/?q=x",)) for _ in range(40)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()


def _write(site: Site, n: int) -> tuple[float, float]:
    """When it was sent and answered."""
    path = f"/organisations/{site.organisations[0]}/edit/summary_zh/"
    found = SEEN.search(site.ask("GET", path)[1])
    form = {"answer": f"做事 {n}", "do": "save", "seen": found[1] if found else ""}
    form |= {"form_key": f"key {n}", "csrfmiddlewaretoken": CSRF}
    began = time.time()
    assert site.ask("POST", path, form)[0] == 302
    return began, time.time()


def count(log: str) -> Synced:
    """Redirects, and those with a sync since the answer before."""
    answers, after, fresh = 0, 0, False
    for line in log.splitlines():
        call = CALL.match(line)
        if call is None:
            continue
        if call[2] in {"fsync", "fdatasync"}:
            fresh = True
        elif "HTTP/1.1 302" in call[3]:
            answers += 1
            after += fresh
            fresh = False
        elif "HTTP/1.1 200" in call[3]:
            fresh = False
    return Synced(answers, after)
