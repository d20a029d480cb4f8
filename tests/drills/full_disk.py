"""A disk that is really full (a small file system in memory): reading goes on, nothing is lost, and it heals."""

import os
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.drills.site import CSRF, SEEN, Site

UNGUARDED = "tests.drills.planted:unguarded"


class NoMount(Exception):
    """This machine does not let us make a small file system."""


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Needs root (and no container that forbids mounting)."""
    folder.mkdir(parents=True, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "ngo2-drill", str(folder)]
    if os.geteuid() != 0 or subprocess.run(words, capture_output=True).returncode:
        raise NoMount
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@dataclass(frozen=True)
class Filled:
    """Statuses, in the order of asking."""

    reads: list[int]
    writes: list[int]
    ready: int
    kept: bool  # what was typed stands in the answer
    healed: int
    held: int  # answers in the record at the end

    @property
    def well(self) -> bool:
        """Everything could be read, nothing was written, what was typed stood in the answer, and it healed."""
        wanted = {200}, {507}, 503, True, 302, 2
        return (set(self.reads), set(self.writes), self.ready, self.kept, self.healed, self.held) == wanted

    @property
    def said(self) -> str:
        reads, writes = dict(Counter(self.reads)), dict(Counter(self.writes))
        return f"reads {reads}, writes {writes}, /readyz {self.ready}, healed {self.healed}, {self.held} held"


def fill(site: Site, folder: Path, *, rounds: int) -> Filled:
    """`site` stands on the small disk."""
    site.start()
    _write(site, "first")
    _occupy(folder / "filling")
    time.sleep(2.5)  # the guard looks every two seconds
    reads, writes, kept = [], [], True
    for n in range(rounds):
        reads += [site.get("/"), site.get("/organisations/"), site.get("/me/"), site.get("/healthz")]
        status, text = _write(site, f"round {n}")
        writes.append(status)
        kept = kept and f"round {n}" in text
    ready = site.get("/readyz")
    (folder / "filling").unlink()
    time.sleep(2.5)
    healed = _write(site, "healed")[0]
    site.stop()
    said = str(site.machine.sql("SELECT value FROM organisations_assertion WHERE field = 'summary_zh'"))
    return Filled(reads, writes, ready, kept, healed, len(re.findall("first|healed|round", said)))


def _write(site: Site, words: str) -> tuple[int, str]:
    number = site.organisations[0]
    path = f"/organisations/{number}/edit/summary_zh/"
    found = SEEN.search(site.ask("GET", path)[1])
    form = {"answer": f"做事 {words}", "do": "save", "seen": found[1] if found else ""}
    form |= {"form_key": f"key {words}", "csrfmiddlewaretoken": CSRF}
    return site.ask("POST", path, form)


def _occupy(path: Path) -> None:
    """Until nothing fits any more."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
