"""Processes that compute, over all cores; only the one that began them touches the database."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

from ngo2.organisations.duplicates import bulk

Job = TypeVar("Job")
Done = TypeVar("Done")


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """With one process the work is done here."""

    def __init__(self, processes: int = 1) -> None:
        self.processes = processes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self.processes > 1:
            # Not forked: a copy of this process would hold its connection to the database.
            fresh = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.processes, mp_context=fresh, initializer=bulk.begin)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def map(self, work: Callable[[Job], Done], jobs: Iterable[Job]) -> Iterator[Done]:
        """What comes out, in the order of the jobs."""
        return self._pool.map(work, jobs) if self._pool else map(work, jobs)

    def shares(self, rows: Sequence[Job]) -> list[Sequence[Job]]:
        """`rows` in as many parts as there are processes."""
        size = -(-len(rows) // self.processes) or 1
        return [rows[start : start + size] for start in range(0, len(rows), size)]
