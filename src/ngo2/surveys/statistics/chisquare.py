"""Are two questions associated? Pearson's test, and Rao and Scott's where the sample was designed or weighted."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from ngo2.surveys.columns.values import FIRST, Floats, Mask, Single
from ngo2.surveys.statistics.design import Design
from ngo2.surveys.statistics.estimates import shares
from ngo2.surveys.statistics.exact import fisher
from ngo2.surveys.statistics.refusing import Unsound


@dataclass(frozen=True)
class Association:
    """`method` names the test. `statistic` has `df` and, as an F, `df_below` degrees of freedom (else infinite).

    `chi_square`: Pearson's X^2 of the (weighted) shares times n; `v`: Cramer's V of it, from 0 to 1. `effects`: mean
    design effect of the cells' contrasts by which X^2 was divided (1 without a design). `least_expected`: the smallest
    expected number. `error`: standard error of p where it was drawn at random, else 0.
    """

    method: str
    statistic: float
    df: float
    df_below: float
    p: float
    chi_square: float
    v: float
    effects: float
    n: int
    least_expected: float
    error: float = 0.0


def answered_codes(column: Single) -> NDArray[np.int64]:
    """Places of the categories; below 0 where nothing was answered."""
    return column.codes.astype(np.int64) - FIRST


def association(
    rows: Single, columns: Single, design: Design | None, where: Mask | None = None
) -> Association:
    """The test that fits: Rao-Scott with a design; without one Pearson, or Fisher where cells are small.

    Small: more than a fifth of the expected numbers below 5, or one below 1 (Cochran 1954).
    """
    r, c = answered_codes(rows), answered_codes(columns)
    if design is not None:
        return rao_scott(r, c, design, where)
    if where is not None:
        r = np.where(where, r, -1)
    table = counts(r, c)
    expected = np.outer(table.sum(1), table.sum(0)) / table.sum()
    if (expected < 5).mean() > 0.2 or expected.min() < 1:
        return small(table)
    return pearson(table)


def counts(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Unweighted cells of who answered both; categories that nobody chose are left out. Refused below 2 x 2."""
    both = (rows >= 0) & (columns >= 0)
    names = [np.unique(each[both], return_inverse=True) for each in (rows, columns)]
    shape = len(names[0][0]), len(names[1][0])
    if min(shape) < 2:
        raise Unsound("sparse")
    cells = names[0][1].reshape(-1) * shape[1] + names[1][1].reshape(-1)
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)


def pearson(table: NDArray[np.int64]) -> Association:
    """X^2 without a continuity correction (Pearson 1900)."""
    found = stats.chi2_contingency(table, correction=False)
    n, df = int(table.sum()), float(found.dof)
    return Association(
        "Pearson", float(found.statistic), df, np.inf, float(found.pvalue), float(found.statistic),
        _v(found.statistic, n, table.shape), 1.0, n, float(found.expected_freq.min()),
    )  # fmt: skip


def small(table: NDArray[np.int64]) -> Association:
    """Fisher's exact test, its X^2 beside it only for the size of the association."""
    found = fisher(table)
    plain = pearson(table)
    return Association(
        found.method, np.nan, np.nan, np.nan, found.p, plain.chi_square, plain.v, 1.0, plain.n,
        plain.least_expected, found.error,
    )  # fmt: skip


def rao_scott(
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    design: Design,
    where: Mask | None = None,
    first_order: bool = False,
) -> Association:
    """Pearson's X^2 corrected for the design (Rao & Scott 1981, 1984; Thomas & Rao 1987). Codes below 0: left out.

    With Delta the matrix of generalised design effects of the interaction contrasts: the second order correction
    refers X^2 / tr Delta to F(d, d nu), d = (tr Delta)^2 / tr Delta^2, nu the design's degrees of freedom (R's
    svychisq, "F"); the first order one refers X^2 / mean delta to chi-square (svychisq, "Chisq").
    """
    both = (rows >= 0) & (columns >= 0) & (design.weights > 0)
    if where is not None:
        both &= where
    codes, shape = _cells(rows, columns, both)
    n = int(both.sum())
    p, spread = shares(codes, shape[0] * shape[1], design, both)
    cells = p.reshape(shape)
    expected = np.outer(cells.sum(1), cells.sum(0))
    chi_square = float(n * ((cells - expected) ** 2 / expected).sum())
    delta = _effects(p, spread, shape, n)
    trace = float(np.trace(delta))
    if first_order:
        df, below, statistic = float(len(delta)), np.inf, chi_square * len(delta) / trace
        chance = float(stats.chi2.sf(statistic, df))
    else:
        nu = design.degrees(where)  # also of units where nobody answered, as in R
        if nu < 1:
            raise Unsound("one_psu")
        df = trace**2 / float(np.trace(delta @ delta))
        below, statistic = df * nu, chi_square / trace
        chance = float(stats.f.sf(statistic, df, below))
    return Association(
        f"Rao-Scott, {'first' if first_order else 'second'} order", statistic, df, below, chance, chi_square,
        _v(chi_square, n, shape), trace / len(delta), n, float(n * expected.min()),
    )  # fmt: skip


def _cells(
    rows: NDArray[np.int64], columns: NDArray[np.int64], both: Mask
) -> tuple[NDArray[np.int64], tuple[int, int]]:
    """(number of the cell, 0 where not `both`; shape), of the categories that somebody chose."""
    names = [np.unique(each[both], return_inverse=True) for each in (rows, columns)]
    shape = len(names[0][0]), len(names[1][0])
    if min(shape) < 2:
        raise Unsound("sparse")
    codes = np.zeros(len(rows), np.int64)
    codes[both] = names[0][1].reshape(-1) * shape[1] + names[1][1].reshape(-1)
    return codes, shape


def _effects(p: Floats, spread: NDArray[Any], shape: tuple[int, int], n: int) -> NDArray[np.float64]:
    """Generalised design effects: (C' D^-1 C / n)^-1 (C' D^-1 V D^-1 C), C the interaction less the main effects."""
    r, c = (each.reshape(-1) for each in np.indices(shape))
    main = np.column_stack(
        [np.ones(len(p)), r[:, None] == np.arange(1, shape[0]), c[:, None] == np.arange(1, shape[1])]
    )
    within = [(r == i) & (c == j) for i in range(1, shape[0]) for j in range(1, shape[1])]
    interaction = np.column_stack(within).astype(float)
    contrast = interaction - main @ np.linalg.lstsq(main, interaction, rcond=None)[0]
    scaled = contrast * np.divide(1.0, p, out=np.zeros_like(p), where=p > 0)[:, None]
    try:
        return np.asarray(np.linalg.solve(contrast.T @ scaled / n, scaled.T @ spread @ scaled))
    except np.linalg.LinAlgError as error:
        raise Unsound("sparse") from error


def _v(chi_square: float, n: int, shape: tuple[int, ...]) -> float:
    """Cramer 1946."""
    return float(np.sqrt(chi_square / (n * (min(shape) - 1))))
