"""What a process and all that it started need together: memory at most, and how many cores at the same time."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event

_PARENT = re.compile(r"^PPid:\s+(\d+)", re.MULTILINE)
_SIZE = re.compile(r"^(RssAnon|RssFile|RssShmem):\s+(\d+) kB", re.MULTILINE)


class Watch:
    """`resident` counts pages of files (libraries, parts of the index) once for each process that has them mapped;
    `private` leaves them out: the system may drop them at any time. `busy` is how many of `cores` would have had
    something to do, on average: threads that run, or that wait for a core because others have it."""

    def __init__(self, pid: int, cores: int) -> None:
        self.pid, self.cores = pid, cores
        self.resident = self.private = 0
        self._looks = self._ready = 0

    @property
    def busy(self) -> float:
        return self._ready / max(1, self._looks)

    def run(self, over: Event) -> None:
        while not over.wait(0.2):
            family = dict(_family(self.pid))
            self._looks += 1
            self._ready += min(self.cores, sum(map(_ready, family)))
            rows = [dict(_SIZE.findall(status)) for status in family.values()]
            sizes = [{name: int(kilobytes) * 1024 for name, kilobytes in row.items()} for row in rows]
            self.resident = max(self.resident, sum(sum(size.values()) for size in sizes))
            self.private = max(self.private, sum(size.get("RssAnon", 0) for size in sizes))


def _ready(pid: int) -> int:
    """Threads that run or could."""
    states = []
    for path in Path(f"/proc/{pid}/task").glob("*/stat"):
        with suppress(OSError):
            states.append(path.read_text().rpartition(")")[2].split()[0])
    return states.count("R")


def _family(pid: int) -> Iterator[tuple[int, str]]:
    """(number, /proc/…/status) of the process and of its descendants."""
    known: dict[int, str] = {}
    for path in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):  # it has ended meanwhile
            known[int(path.parent.name)] = path.read_text()
    parents = {one: int(_PARENT.findall(status)[0]) for one, status in known.items()}
    family = {pid} & known.keys()
    while more := {one for one, parent in parents.items() if parent in family} - family:
        family |= more
    yield from ((one, known[one]) for one in family)
