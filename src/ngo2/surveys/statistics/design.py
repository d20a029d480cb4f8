"""How a sample was drawn, and the spread of a figure that follows from it: Taylor linearisation.

A figure is written as a sum of one number for each respondent (its influence, Binder 1983); the spread of that sum is
the one between the sampling units of each stratum (Lumley 2010, ch. 2 and appendix C):

    V = sum over strata h of (1 - n_h/N_h) n_h/(n_h - 1) sum over units i of (z_hi - mean z_h)^2

Units below the first stage are inside the sums z_hi ("ultimate clusters").
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ngo2.surveys.columns.values import Floats, Mask
from ngo2.surveys.statistics.counting import checked
from ngo2.surveys.statistics.refusing import Unsound
from ngo2.surveys.statistics.weights import Margin, Weighting, poststratified, raked

Lonely = Literal["refuse", "adjust"]
SWEEPS = 10  # over the margins of a raking, as R's survey does


@dataclass(frozen=True)
class Calibration:
    """What weights were fitted to. The spread that the fit takes away is taken out of influences."""

    kind: Literal["poststrata", "raking"]
    margins: tuple[NDArray[np.int64], ...]
    before: Floats
    after: Floats


@dataclass(frozen=True)
class Design:
    """Made by `of`. `units` number the sampling units through all strata, `unit_strata` says which they stand in.

    `fractions`: sampled part n_h / N_h of each stratum, 0 where the population is unknown (or drawn with replacement).
    `lonely`: what of a stratum with one unit only: "refuse", or "adjust": its influence counts whole, measured from
    the mean of all and not from its own (R's options(survey.lonely.psu="adjust")); careful, as it widens.
    """

    weights: Floats
    units: NDArray[np.int64] | None
    unit_strata: NDArray[np.int64]
    unit_numbers: NDArray[np.int64]
    fractions: Floats
    lonely: Lonely = "refuse"
    calibrations: tuple[Calibration, ...] = ()

    @classmethod
    def of(
        cls,
        weights: Floats,
        strata: Sequence[Any] | NDArray[Any] | None = None,
        clusters: Sequence[Any] | NDArray[Any] | None = None,
        population: Sequence[float] | Floats | None = None,
        lonely: Lonely = "refuse",
        nest: bool = False,
    ) -> "Design":
        """`population`: beside each respondent, how many sampling units there are in its stratum.

        `nest`: the same cluster number in two strata means two clusters; otherwise it is refused as an oversight.
        """
        weights = checked(weights, len(weights))  # type: ignore[assignment]
        rows = len(weights)
        names, stratum = _numbered(strata, rows)
        units, unit_strata = _units(clusters, stratum, rows, nest)
        sizes = np.bincount(unit_strata, minlength=len(names))
        if lonely == "refuse" and (sizes == 1).any():
            raise Unsound("lonely", str(names[int(np.argmax(sizes == 1))]))
        fractions = np.zeros(len(names))
        if population is not None:
            fractions = _fractions(np.asarray(population, float), stratum, sizes, names)
        return cls(weights, units, unit_strata, sizes, fractions, lonely)

    def __len__(self) -> int:
        return len(self.weights)

    def calibrated(self, kind: Literal["poststrata", "raking"], fitted: Weighting) -> "Design":
        """With the weights of a post-stratification or raking of this design's weights."""
        codes = tuple(margin.codes for margin in fitted.margins)
        done = Calibration(kind, codes, self.weights, fitted.weights)
        return replace(self, weights=fitted.weights, calibrations=(*self.calibrations, done))

    def poststratified(self, cells: Margin) -> "Design":
        return self.calibrated("poststrata", poststratified(self.weights, cells))

    def raked(self, margins: Sequence[Margin], **told: Any) -> "Design":
        """`told` as in `weights.raked`; refused where the weights do not settle."""
        fitted = raked(self.weights, margins, **told)
        if not fitted.converged:
            raise Unsound("not_converged", fitted.worst)
        return self.calibrated("raking", fitted)

    def degrees(self, where: Mask | None = None) -> int:
        """Sampling units less strata, of those with a weight (Lumley 2010, 2.4); within a domain, of those in it."""
        inside = self.weights > 0 if where is None else (self.weights > 0) & where
        units = np.flatnonzero(inside) if self.units is None else np.unique(self.units[inside])
        return len(units) - len(np.unique(self.unit_strata[units]))

    def covariance(self, influences: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of the sums of the columns of `influences`, one row for each respondent (0 outside of a domain)."""
        z = influences.reshape(len(self), -1)
        for done in self.calibrations:
            z = _without(z, done)
        sums = z if self.units is None else _grouped(z, self.units, len(self.unit_strata))
        means = _grouped(sums, self.unit_strata, len(self.unit_numbers)) / self.unit_numbers[:, None]
        means[self.unit_numbers == 1] = 0.0  # "adjust"
        centred = sums - means[self.unit_strata]
        return np.asarray((centred * self._scale[self.unit_strata][:, None]).T @ centred)

    def variance(self, influence: Floats) -> float:
        return float(self.covariance(influence)[0, 0])

    @cached_property
    def _scale(self) -> Floats:
        many = np.maximum(self.unit_numbers, 1)
        return np.asarray((1 - self.fractions) * np.where(many > 1, many / np.maximum(many - 1, 1), 1.0))


def _numbered(
    given: Sequence[Any] | NDArray[Any] | None, rows: int
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """(names, number of each row)"""
    if given is None:
        return np.array([""]), np.zeros(rows, np.int64)
    if len(given) != rows:
        raise Unsound("length")
    names, numbers = np.unique(np.asarray(given), return_inverse=True)
    return names, numbers.reshape(-1).astype(np.int64)


def _units(
    clusters: Sequence[Any] | NDArray[Any] | None, stratum: NDArray[np.int64], rows: int, nest: bool
) -> tuple[NDArray[np.int64] | None, NDArray[np.int64]]:
    """(unit of each row, None where each is its own; stratum of each unit)"""
    if clusters is None:
        return None, stratum
    names, number = _numbered(clusters, rows)
    strata = int(stratum.max(initial=0)) + 1
    pairs, units = np.unique(number * strata + stratum, return_inverse=True)
    if not nest and len(pairs) > len(names):
        again = np.flatnonzero(np.bincount(pairs // strata) > 1)[0]
        raise Unsound("nested", str(names[again]))
    return units.reshape(-1).astype(np.int64), pairs % strata


def _fractions(
    population: Floats, stratum: NDArray[np.int64], sizes: NDArray[np.int64], names: NDArray[Any]
) -> Floats:
    if len(population) != len(stratum):
        raise Unsound("length")
    least, most = np.full(len(sizes), np.inf), np.zeros(len(sizes))
    np.minimum.at(least, stratum, population)
    np.maximum.at(most, stratum, population)
    wrong = ~(least >= sizes) | (least != most)
    if wrong.any():
        raise Unsound("population", str(names[int(np.argmax(wrong))]))
    return np.asarray(sizes / least)


def _grouped(values: NDArray[np.float64], groups: NDArray[np.int64], many: int) -> NDArray[np.float64]:
    return np.stack([np.bincount(groups, column, many) for column in values.T], axis=1)


def _without(z: NDArray[np.float64], done: Calibration) -> NDArray[np.float64]:
    """Residuals of influences on what the weights were fitted to, as R's survey reckons them.

    Post-strata: from the mean of each, by the weights before (Valliant 1993). Raking: from the means of each margin in
    turn, ten times over (Deville, Saerndal & Sautory 1993); those means are plain ones in R, so they are here.
    """
    after = np.where(done.after > 0, done.after, 1.0)[:, None]
    plain = np.ones(len(z))
    by = done.before if done.kind == "poststrata" else plain
    for _sweep in range(SWEEPS if done.kind == "raking" else 1):
        for codes in done.margins:
            many = int(codes.max(initial=0)) + 1
            whole = np.bincount(codes, by, many)
            means = _grouped(z / after * by[:, None], codes, many) / np.where(whole > 0, whole, 1)[:, None]
            z = z - means[codes] * after
    return z
