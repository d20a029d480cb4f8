"""Weights: fitted to what is known of the population, and what they cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ngo2.surveys.columns.values import FIRST, Floats, Single
from ngo2.surveys.statistics.counting import checked
from ngo2.surveys.statistics.refusing import Unsound

SAME_SUM = 1e-6  # population figures of two margins may differ by so much of their sum


def design_effect(weights: Floats) -> float:
    """1 + CV^2 of the weights = n sum w^2 / (sum w)^2, what unequal weights alone cost (Kish 1965, 11.7; 1992)."""
    effective = effective_size(weights)
    return np.count_nonzero(weights) / effective if effective else np.nan


def effective_size(weights: Floats) -> float:
    """(sum w)^2 / sum w^2 (Kish 1965); 0 where nobody has a weight."""
    weights = np.asarray(weights, float)
    square = float(weights @ weights)
    return float(weights.sum() ** 2 / square) if square else 0.0


@dataclass(frozen=True)
class Margin:
    """How many of the population belong to each cell. `codes`: the cell of each respondent, from 0."""

    name: str
    codes: NDArray[np.int64]
    targets: Floats
    labels: tuple[str, ...]

    @classmethod
    def of(cls, column: Single, targets: Mapping[str, float]) -> "Margin":
        """`targets` by value of the category, as numbers or shares. Refused where a respondent fits none of them."""
        known = {value: place for place, value in enumerate(targets)}
        cells = np.full(len(column.categories) + FIRST, -1, np.int64)
        for place, category in enumerate(column.categories):
            cells[place + FIRST] = known.get(category.value, -1)
        codes = cells[column.codes]
        if len(codes) and codes.min() < 0:
            stray = int(column.codes[int(np.argmin(codes))]) - FIRST
            value = column.categories[stray].value if stray >= 0 else "-"
            raise Unsound("unknown_cell", f"{column.question.name}: {value}")
        return cls(column.question.name, codes, np.array(list(targets.values()), float), tuple(targets))

    def __post_init__(self) -> None:
        if len(self.labels) != len(self.targets):
            raise Unsound("length", self.name)
        if len(self.codes) and not 0 <= self.codes.min() <= self.codes.max() < len(self.targets):
            raise Unsound("unknown_cell", self.name)
        if not (np.isfinite(self.targets).all() and (self.targets >= 0).all()):
            raise Unsound("weights", self.name)

    def called(self, cell: int) -> str:
        return f"{self.name}: {self.labels[cell]}"


@dataclass(frozen=True)
class Weighting:
    """Weights and how well they fit. `off`: greatest distance of a cell from its target, in parts of the whole;
    `worst`: that cell. `design_effect` is Kish's, of the weights alone. `trimmed`: how many stand at a bound."""

    weights: Floats
    margins: tuple[Margin, ...]
    converged: bool
    rounds: int
    off: float
    worst: str
    trimmed: int
    design_effect: float
    effective: float


def poststratified(weights: Floats, cells: Margin) -> Weighting:
    """w N_g / (sum of w in g), for each cell g (Holt & Smith 1979). Empty cells are refused by name."""
    weights = _given(weights, [cells])
    fitted = _fitted(weights, cells)
    return _report(fitted, (cells,), True, 1, 0)


def raked(
    weights: Floats,
    margins: Sequence[Margin],
    tolerance: float = 1e-10,
    rounds: int = 200,
    trim: tuple[float, float] | None = None,
) -> Weighting:
    """Iterative proportional fitting to each margin in turn (Deming & Stephan 1940).

    `tolerance`: how far a cell may stay from its target, in parts of the whole. `trim`: smallest and largest weight in
    parts of the mean weight; cut and fitted again until both hold (Izrael, Battaglia & Frankel 2009). Where that or
    contradicting margins keep the weights from settling, `converged` is False and `worst` names the cell.
    """
    weights = _given(weights, margins)
    if not margins:
        raise Unsound("empty")
    mean = float(margins[0].targets.sum()) / max(int(np.count_nonzero(weights)), 1)
    low, high = (trim[0] * mean, trim[1] * mean) if trim else (0.0, np.inf)
    used = weights > 0
    done = 0
    while done < rounds:
        done += 1
        for margin in margins:
            weights = _fitted(weights, margin)
        if trim:
            weights = np.where(used, np.clip(weights, low, high), 0.0)
        if _off(weights, margins)[0] <= tolerance:
            break
    off = _off(weights, margins)[0]
    at_bound = int(np.count_nonzero(used & ((weights <= low) | (weights >= high)))) if trim else 0
    return _report(weights, tuple(margins), off <= tolerance, done, at_bound)


def _given(weights: Floats, margins: Sequence[Margin]) -> Floats:
    weights = np.asarray(checked(weights, len(weights)))
    for margin in margins:
        if len(margin.codes) != len(weights):
            raise Unsound("length", margin.name)
        present = np.bincount(margin.codes, weights, len(margin.targets))
        for cell in np.flatnonzero((present <= 0) != (margin.targets <= 0)):
            raise Unsound("empty_cell" if present[cell] <= 0 else "unknown_cell", margin.called(int(cell)))
    sums = [float(margin.targets.sum()) for margin in margins]
    if sums and max(sums) - min(sums) > SAME_SUM * max(sums):
        raise Unsound("unequal_margins", ", ".join(margin.name for margin in margins))
    return weights


def _fitted(weights: Floats, margin: Margin) -> Floats:
    present = np.bincount(margin.codes, weights, len(margin.targets))
    factors = np.divide(margin.targets, present, out=np.zeros_like(present), where=present > 0)
    return np.asarray(weights * factors[margin.codes])


def _off(weights: Floats, margins: Sequence[Margin]) -> tuple[float, str]:
    found: list[tuple[float, str]] = []
    for margin in margins:
        apart = np.abs(np.bincount(margin.codes, weights, len(margin.targets)) - margin.targets)
        cell = int(np.argmax(apart))
        found.append((float(apart[cell] / margin.targets.sum()), margin.called(cell)))
    return max(found)


def _report(
    weights: Floats, margins: tuple[Margin, ...], converged: bool, rounds: int, trimmed: int
) -> Weighting:
    off, worst = _off(weights, margins)
    told: dict[str, Any] = {"design_effect": design_effect(weights), "effective": effective_size(weights)}
    return Weighting(weights, margins, converged, rounds, off, worst, trimmed, **told)
