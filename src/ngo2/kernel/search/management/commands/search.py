import os
from argparse import BooleanOptionalAction
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from ngo2.kernel.search import building, places, queries, sharing
from ngo2.kernel.search.building import Build
from ngo2.kernel.search.following import PAGES
from ngo2.kernel.ui import pages

STEP, COMMIT = 2000, 100_000
MOST_PROCESSES = 4  # more prepare faster than one index takes it in, and each is 200 MB


class Command(BaseCommand):
    help = "The search index: `status` says how it is, `rebuild` makes it anew beside the one that is asked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("do", choices=["status", "rebuild"])
        parser.add_argument(
            "--processes", type=int, default=min(_cores(), MOST_PROCESSES), help="that prepare, for rebuild"
        )
        parser.add_argument("--progress", action=BooleanOptionalAction, default=True)

    def handle(self, *args: Any, do: str, **options: Any) -> None:
        if places.folder() is None:
            raise CommandError("This site does without an index: NGO2_SEARCH_DIR is “none”.")
        if do == "status":
            self._status()
        else:
            self._rebuild(max(1, options["processes"]), options["progress"])

    def _status(self) -> None:
        path, state = places.current(), queries.state()
        if path is None or state is None:
            self.stdout.write("There is no index yet. A worker makes one; so does `ngo2 search rebuild`.")
            return
        waiting = queries.behind(state)
        self.stdout.write(
            f"{queries.size():,} documents, {places.bytes_on_disk(path) / 1e6:,.1f} MB, in {path}."
        )
        self.stdout.write(
            "Up to date." if not waiting else f"{waiting:,} entries of the journal are not in yet."
        )

    def _rebuild(self, processes: int, progress: bool) -> None:
        with places.held("building") as mine:
            if not mine:
                raise CommandError(
                    "The index is being made already. Wait until that is done, then try again."
                )
            build = Build(megabytes=100, threads=2)
            try:
                with tqdm(total=building.total(), disable=not progress, unit=" records") as bar:
                    _fill(build, processes, bar)
            except BrokenProcessPool:
                build.stop()
                raise CommandError(_KILLED) from None
            path = build.finish()
        pages.touch(PAGES)
        self.stdout.write(f"The index is in place: {path}.")


Step = tuple[str, list[int]]
_KILLED = (
    "A process that prepares records was killed, perhaps because memory ran out. People go on searching in the old "
    "index. Start `ngo2 search rebuild` again and it goes on; with --processes 1 it needs the least memory."
)


def _cores() -> int:
    """That we may use: a container may have fewer than the machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _fill(build: Build, processes: int, bar: tqdm) -> None:
    done = 0
    for noun, pks, lines in _prepared(build.steps(STEP), processes):
        done += len(pks)
        build.add(noun, pks, lines, commit=done % COMMIT < len(pks))
        bar.update(len(pks))


def _prepared(steps: Iterator[Step], processes: int) -> Iterator[tuple[str, list[int], list[str]]]:
    """In their order; the work of cutting words is shared among processes, a few steps ahead."""
    if processes == 1:
        for noun, pks in steps:
            yield noun, pks, building.lines_of(noun, pks)
        return
    waiting: list[tuple[Step, Future[list[str]]]] = []
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=sharing.begin) as pool:
        while True:
            for step in islice(steps, 2 * processes - len(waiting)):
                waiting.append((step, pool.submit(sharing.lines_of, *step)))
            if not waiting:
                return
            (noun, pks), lines = waiting.pop(0)
            yield noun, pks, lines.result()
