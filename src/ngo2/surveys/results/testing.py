"""Does another question make a difference? Every question of the form against it, corrected for how many that are.

Tests ask whether there is a difference beyond this population, so they go without its finite size (Graubard & Korn
2002): of a census every difference would be sure, however small.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ngo2.surveys.columns.kinds import Category, Question
from ngo2.surveys.columns.values import FIRST, MISSING, Column, Multi, Single
from ngo2.surveys.results.sample import Sample
from ngo2.surveys.results.tables import Cross
from ngo2.surveys.statistics import chisquare, exact
from ngo2.surveys.statistics.chisquare import answered_codes
from ngo2.surveys.statistics.corrections import corrected
from ngo2.surveys.statistics.refusing import Unsound

DRAWS: Final = 9_999  # of Fisher's test on larger tables: p to a hundredth while somebody waits
MOST_CELLS: Final = 60  # a table of more is no table that a person reads; it is not tested


@dataclass(frozen=True)
class Tested:
    """`p` by itself, `corrected` after Holm among `tests`. `reason`: the code of `Unsound` where nothing was tested."""

    p: float
    corrected: float
    tests: int
    method: str
    v: float
    n: int
    reason: str = ""


Key = tuple[str, str]  # (question, value of an option of which several may be chosen; else "")


def tested(sample: Sample, by: Column | None) -> dict[Key, Tested]:
    """All questions that each respondent is asked once, by one with single choices; empty where `by` is none."""
    if not isinstance(by, Single):
        return {}
    found: dict[Key, Tested] = {}
    for name, column in sample.answers.main.columns.items():
        if name == by.question.name:
            continue
        if isinstance(column, Single):
            found[name, ""] = _one(column, by, sample)
        elif isinstance(column, Multi):
            for place, option in enumerate(column.categories):
                found[name, option.value] = _one(_option(column, place), by, sample)
    chances = corrected([one.p for one in found.values()])
    many = int(np.count_nonzero(~np.isnan(chances)))
    return {
        key: replace(one, corrected=float(chance), tests=many)
        for (key, one), chance in zip(found.items(), chances, strict=True)
    }


def _option(column: Multi, place: int) -> Single:
    question = Question(column.question.name, "single", (Category("no"), Category("yes")))
    codes = np.where(column.answered, FIRST + column.chosen(place).astype(np.uint8), MISSING)
    return Single(question, codes.astype(np.uint8))


def _one(column: Single, by: Single, sample: Sample) -> Tested:
    r, c = answered_codes(column), answered_codes(by)
    if sample.where is not None:
        r = np.where(sample.where, r, -1)
    try:
        table = chisquare.counts(r, c)
        if table.size > MOST_CELLS:
            raise Unsound("cells", str(table.size))
        if sample.design is not None:
            design = replace(sample.design, fractions=np.zeros_like(sample.design.fractions))
            told = chisquare.rao_scott(r, c, design, sample.where)
            return Tested(told.p, np.nan, 0, told.method, told.v, told.n)
        plain = chisquare.pearson(table)
        expected = np.outer(table.sum(1), table.sum(0)) / table.sum()
        if (expected < 5).mean() > 0.2 or expected.min() < 1:  # Cochran 1954, as in `chisquare.association`
            few = exact.fisher(table, DRAWS)
            return Tested(few.p, np.nan, 0, few.method, plain.v, plain.n)
        return Tested(plain.p, np.nan, 0, plain.method, plain.v, plain.n)
    except Unsound as unsound:
        return Tested(np.nan, np.nan, 0, "", np.nan, 0, unsound.code)


def most_telling(found: dict[Key, Tested], names: Sequence[str]) -> list[Key]:
    """Those below 0.05 after the correction, the smallest first."""
    telling = [key for key, one in found.items() if one.corrected < 0.05 and key[0] in names]
    return sorted(telling, key=lambda key: found[key].corrected)


def with_tests(table: Cross, found: Mapping[Key, Tested]) -> Cross:
    name = table.question.name
    rows = tuple(replace(row, test=found.get((name, row.line.value))) for row in table.rows)
    return replace(table, rows=rows, test=found.get((name, "")))
