"""Where the data files of the repository stand, and how they are read."""

import csv
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[4] / "data"


def rows(name: str) -> Iterator[list[str]]:
    """Rows of `data/<name>` without the header; UTF-8 with or without BOM."""
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        yield from lines


def records(name: str) -> Iterator[dict[str, str]]:
    """Rows of `data/<name>` by column name."""
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
