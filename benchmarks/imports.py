"""Bringing in a list of 50,000 organisations: rows a second, and the most memory, of the child and of us.

`python -m benchmarks.imports [--rows 50000]` beside what a naive reader needs for the same file (csv.DictReader, and
openpyxl where it is installed). Writes to a database of its own in a temporary folder.
"""

import argparse
import csv
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from ngo2.lib import child

MOST = 400  # megabytes: what the promise allows


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=50_000)
    arguments.add_argument("--one", default="", help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.one:
        print(*NAIVE[asked.one](Path(os.environ["NGO2_BENCH_FILE"])))
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NGO2_DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngo2.config.settings")
        os.environ.pop("DATABASE_URL", None)
        measure(Path(folder), asked.rows)


def measure(folder: Path, count: int) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from ngo2.organisations.tests.lists import HEADER, many

    rows = [HEADER, *many(count, bad=count // 100)]
    for name, data in (("xlsx", _xlsx(rows)), ("csv", _csv(rows))):
        path = folder / f"list.{name}"
        path.write_bytes(data)
        reading = _timed(f"read {name} in the child", count, partial(_read, path))
        for naive in [one for one in NAIVE if one.endswith(name)]:
            _beside(naive, path, count, reading)
    del rows
    _whole(folder / "list.csv", count)
    print(f"most memory of this process: {_megabytes()} MB; allowed: {MOST} MB")


def _whole(path: Path, count: int) -> None:
    from ngo2.lib.actors import Actor
    from ngo2.organisations.services import imports

    actor = Actor("import", label="benchmark")
    with path.open("rb") as file:
        start: Callable[[], Any] = lambda: imports.start_import(  # noqa: E731
            actor, file=file, size=path.stat().st_size, file_name=path.name, dataset="benchmark"
        )
        batch = _timed("read and kept", count, start, result=True)
    imports.set_columns(actor, batch, batch.columns)
    _timed("looked at (preview)", count, lambda: imports.check_rows(batch.pk))
    imports.confirm_import(actor, batch)
    _timed("written", count, lambda: imports.write_rows(batch.pk))
    imports.undo_import(actor, batch)
    _timed("undone", count, lambda: imports.undo_rows(batch.pk))


def _timed(what: str, count: int, work: Callable[[], Any], *, result: bool = False) -> Any:
    began = time.perf_counter()
    made = work()
    took = time.perf_counter() - began
    told = f", child {made >> 20} MB" if isinstance(made, int) else ""
    print(f"{what:<28}{took:8.1f} s {count / took:10.0f} rows/s{told}")
    return made if result else took


def _beside(name: str, path: Path, count: int, ours: float) -> None:
    """In a process of its own, so that its memory is its own."""
    environment = {**os.environ, "NGO2_BENCH_FILE": str(path)}
    command = [sys.executable, "-m", "benchmarks.imports", "--one", name]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name:<28} not measured: {done.stderr.strip().splitlines()[-1]}")
        return
    took, memory = done.stdout.split()
    speed, ratio = count / float(took), float(took) / ours
    print(f"{'naive: ' + name:<28}{float(took):8.1f} s {speed:10.0f} rows/s, {memory} MB; {ratio:.1f} x ours")


def _read(path: Path) -> int:
    from ngo2.lib.sheets.reading import opened

    with path.open("rb") as file, opened(file, path.stat().st_size) as book:
        sum(1 for _row in book.rows())
        return book.memory


def _naive_csv(path: Path) -> tuple[float, int]:
    began = time.perf_counter()
    with path.open(encoding="gb18030", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    return time.perf_counter() - began, _megabytes()


def _naive_xlsx(path: Path) -> tuple[float, int]:
    import openpyxl  # type: ignore[import-untyped]

    began = time.perf_counter()
    sheet = openpyxl.load_workbook(path).active
    rows = [[cell.value for cell in row] for row in sheet.rows]
    assert rows
    return time.perf_counter() - began, _megabytes()


NAIVE = {"csv.DictReader csv": _naive_csv, "openpyxl xlsx": _naive_xlsx}


def _megabytes() -> int:
    """Of this process, not of the one that started it (`ru_maxrss` counts that too)."""
    return child.memory() >> 20


def _csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("gb18030")


def _xlsx(rows: list[list[str]]) -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write_string(at, column, value)
    return file.getvalue()


if __name__ == "__main__":
    main()
