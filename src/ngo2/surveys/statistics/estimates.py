"""Means, totals, ratios, proportions and quantiles of a designed sample, each with its error and its base."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ngo2.surveys.columns.values import FIRST, Floats, Mask, Single
from ngo2.surveys.statistics import intervals
from ngo2.surveys.statistics.design import Design
from ngo2.surveys.statistics.refusing import Unsound

Method = Literal["logit", "beta", "wilson", "mean"]


@dataclass(frozen=True)
class Estimate:
    """`error`: standard error by linearisation. `n` answered, `weight` is the sum of their weights.

    `design_effect`: how often the spread of a simple random sample of n (drawn with replacement); `effective` = n
    divided by it. NaN where it makes no sense. `method` names the interval.
    """

    value: float
    error: float
    low: float
    high: float
    level: float
    df: float
    n: int
    weight: float
    design_effect: float
    effective: float
    method: str


def mean(values: Floats, design: Design, where: Mask | None = None, level: float = 0.95) -> Estimate:
    """sum w y / sum w, over those who answered (NaN is left out) and are in the domain (Lumley 2010, 2.2)."""
    y, inside, w = _domain(values, design, where)
    whole = w.sum()
    value = float(w @ y / whole)
    apart = np.where(inside, y - value, 0.0)
    spread = design.variance(w * apart / whole)
    simple = float(w @ apart**2 / whole) * _more(int(inside.sum()))
    return _told(value, spread, simple / inside.sum(), inside, w, design, level)


def total(values: Floats, design: Design, where: Mask | None = None, level: float = 0.95) -> Estimate:
    """sum w y (Horvitz & Thompson 1952)."""
    y, inside, w = _domain(values, design, where)
    whole = w.sum()
    apart = np.where(inside, y - w @ y / whole, 0.0)
    simple = float(w @ apart**2 / whole) * _more(int(inside.sum())) * whole**2 / inside.sum()
    return _told(float(w @ y), design.variance(w * y), simple, inside, w, design, level)


def ratio(
    above: Floats, below: Floats, design: Design, where: Mask | None = None, level: float = 0.95
) -> Estimate:
    """sum w y / sum w x, of those who answered both; influence w (y - R x) / sum w x (Woodruff 1971)."""
    both = ~(np.isnan(above) | np.isnan(below))
    y, inside, w = _domain(above, design, both if where is None else both & where)
    x = np.where(inside, below, 0.0)
    whole = float(w @ x)
    if not whole:
        raise Unsound("empty")
    value = float(w @ y / whole)
    return _told(value, design.variance(w * (y - value * x) / whole), np.nan, inside, w, design, level)


def proportion(
    chosen: Mask, design: Design, where: Mask | None = None, level: float = 0.95, method: Method = "logit"
) -> Estimate:
    """Share of `chosen` among `where` (who answered). Intervals as R's svyciprop.

    "logit" (Lumley 2010, 2.4), "beta" (Korn & Graubard 1998: Clopper-Pearson with n p(1-p)/V, corrected for the
    degrees of freedom), "wilson" (the score interval with the same n), "mean" (p -+ t se). At 0 and 1 there is no
    spread to reckon with: beta with the n of those who answered, and `method` says so.
    """
    told = mean(chosen.astype(float), design, where, level)
    p, spread, n = told.value, told.error**2, told.n
    if method == "mean":
        low, high = told.low, told.high
    elif not 0 < p < 1 or not spread:
        low, high = _pair(intervals.beta(p, float(n), level))
        method, spoken = "beta", "beta, n"
        return _with(told, low, high, spoken)
    elif method == "logit":
        low, high = _pair(intervals.logit(p, told.error, level, told.df))
    else:
        quantiles = intervals.student(level, n - 1), intervals.student(level, told.df)
        size = p * (1 - p) / spread * (quantiles[0] / quantiles[1]) ** 2
        low, high = _pair((intervals.beta if method == "beta" else intervals.wilson)(p, size, level))
    return _with(told, low, high, method)


def by_group(
    values: Floats, groups: Single, design: Design, where: Mask | None = None, level: float = 0.95
) -> tuple[Estimate | None, ...]:
    """The mean in each category, as a domain of the whole design; None where it has no interval (or nobody)."""
    found: list[Estimate | None] = []
    for place in range(len(groups.categories)):
        inside = groups.codes == place + FIRST
        try:
            found.append(mean(values, design, inside if where is None else inside & where, level))
        except Unsound:
            found.append(None)
    return tuple(found)


def shares(
    codes: NDArray[Any], levels: int, design: Design, where: Mask
) -> tuple[Floats, NDArray[np.float64]]:
    """Shares of the codes 0 to levels - 1 among `where`, and their covariance matrix."""
    w = np.where(where, design.weights, 0.0)
    whole = w.sum()
    if not whole:
        raise Unsound("empty")
    found = np.bincount(codes[where], w[where], levels) / whole
    marks = np.zeros((len(w), levels))
    inside = np.flatnonzero(where)
    marks[inside, codes[inside]] = 1.0
    marks[inside] -= found
    marks *= (w / whole)[:, None]
    return found, design.covariance(marks)


def quantile(
    values: Floats,
    design: Design,
    part: float = 0.5,
    where: Mask | None = None,
    level: float = 0.95,
    rule: Literal["math", "school"] = "math",
) -> Estimate:
    """Weighted quantile, with the interval of Woodruff 1952: the quantiles at the ends of that of F(q) = `part`.

    "math": the least value that `part` of the weight does not exceed; "school": the middle of two such where the
    weight is divided exactly (R's svyquantile). An end that lies beyond all answers is NaN.
    """
    y, inside, w = _domain(values, design, where)
    y, heavy = y[w > 0], w[w > 0]
    order = np.argsort(y, kind="stable")
    y, heavy = y[order], heavy[order]
    value = _at(y, heavy, part, rule)
    below = mean(np.where(inside, np.nan_to_num(values) <= value, 0).astype(float), design, inside, level)
    low = _at(y, heavy, below.low, rule) if below.low >= 0 else np.nan
    high = _at(y, heavy, below.high, rule) if below.high <= 1 else np.nan
    error = (high - low) / (2 * intervals.student(level, below.df))
    return Estimate(
        value, error, low, high, level, below.df, below.n, below.weight, below.design_effect, below.effective,
        f"Woodruff, {rule}",
    )  # fmt: skip


def weighted_quantile(
    values: Floats, weights: Floats, part: float = 0.5, rule: Literal["math", "school"] = "math"
) -> float:
    """The quantile alone, of values that are not NaN."""
    kept = ~np.isnan(values) & (weights > 0)
    if not kept.any():
        raise Unsound("empty")
    order = np.argsort(values[kept], kind="stable")
    return _at(values[kept][order], weights[kept][order], part, rule)


def _at(y: Floats, w: Floats, part: float, rule: str) -> float:
    """`y` rising, `w` above 0."""
    heaped = np.cumsum(w)
    upto = int(np.searchsorted(heaped, part * w.sum(), "right"))
    if upto >= len(y):
        return float(y[-1])
    exact = upto > 0 and part - heaped[upto - 1] / w.sum() == 0
    if not exact:
        return float(y[upto])
    return float((y[upto - 1] + y[upto]) / 2) if rule == "school" else float(y[upto - 1])


def _domain(values: Floats, design: Design, where: Mask | None) -> tuple[Floats, Mask, Floats]:
    """(values with 0 outside of the domain, who is in it, their weights)"""
    values = np.asarray(values, float)
    if len(values) != len(design) or (where is not None and len(where) != len(design)):
        raise Unsound("length")
    inside = ~np.isnan(values) & (design.weights > 0)
    if where is not None:
        inside &= where
    if not inside.any():
        raise Unsound("empty")
    return np.where(inside, values, 0.0), inside, np.where(inside, design.weights, 0.0)


def _more(n: int) -> float:
    return n / (n - 1) if n > 1 else np.nan


def _told(
    value: float, spread: float, simple: float, inside: Mask, w: Floats, design: Design, level: float
) -> Estimate:
    df = design.degrees(inside)
    if df < 1:
        raise Unsound("one_psu")
    error = float(np.sqrt(spread))
    half = intervals.student(level, df) * error
    n = int(inside.sum())
    effect = float(spread / simple) if simple and not np.isnan(simple) else np.nan
    size = n / effect if effect else np.nan
    return Estimate(value, error, value - half, value + half, level, df, n, float(w.sum()), effect, size, "t")


def _with(told: Estimate, low: float, high: float, method: str) -> Estimate:
    return Estimate(
        told.value, told.error, low, high, told.level, told.df, told.n, told.weight, told.design_effect,
        told.effective, method,
    )  # fmt: skip


def _pair(ends: tuple[Floats, Floats]) -> tuple[float, float]:
    return float(ends[0]), float(ends[1])
