"""Who could be recognised: k-anonymity over what a stranger may know of somebody (Samarati & Sweeney 1998)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ngo2.surveys.columns.values import Column, Mask, Multi, Single, Table


@dataclass(frozen=True)
class Anonymity:
    """`k` is the size of the smallest class, 0 of no records. `sizes`: of each record, how many share its class.

    `at_risk`: records in classes smaller than `wanted`. `classes` by size: (size, how many classes).
    """

    questions: tuple[str, ...]
    wanted: int
    k: int
    sizes: NDArray[np.int64]
    classes: tuple[tuple[int, int], ...]

    @property
    def risky(self) -> Mask:
        return np.asarray(self.sizes < self.wanted)

    @property
    def at_risk(self) -> int:
        return int(np.count_nonzero(self.risky))

    @property
    def alone(self) -> int:
        return int(np.count_nonzero(self.sizes == 1))


def anonymity(table: Table, questions: Sequence[str], wanted: int = 5) -> Anonymity:
    """Of these quasi-identifiers together. Missing and not asked are values like others: a gap can be known too."""
    sizes = sizes_of(table, questions)
    found, many = np.unique(sizes, return_counts=True)
    by_size = tuple((int(size), int(count // size)) for size, count in zip(found, many, strict=True))
    return Anonymity(tuple(questions), wanted, int(found[0]) if len(found) else 0, sizes, by_size)


def sizes_of(table: Table, questions: Sequence[str]) -> NDArray[np.int64]:
    """How many records of the table have the same answers to these questions, for each record."""
    classes = np.zeros(table.rows, np.int64)
    for name in questions:
        for part in told(table[name]):
            # Numbered anew after each question: the product of all categories may be larger than any integer.
            _values, own = np.unique(part, return_inverse=True)
            joint = classes * (int(own.max(initial=0)) + 1) + own.reshape(-1)
            classes = np.unique(joint, return_inverse=True)[1].reshape(-1)
    return np.bincount(classes, minlength=1)[classes]


def told(column: Column) -> list[NDArray[Any]]:
    """Arrays that together say all that a column tells of each respondent."""
    if isinstance(column, Single):
        return [column.codes]
    if isinstance(column, Multi):
        return list(column.planes)
    numbers = np.where(column.not_asked, -np.inf, np.where(column.answered, column.numbers, np.inf))
    return [numbers]
