"""The fast core: sums over combinations of small codes. One pass gives number, sum of weights and of their squares.

Codes of several questions become one number, so a pass over the rows counts all of their cells at once; what a single
question needs is then added up from the few thousand cells. Rows go through in chunks that stay in the cache. Sums are
those of float64 in the order of the rows: nothing is estimated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ngo2.surveys.columns.values import FIRST, MISSING, NOT_ASKED, Floats, Mask, Multi, Single
from ngo2.surveys.statistics.refusing import Unsound

CHUNK: Final = 1 << 15
LARGEST: Final = 4_000_000  # cells of one table: no person reads them, no machine should hold more
MOST_CELLS: Final = 1 << 13  # of one pass: three sums of them stay in the second cache

Choices = Single | Multi


@dataclass(frozen=True)
class Sums:
    """Arrays of one shape: respondents, their weights, the squares of these."""

    count: NDArray[np.int64]
    weight: Floats
    square: Floats

    @cached_property
    def effective(self) -> Floats:
        """n that a simple random sample would need: (sum w)^2 / sum w^2 (Kish 1965, 11.7). NaN where nobody is."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.weight**2 / self.square)

    def __getitem__(self, which: Any) -> "Sums":
        return Sums(self.count[which], self.weight[which], self.square[which])

    def summed(self, axis: int | tuple[int, ...]) -> "Sums":
        return Sums(self.count.sum(axis), self.weight.sum(axis), self.square.sum(axis))


@dataclass(frozen=True)
class Plane:
    """Codes from 0 to `levels` - 1, and what each stands for.

    `marks` has a row for each code and a column for each category of the question from `start` on: 1 where the code
    says that it was chosen. `states` (first plane only): which codes are answered, missing, not asked.
    """

    codes: NDArray[Any]
    levels: int
    start: int
    marks: NDArray[np.int64]
    states: NDArray[np.int64] | None = None


def planes(column: Choices) -> list[Plane]:
    """A column of single choices is one plane, one of several choices has a plane for each eight bits."""
    options = len(column.categories)
    if isinstance(column, Single):
        levels = options + FIRST
        marks = np.zeros((levels, options), np.int64)
        marks[np.arange(options) + FIRST, np.arange(options)] = 1
        state = np.arange(levels)
        states = np.stack([state >= FIRST, state == MISSING, state == NOT_ASKED], 1).astype(np.int64)
        return [Plane(column.codes, levels, 0, marks, states)]
    found = []
    for place, codes in enumerate(column.planes):
        bits = min(8, options + FIRST - 8 * place)
        patterns = np.arange(1 << bits)
        set_bits = (patterns[:, None] >> np.arange(bits)) & 1
        if place:
            found.append(Plane(codes, 1 << bits, 8 * place - FIRST, set_bits))
        else:
            answered, skipped = set_bits[:, 0], set_bits[:, 1] & ~set_bits[:, 0]
            states = np.stack([answered, 1 - answered - skipped, skipped], 1)
            found.append(Plane(codes, 1 << bits, 0, set_bits[:, FIRST:] * answered[:, None], states))
    return found


def checked(weights: Floats | None, rows: int) -> Floats | None:
    """As float64; refused if one is negative or no number."""
    if weights is None:
        return None
    weights = np.ascontiguousarray(weights, np.float64)
    if weights.shape != (rows,):
        raise Unsound("length")
    if rows and not (weights.min() >= 0 and weights.max() < np.inf):
        raise Unsound("weights")
    return weights


def joint(groups: Sequence[Sequence[Plane]], weights: Floats | None, where: Mask | None = None) -> list[Sums]:
    """For each group of planes the sums of each combination of their codes, shaped (levels, levels, ...)."""
    rows = len(groups[0][0].codes)
    weights = checked(weights, rows)
    if where is not None and where.shape != (rows,):
        raise Unsound("length")
    sizes = [prod(plane.levels for plane in group) for group in groups]
    counts = [np.zeros(size, np.int64) for size in sizes]
    heavy = [np.zeros(size) for size in sizes] if weights is not None else []
    squares = [np.zeros(size) for size in sizes] if weights is not None else []
    if max(sizes) > LARGEST:
        raise Unsound("cells", f"{max(sizes):,}")
    kinds = [np.min_scalar_type(size - 1) for size in sizes]
    for begin in range(0, rows, CHUNK):
        part = slice(begin, min(begin + CHUNK, rows))
        keep = None if where is None else where[part]
        w = None if weights is None else weights[part] if keep is None else weights[part][keep]
        w2 = None if w is None else w * w
        for number, group in enumerate(groups):
            cell = group[0].codes[part].astype(kinds[number])
            for plane in group[1:]:
                cell *= kinds[number].type(plane.levels)
                cell += plane.codes[part]
            place = (cell if keep is None else cell[keep]).astype(np.intp)
            counts[number] += np.bincount(place, minlength=sizes[number])
            if w is not None:
                heavy[number] += np.bincount(place, w, sizes[number])
                squares[number] += np.bincount(place, w2, sizes[number])
    shapes = [tuple(plane.levels for plane in group) for group in groups]
    if weights is None:
        ones = [count.astype(np.float64) for count in counts]
        heavy, squares = ones, ones
    return [
        Sums(count.reshape(shape), weight.reshape(shape), square.reshape(shape))
        for count, weight, square, shape in zip(counts, heavy, squares, shapes, strict=True)
    ]


def passes(first: Plane, others: Sequence[Plane], most: int = MOST_CELLS) -> list[list[int]]:
    """Which of the other planes go through together with the first, so that their cells stay few.

    First fit, the largest first (Johnson 1974): the passes are few.
    """
    found: list[list[int]] = []
    cells: list[int] = []
    for place in sorted(range(len(others)), key=lambda each: -others[each].levels):
        levels = others[place].levels
        fits = next((number for number, size in enumerate(cells) if size * levels <= most), None)
        if fits is None:
            found.append([place])
            cells.append(first.levels * levels)
        else:
            found[fits].append(place)
            cells[fits] *= levels
    return found


def pairs(first: Plane, others: Sequence[Plane], weights: Floats | None, where: Mask | None) -> list[Sums]:
    """For each of the other planes the sums of its codes by those of the first, shaped (first, other)."""
    together = passes(first, others)
    sums = joint([[first, *(others[place] for place in group)] for group in together], weights, where)
    found: dict[int, Sums] = {}
    for group, cells in zip(together, sums, strict=True):
        for axis, place in enumerate(group, 1):
            rest = tuple(other for other in range(1, len(group) + 1) if other != axis)
            found[place] = cells.summed(rest) if rest else cells
    return [found[place] for place in range(len(others))]
