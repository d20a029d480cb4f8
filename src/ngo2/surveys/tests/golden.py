"""What R said (data/golden.R) about the answers in data/golden.csv."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ngo2.surveys.columns import Category, Question, Single
from ngo2.surveys.statistics.design import Design

DATA = Path(__file__).parent / "data"
# The designs of golden.R by their names there.
DESIGNS = {
    "plain": {},
    "strata": {"strata": "stratum"},
    "clusters": {"clusters": "cluster"},
    "full": {"strata": "stratum", "clusters": "cluster"},
    "fpc": {"strata": "stratum", "clusters": "cluster", "population": "clusters"},
}


@cache
def said() -> dict[str, Any]:
    return json.loads((DATA / "golden.json").read_text())


@cache
def answers() -> dict[str, np.ndarray]:
    with (DATA / "golden.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name] or "nan") for row in rows]) for name in rows[0]}


def design(name: str, kept: np.ndarray | None = None, lonely: Any = "refuse") -> Design:
    columns = answers()
    kept = np.ones(len(columns["weight"]), bool) if kept is None else kept
    told = {key: columns[column][kept] for key, column in DESIGNS[name].items()}
    return Design.of(columns["weight"][kept], lonely=lonely, **told)


def single(name: str) -> Single:
    """A column of golden.csv as one of choices: the whole numbers are its values, blanks are missing."""
    values = answers()[name]
    there = ~np.isnan(values)
    known = sorted({int(value) for value in values[there]})
    codes = np.zeros(len(values), np.uint8)
    codes[there] = [known.index(int(value)) + 2 for value in values[there]]
    return Single(Question(name, "single", tuple(Category(str(value)) for value in known)), codes)


def near(ours: Any, theirs: Any, least: float = 1e-9) -> None:
    """To nine digits of the greater; both NaN where R says NA."""
    theirs = np.array([np.nan if value is None else value for value in np.ravel(theirs)], float)
    np.testing.assert_allclose(np.ravel(np.asarray(ours, float)), theirs, rtol=least, atol=1e-12)
