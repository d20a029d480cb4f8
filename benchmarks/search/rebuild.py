"""What `ngo2 search rebuild` costs for N records: processor seconds and memory of all its processes together.

    PYTHONPATH=src .venv/bin/python -m benchmarks.search.rebuild [--records 1000000] [--like crowd] [--processes 2]

Processor seconds are what to compare: on a machine that does other work, the wall clock tells about that work too. By
them, and by how many threads are ready at a time, it says how long two free cores would need. `--like crowd` makes the
records of `ngo2 demo`, short as those of a register; `--like benchmark` those of the other benchmark, with a paragraph
in each. `--folder` keeps the records for the next time.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Event, Thread

from benchmarks.search.__main__ import prepare
from benchmarks.search.watching import Watch

CORES, MINUTES, GIGABYTES = 2, 4, 1.5  # the goal, for a million


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--like", choices=["crowd", "benchmark"], default="crowd")
    parser.add_argument("--processes", type=int, default=CORES)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--database", default="", help="URL of an empty PostgreSQL; without it, SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ngo2-rebuild-") as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        prepare(folder, options.database)
        records = fill(options.records, options.like)
        run(records, options.processes)


def fill(records: int, like: str) -> int:
    """As many as there are already, when there are some."""
    from django.core.management import call_command

    from benchmarks.search import records as made
    from ngo2.kernel.search import building

    call_command("migrate", verbosity=0)
    if not building.total() and like == "benchmark":
        made.fill(records)
    elif not building.total():
        call_command("demo", organisations=records)
    return building.total()


def run(records: int, processes: int) -> None:
    from ngo2.kernel.search import places, queries

    command = [sys.executable, "-m", "ngo2", "search", "rebuild", "--no-progress", "--skip-checks"]
    began = time.perf_counter()
    running = subprocess.Popen([*command, "--processes", str(processes)])
    watch, over = Watch(running.pid, CORES), Event()
    watching = Thread(target=watch.run, args=(over,))
    watching.start()
    _, status, used = os.wait4(running.pid, 0)  # with all that it has waited for itself
    wall = time.perf_counter() - began
    over.set()
    watching.join()
    assert os.waitstatus_to_exitcode(status) == 0
    path, cpu = places.current(), used.ru_utime + used.ru_stime
    assert path is not None
    assert queries.size()
    seconds = cpu / watch.busy  # on cores that do nothing else
    million = seconds / records * 1_000_000 / 60
    print(
        f"{records:,} records, {queries.size():,} documents, {places.bytes_on_disk(path) / 1e6:,.0f} MB on disk\n"
        f"processor {cpu:.1f} s ({cpu / records * 1e3:.3f} ms a record), wall {wall:.1f} s here\n"
        f"work for {watch.busy:.2f} of {CORES} cores at a time: {seconds:.0f} s where both are free\n"
        f"peak {watch.resident / 1e6:,.0f} MB resident ({watch.private / 1e6:,.0f} MB of it no file)\n"
        f"a million by this: {million:.1f} minutes (goal {MINUTES}; memory {GIGABYTES} GB)"
    )


if __name__ == "__main__":
    main()
