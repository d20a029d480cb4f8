"""Frequencies, multi-selects and tables of any question by any other, with the base of each figure.

A base is who answered: missing and not asked are counted beside it and never in it; "none", "does not know" and
"refused" are answers. Of a multi-select the base is who answered it, also who chose nothing, not the sum of its rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ngo2.surveys.columns.kinds import Category
from ngo2.surveys.columns.values import Floats, Mask, Multi
from ngo2.surveys.statistics.counting import Choices, Plane, Sums, joint, pairs, planes
from ngo2.surveys.statistics.intervals import wilson
from ngo2.surveys.statistics.refusing import Unsound

Of = Literal["rows", "columns", "all"]


@dataclass(frozen=True)
class Left:
    """Who is not in the base, unweighted: did not answer, was not asked."""

    missing: int
    not_asked: int


@dataclass(frozen=True)
class Frequency:
    """`sums` has a place for each category, `base` none (who answered).

    `respondents`: of members of a repeat, how many respondents told of those in the base; else None.
    """

    name: str
    categories: tuple[Category, ...]
    multi: bool
    sums: Sums
    base: Sums
    left: Left
    respondents: int | None = None

    @property
    def percent(self) -> Floats:
        """Weighted, of those who answered. Those of a multi-select add up to more than 100."""
        return _percent(self.sums.weight, self.base.weight)

    @property
    def percent_of_answers(self) -> Floats:
        """Weighted, of all options that were chosen: adds up to 100."""
        return _percent(self.sums.weight, self.sums.weight.sum())

    def intervals(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Of `percent`: Wilson (1927) with the effective n of Kish (1965)."""
        low, high = wilson(self.percent / 100, self.base.effective, level)
        return low * 100, high * 100


@dataclass(frozen=True)
class Crosstab:
    """`sums` are shaped (rows, columns).

    `row_base`: who chose this row's category and answered the columns' question; `column_base` the other way round;
    `base`: who answered both. With single choices these are the sums of the cells, with multi-selects they are not.
    """

    row_name: str
    column_name: str
    rows: tuple[Category, ...]
    columns: tuple[Category, ...]
    multi_rows: bool
    multi_columns: bool
    sums: Sums
    row_base: Sums
    column_base: Sums
    base: Sums
    left: Left
    respondents: int | None = None

    def bases(self, of: Of) -> Sums:
        """What the percentages are of, in a shape that goes with the cells."""
        return {
            "rows": self.row_base[:, None],
            "columns": self.column_base[None, :],
            "all": self.base[None, None],
        }[of]

    def percent(self, of: Of = "columns") -> Floats:
        """Weighted; NaN where the base is empty."""
        return _percent(self.sums.weight, self.bases(of).weight)

    def intervals(self, of: Of = "columns", level: float = 0.95) -> tuple[Floats, Floats]:
        """Of `percent`: Wilson (1927) with the effective n of Kish (1965) of each base."""
        low, high = wilson(self.percent(of) / 100, self.bases(of).effective, level)
        return low * 100, high * 100


def frequency(
    column: Choices,
    weights: Floats | None = None,
    where: Mask | None = None,
    respondents: NDArray[Any] | None = None,
) -> Frequency:
    """`where` narrows to some rows; `respondents` are those of the table of a repeat, `weights` are per row."""
    parts = planes(column)
    found = joint([[part] for part in parts], weights, where)
    state = _marked(found[0], _states(parts[0]))
    sums = _side_by_side([_marked(each, part.marks) for each, part in zip(found, parts, strict=True)])
    left = Left(int(state.count[1]), int(state.count[2]))
    name = column.question.name
    distinct = _distinct(respondents, column.answered, where)
    return Frequency(name, column.categories, isinstance(column, Multi), sums, state[0], left, distinct)


def crosstab(
    rows: Choices,
    columns: Choices,
    weights: Floats | None = None,
    where: Mask | None = None,
    respondents: NDArray[Any] | None = None,
) -> Crosstab:
    """Any question by any other, multi-selects in both places."""
    return banner([rows], columns, weights, where, respondents)[0]


def banner(
    questions: Sequence[Choices],
    columns: Choices,
    weights: Floats | None = None,
    where: Mask | None = None,
    respondents: NDArray[Any] | None = None,
) -> list[Crosstab]:
    """Many questions by one: as many tables as questions, in a few passes over the rows."""
    if any(len(question) != len(columns) for question in questions):
        raise Unsound("length")
    heads = planes(columns)
    parts = [planes(question) for question in questions]
    flat = [part for each in parts for part in each]
    sums = [pairs(head, flat, weights, where) for head in heads]
    found, begin = [], 0
    for question, each in zip(questions, parts, strict=True):
        cells = [of_head[begin : begin + len(each)] for of_head in sums]
        begin += len(each)
        answered = None if respondents is None else question.answered & columns.answered
        distinct = None if answered is None else _distinct(respondents, answered, where)
        found.append(_table(question, columns, each, heads, cells, distinct))
    return found


def _table(
    rows: Choices,
    columns: Choices,
    parts: list[Plane],
    heads: list[Plane],
    cells: list[list[Sums]],
    respondents: int | None,
) -> Crosstab:
    """`cells[h][p]`: sums by the codes of a plane of the columns and one of the rows."""
    states = _states(parts[0]), _states(heads[0])
    answered_row, answered_column = states[0][:, :1], states[1][:, :1]
    sums = _side_by_side(
        [
            _side_by_side(
                [_marked(_marked(cells[h][p], part.marks), head.marks, 0) for p, part in enumerate(parts)],
                axis=1,
            )
            for h, head in enumerate(heads)
        ],
        axis=0,
    )
    row_base = _side_by_side(
        [_marked(_marked(cells[0][p], part.marks), answered_column, 0)[0] for p, part in enumerate(parts)]
    )
    column_base = _side_by_side(
        [_marked(_marked(cells[h][0], answered_row), head.marks, 0)[:, 0] for h, head in enumerate(heads)]
    )
    state = _marked(_marked(cells[0][0], states[0]), states[1], 0)
    skipped = int(state.count[2, :].sum() + state.count[:2, 2].sum())
    everybody = int(state.count.sum())
    left = Left(everybody - skipped - int(state.count[0, 0]), skipped)
    turned = Sums(sums.count.T, sums.weight.T, sums.square.T)
    return Crosstab(
        rows.question.name,
        columns.question.name,
        rows.categories,
        columns.categories,
        isinstance(rows, Multi),
        isinstance(columns, Multi),
        turned,
        row_base,
        column_base,
        state[0, 0],
        left,
        respondents,
    )


def _percent(part: Any, whole: Any) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(100.0 * part / whole)


def _states(plane: Plane) -> NDArray[np.int64]:
    if plane.states is None:
        raise ValueError("Only the first plane of a column says who answered")
    return plane.states


def _marked(sums: Sums, marks: NDArray[np.int64], axis: int = -1) -> Sums:
    """Codes along an axis added up into what they stand for (a code may stand for several options)."""

    def add(values: NDArray[Any]) -> NDArray[Any]:
        return np.moveaxis(np.moveaxis(values, axis, -1) @ marks, -1, axis)

    return Sums(add(sums.count), add(sums.weight), add(sums.square))


def _side_by_side(parts: list[Sums], axis: int = 0) -> Sums:
    return Sums(
        np.concatenate([part.count for part in parts], axis),
        np.concatenate([part.weight for part in parts], axis),
        np.concatenate([part.square for part in parts], axis),
    )


def _distinct(respondents: NDArray[Any] | None, answered: Mask, where: Mask | None) -> int | None:
    if respondents is None:
        return None
    return len(np.unique(respondents[answered if where is None else answered & where]))
