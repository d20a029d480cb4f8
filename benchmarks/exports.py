"""Rows a second and peak memory of each format, with 5,000 and with 50,000 organisations, side by side.

    make bench                    # or: PYTHONPATH=src .venv/bin/python -m benchmarks.exports [--rows 5000 50000]

Every measurement is a process of its own that writes the directory out of a database, as a download does: its peak
is the resident memory of that process above what it had before the first row. Memory is constant when the ratio of
the two peaks is about one.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FORMATS = ("csv", "xlsx", "geojson", "json")


def prepare(folder: Path, database: str = "") -> None:
    os.environ.update(
        NGO2_DATA_DIR=str(folder), DJANGO_SETTINGS_MODULE="ngo2.config.settings", DATABASE_URL=database
    )
    import django

    django.setup()


def fill(rows: int) -> None:
    """`rows` records like those of the demo, written past the services: what is measured is the way out."""
    from django.core.management import call_command
    from django.utils import timezone

    from ngo2.organisations import projection
    from ngo2.organisations.models import Organisation

    call_command("migrate", verbosity=0)
    now = timezone.now()
    counties = ("451228", "420503", "510116", "420111", "110105")

    def record(number: int) -> Organisation:
        value: dict[str, Any] = {
            "name_zh": f"山蚁乡村教育小组{number}", "name_en": f"Mountain Ants {number}", "kind": "grassroots_ngo",
            "legal_status": "registered_service", "causes": ["rural-education", "volunteering"], "founded": 2009,
            "division": {"code": counties[number % len(counties)], "as_of_year": 2026}, "phone": "+867782260217",
            "summary_zh": "八位老师和二十名志愿者，在河池三个县的夜校教成年人识字。" * 3, "website": "https://ants.example.org",
        }  # fmt: skip
        said = {"source": "import", "label": "benchmark", "url": "", "changed": now.isoformat()}
        one = Organisation(created_at=now, changed_at=now)
        projection.apply(one, {key: {"v": each, **said} for key, each in value.items()})
        return one

    for start in range(0, rows, 2000):
        Organisation.objects.bulk_create([record(n) for n in range(start, min(start + 2000, rows))])


def resident() -> int:
    """The most bytes this process has had in memory so far."""
    text = Path("/proc/self/status").read_text()
    return int(text.partition("VmHWM:")[2].split()[0]) * 1024


def export(form: str) -> dict[str, float]:
    """Write one format to nowhere; the first ten rows are written before, so that all code is loaded."""
    from itertools import islice

    from django.utils import timezone

    from ngo2.kernel.opendata import formats
    from ngo2.kernel.opendata.datasets import datasets
    from ngo2.kernel.opendata.heads import head_of

    dataset = datasets["organisations"]
    head = head_of(dataset, "zh-hans", "http://localhost/", timezone.localdate())
    for _block in formats.FORMATS[form].write(head, islice(dataset.rows(None, "zh-hans"), 10)):
        pass
    before, began, size = resident(), time.perf_counter(), 0
    for block in formats.FORMATS[form].write(head, dataset.rows(None, "zh-hans")):
        size += len(block)
    spent = time.perf_counter() - began
    return {
        "rows": dataset.count(),
        "seconds": spent,
        "bytes": size,
        "peak": resident(),
        "more": resident() - before,
    }


def measured(folder: Path, form: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.exports", "--export", form, "--folder", str(folder)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs=2, default=[5_000, 50_000])
    parser.add_argument("--export", choices=FORMATS, help=argparse.SUPPRESS)
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.folder:
        prepare(told.folder)
        if told.fill:
            fill(told.fill)
        else:
            print(json.dumps(export(told.export)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        found = {}
        for rows in told.rows:
            folder = Path(scratch) / str(rows)
            folder.mkdir()
            command = [
                sys.executable,
                "-m",
                "benchmarks.exports",
                "--fill",
                str(rows),
                "--folder",
                str(folder),
            ]
            subprocess.run(command, check=True)
            found[rows] = {form: measured(folder, form) for form in FORMATS}
    few, many = told.rows
    print(f"{'format':8} {'rows/s':>8} {'rows/s':>8} {'peak MB':>8} {'peak MB':>8} {'ratio':>6} {'MB':>6}")
    print(f"{'':8} {few:8,} {many:8,} {few:8,} {many:8,} {'':>6} {many:6,}")
    for form in FORMATS:
        one, ten = found[few][form], found[many][form]
        print(
            f"{form:8} {one['rows'] / one['seconds']:8,.0f} {ten['rows'] / ten['seconds']:8,.0f} "
            f"{one['peak'] / 2**20:8.1f} {ten['peak'] / 2**20:8.1f} {ten['peak'] / one['peak']:6.2f} "
            f"{ten['bytes'] / 2**20:6.1f}"
        )


if __name__ == "__main__":
    main()
