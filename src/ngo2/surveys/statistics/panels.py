"""The same respondents twice, and waves that share some of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from statsmodels.stats import contingency_tables

from ngo2.surveys.columns.values import Floats, Mask
from ngo2.surveys.statistics.design import Design
from ngo2.surveys.statistics.estimates import Estimate, mean
from ngo2.surveys.statistics.intervals import apart, student, wilson
from ngo2.surveys.statistics.refusing import Unsound


@dataclass(frozen=True)
class Switched:
    """Yes or no, before and after. `kept`, `lost`, `gained`, `never`: yes-yes, yes-no, no-yes, no-no.

    `difference` is after less before, with the interval of Newcombe. `exact`, `corrected`, `plain`: p of McNemar's
    test by the binomial distribution, by chi-square with and without Edwards' correction (NaN if nobody switched).
    """

    kept: int
    lost: int
    gained: int
    never: int
    difference: float
    low: float
    high: float
    level: float
    exact: float
    corrected: float
    plain: float
    chi_square: float
    chi_square_corrected: float

    @property
    def n(self) -> int:
        return self.kept + self.lost + self.gained + self.never


@dataclass(frozen=True)
class Change:
    """A difference of means: second less first. `both` answered twice, the others once.

    `error_apart`: the standard error if nobody had answered twice; the panel makes `error` smaller. `correlation` of
    the two means, which comes from those who answered twice.
    """

    difference: float
    error: float
    low: float
    high: float
    level: float
    df: float
    p: float
    both: int
    only_first: int
    only_second: int
    error_apart: float
    correlation: float


def switched(before: Mask, after: Mask, answered: Mask | None = None, level: float = 0.95) -> Switched:
    """McNemar 1947 (Edwards 1948 for the correction), of those who answered both times; unweighted."""
    if answered is not None:
        before, after = before[answered], after[answered]
    if len(before) != len(after):
        raise Unsound("length")
    if not len(before):
        raise Unsound("empty")
    cells = np.bincount(2 * (~before).astype(int) + (~after).astype(int), minlength=4)
    kept, lost, gained, never = (int(cell) for cell in cells)
    table = cells.reshape(2, 2)
    exact = float(contingency_tables.mcnemar(table, exact=True).pvalue)
    found = [(np.nan, np.nan)] * 2
    if lost + gained:
        tests = [contingency_tables.mcnemar(table, exact=False, correction=each) for each in (True, False)]
        found = [(float(test.statistic), float(test.pvalue)) for test in tests]
    low, high = paired_interval(kept, lost, gained, never, level)
    return Switched(
        kept, lost, gained, never, (gained - lost) / len(before), low, high, level, min(exact, 1.0),
        found[0][1], found[1][1], found[1][0], found[0][0],
    )  # fmt: skip


def paired_interval(
    kept: int, lost: int, gained: int, never: int, level: float = 0.95
) -> tuple[float, float]:
    """Of the difference of two paired proportions, after less before (Newcombe 1998, Stat. Med. 17:2635, method 10).

    Wilson's intervals of both, put together by the correlation phi, which is drawn towards 0 where it is positive.
    """
    n = kept + lost + gained + never
    first, second = (kept + lost) / n, (kept + gained) / n
    (low1, low2), (high1, high2) = wilson([first, second], n, level)
    margins = (kept + lost) * (gained + never) * (kept + gained) * (lost + never)
    cross = float(kept * never - lost * gained)
    if cross > 0:
        cross = max(cross - n / 2, 0.0)
    phi = cross / np.sqrt(float(margins)) if margins else 0.0
    return apart((first, float(low1), float(high1)), (second, float(low2), float(high2)), phi)


def paired(before: Floats, after: Floats, design: Design, level: float = 0.95) -> tuple[Estimate, float]:
    """(mean of after less before, p): of those who answered both times, with weights and design.

    Proportions are the means of 0 and 1. Without a design this is Student's paired test.
    """
    found = mean(np.asarray(after, float) - np.asarray(before, float), design, None, level)
    return found, _chance(found.value, found.error, found.df)


def change(
    values: Floats,
    second: Mask,
    respondents: NDArray[Any],
    weights: Floats,
    level: float = 0.95,
    design: Design | None = None,
) -> Change:
    """Second wave less first, where the rows of both stand one under the other and some respondents are in both.

    All rows of one respondent are one sampling unit, so what both waves share is reckoned with (Kish 1965, 12.4;
    Lumley 2010, 2.2). Give a `design` of these rows where there are strata or larger clusters: respondents must lie
    within its units.
    """
    rows = len(values)
    if not rows == len(second) == len(respondents) == len(weights):
        raise Unsound("length")
    values = np.asarray(values, float)
    names, person = np.unique(respondents, return_inverse=True)
    told = ~np.isnan(values)
    waves = [np.bincount(person[told & each], minlength=len(names)) for each in (~second, second)]
    for wave in waves:
        if wave.max(initial=0) > 1:
            raise Unsound("twice", str(names[int(np.argmax(wave))]))
        if not wave.sum():
            raise Unsound("empty")
    design = design or Design.of(weights, clusters=person)
    parts = []
    for each in (~second, second):
        w = np.where(told & each, design.weights, 0.0)
        middle = float(w @ np.where(told, values, 0.0) / w.sum())
        parts.append((middle, w * np.where(told, values - middle, 0.0) / w.sum()))
    spread = design.covariance(np.column_stack([parts[0][1], parts[1][1]]))
    difference = parts[1][0] - parts[0][0]
    error = float(np.sqrt(spread[0, 0] + spread[1, 1] - 2 * spread[0, 1]))
    df = design.degrees(told)
    if df < 1:
        raise Unsound("one_psu")
    half = student(level, df) * error
    alone = np.sqrt(spread[0, 0] * spread[1, 1])
    both = int(((waves[0] > 0) & (waves[1] > 0)).sum())
    return Change(
        difference, error, difference - half, difference + half, level, df, _chance(difference, error, df),
        both, int(waves[0].sum()) - both, int(waves[1].sum()) - both, float(np.sqrt(spread[0, 0] + spread[1, 1])),
        float(spread[0, 1] / alone) if alone else 0.0,
    )  # fmt: skip


def _chance(value: float, error: float, df: float) -> float:
    if not error:
        return 1.0 if not value else 0.0
    return float(2 * stats.t.sf(abs(value) / error, df))
