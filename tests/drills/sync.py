"""P2: what is confirmed is on disk. `strace` sees each sync and each answer; kill -9 cannot show it."""

import re
import shutil
import time
from dataclasses import dataclass

from tests.drills.site import CSRF, SEEN, Site

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
    path = f"/organisations/{site.organisations[0]}/edit/summary_zh/"
    for n in range(writes):
        found = SEEN.search(site.ask("GET", path)[1])
        form = {"answer": f"做事 {n}", "do": "save", "seen": found[1] if found else ""}
        form |= {"form_key": f"key {n}", "csrfmiddlewaretoken": CSRF}
        assert site.ask("POST", path, form)[0] == 302
    time.sleep(0.5)
    site.kill()
    return count(log.read_text(encoding="utf-8", errors="replace"))


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
