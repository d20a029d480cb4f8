"""Which table stands for which question: counted, summed up, or by the groups of another question.

Researchers see true numbers; `small` marks what is hidden in everything that is published (`statistics.suppression`).
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ngo2.surveys.columns.kinds import Question
from ngo2.surveys.columns.values import FIRST, Column, Mask, Multi, Number, Single, Table
from ngo2.surveys.results.naming import Naming
from ngo2.surveys.results.sample import Sample, row_design, row_mask, row_weights, spread
from ngo2.surveys.statistics import estimates
from ngo2.surveys.statistics.design import Design
from ngo2.surveys.statistics.estimates import Estimate
from ngo2.surveys.statistics.refusing import Unsound
from ngo2.surveys.statistics.suppression import suppressed, suppressed_frequency
from ngo2.surveys.statistics.tables import Crosstab, Frequency, crosstab, frequency

WILSON, LINEAR = "Wilson", "Taylor"
MOST_GROUPS = 40  # of a question that others are laid by


@dataclass(frozen=True)
class Line:
    """One answer. `percent` of those who answered, `low` to `high` its interval; None where there is none."""

    value: str
    label: str
    n: int
    percent: float | None
    low: float | None
    high: float | None
    small: bool


@dataclass(frozen=True)
class Left:
    missing: int
    not_asked: int


@dataclass(frozen=True)
class Counts:
    """`base` answered. `respondents`: of members of a repeat, how many told of them; None elsewhere."""

    question: Question
    title: str
    lines: tuple[Line, ...]
    base: int
    left: Left
    method: str
    several: bool
    respondents: int | None
    kind: str = "counts"


@dataclass(frozen=True)
class Summary:
    """Of numbers: the mean with its interval, and the quartiles."""

    question: Question
    title: str
    mean: Estimate | None
    quartiles: tuple[float, float, float] | None
    least: float
    most: float
    base: int
    left: Left
    respondents: int | None
    kind: str = "summary"


@dataclass(frozen=True)
class Head:
    label: str
    n: int
    small: bool


@dataclass(frozen=True)
class Row:
    line: Line  # of all groups together
    cells: tuple[Line, ...]
    test: Any = None  # testing.Tested of an option of which several may be chosen


@dataclass(frozen=True)
class Cross:
    """Percentages of each group (column). `test`: testing.Tested of the whole table."""

    question: Question
    title: str
    by: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    base: int
    left: Left
    several: bool
    respondents: int | None
    test: Any = None
    kind: str = "cross"


@dataclass(frozen=True)
class Means:
    """Of numbers: the mean of each group."""

    question: Question
    title: str
    by: str
    groups: tuple[tuple[Head, Estimate | None, float | None], ...]  # (group, mean, median)
    base: int
    left: Left
    kind: str = "means"


Shown = Counts | Summary | Cross | Means


@dataclass(frozen=True)
class Bench:
    """One question beside the weights, design and respondents of its table, and which of them are looked at."""

    column: Column
    table: Table
    weights: Any = field(repr=False)
    design: Design | None = field(repr=False)
    where: Mask | None = None

    @classmethod
    def of(cls, sample: Sample, column: Column) -> "Bench":
        table = sample.table(column.question.name)
        return cls(
            column, table, row_weights(sample, table), row_design(sample, table), row_mask(sample, table)
        )

    @property
    def ready(self) -> Design:
        """For what needs a design: without weights a simple random sample."""
        return self.design or Design.of(np.ones(len(self.column)), lonely="adjust")

    @property
    def answered(self) -> Mask:
        return self.within(self.column.answered)

    def within(self, mask: Mask) -> Mask:
        return mask if self.where is None else np.asarray(mask & self.where)


def shown(sample: Sample, name: str, naming: Naming, by: Column | None = None) -> Shown | None:
    """The table of a question; None where it has no column."""
    column = sample.column(name)
    if column is None:
        return None
    bench = Bench.of(sample, column)
    if by is None or by.question.name == name or not isinstance(by, Single | Multi):
        return _summary(bench, naming) if isinstance(column, Number) else _counts(bench, naming)
    by = spread(by, bench.table)
    if not isinstance(by, Single | Multi) or len(by) != len(column):
        return _summary(bench, naming) if isinstance(column, Number) else _counts(bench, naming)
    return _means(bench, by, naming) if isinstance(column, Number) else _cross(bench, by, naming)


def _counts(bench: Bench, naming: Naming) -> Counts:
    column = bench.column
    assert isinstance(column, Single | Multi)
    found = frequency(column, bench.weights, bench.where, bench.table.respondents)
    low, high = intervals(bench, found)
    hidden = suppressed_frequency(found)
    lines = tuple(
        Line(
            one.value, naming.answer(column.question, one), int(n), _some(percent), _some(a), _some(b), bool(small)
        )
        for one, n, percent, a, b, small in zip(
            column.categories, found.sums.count, found.percent, low, high, hidden, strict=True
        )
    )  # fmt: skip
    return Counts(
        column.question, naming.question(column.question), lines, int(found.base.count),
        Left(found.left.missing, found.left.not_asked), WILSON if bench.design is None else LINEAR,
        found.multi, found.respondents,
    )  # fmt: skip


def intervals(bench: Bench, found: Frequency) -> tuple[Any, Any]:
    """Wilson's without weights; with them, or in a repeat, by linearisation (logit, Lumley 2010, 2.4)."""
    column, design = bench.column, bench.design
    if design is None:
        return found.intervals()
    ends = [
        _interval(_chosen(column, place), design, bench.answered) for place in range(len(found.categories))
    ]
    return np.array([low for low, _high in ends]), np.array([high for _low, high in ends])


def _interval(chosen: Mask, design: Design, where: Mask) -> tuple[float, float]:
    try:
        told = estimates.proportion(chosen, design, where)
    except Unsound:
        return np.nan, np.nan
    return 100 * told.low, 100 * told.high


def _chosen(column: Column, place: int) -> Mask:
    if isinstance(column, Multi):
        return column.chosen(place)
    assert isinstance(column, Single)
    return np.asarray(column.codes == place + FIRST)


def _summary(bench: Bench, naming: Naming) -> Summary:
    column, answered = bench.column, bench.answered
    assert isinstance(column, Number)
    told = column.numbers[answered]
    values = np.where(answered, column.numbers, np.nan)
    weights = bench.ready.weights
    mean, quartiles = None, None
    if len(told) and weights[answered].any():
        mean = _mean_of(values, bench.ready)
        parts = [estimates.weighted_quantile(values, weights, part, "school") for part in (0.25, 0.5, 0.75)]
        quartiles = (parts[0], parts[1], parts[2])
    of = bench.table.respondents
    return Summary(
        column.question, naming.question(column.question), mean, quartiles,
        float(told.min()) if len(told) else np.nan, float(told.max()) if len(told) else np.nan,
        len(told), _left(bench), None if of is None else len(np.unique(of[answered])),
    )  # fmt: skip


def _mean_of(values: Any, design: Design) -> Estimate | None:
    try:
        return estimates.mean(values, design)
    except Unsound:
        return None


def _left(bench: Bench) -> Left:
    column = bench.column
    missing = bench.within(~column.answered & ~column.not_asked)
    return Left(int(missing.sum()), int(bench.within(column.not_asked).sum()))


def laid(bench: Bench, by: Single | Multi) -> Crosstab:
    assert isinstance(bench.column, Single | Multi)
    return crosstab(bench.column, by, bench.weights, bench.where, bench.table.respondents)


def _cross(bench: Bench, by: Single | Multi, naming: Naming) -> Cross:
    found = laid(bench, by)
    hidden = suppressed(found)
    groups = [place for place, n in enumerate(found.column_base.count) if n][:MOST_GROUPS]
    low, high = found.intervals("columns")
    percent = found.percent("columns")
    whole = (
        found.row_base.weight / found.base.weight * 100
        if found.base.weight
        else found.row_base.weight * np.nan
    )
    rows = []
    for r, one in enumerate(found.rows):
        label = naming.answer(bench.column.question, one)
        total = Line(
            one.value, label, int(found.row_base.count[r]), _some(whole[r]), None, None, bool(hidden.row_bases[r])
        )  # fmt: skip
        cells = tuple(
            Line(
                found.columns[c].value, label, int(found.sums.count[r, c]), _some(percent[r, c]),
                _some(low[r, c]), _some(high[r, c]), bool(hidden.cells[r, c]),
            )
            for c in groups
        )  # fmt: skip
        rows.append(Row(total, cells))
    heads = tuple(
        Head(
            naming.answer(by.question, found.columns[c]), int(found.column_base.count[c]), bool(hidden.column_bases[c])
        )
        for c in groups
    )  # fmt: skip
    return Cross(
        bench.column.question, naming.question(bench.column.question), naming.question(by.question), heads,
        tuple(rows), int(found.base.count), Left(found.left.missing, found.left.not_asked),
        found.multi_rows, found.respondents,
    )  # fmt: skip


def _means(bench: Bench, by: Single | Multi, naming: Naming) -> Means:
    column = bench.column
    assert isinstance(column, Number)
    both = bench.answered & by.answered
    hidden = suppressed_frequency(frequency(by, None, bench.answered))
    groups = []
    for place, one in enumerate(by.categories):
        inside = both & _chosen(by, place)
        n = int(inside.sum())
        if n:
            head = Head(naming.answer(by.question, one), n, bool(hidden[place]))
            groups.append((head, *_middle(column, bench.ready, inside)))
    return Means(
        column.question, naming.question(column.question), naming.question(by.question),
        tuple(groups[:MOST_GROUPS]), int(both.sum()), _left(bench),
    )  # fmt: skip


def _middle(column: Number, design: Design, inside: Mask) -> tuple[Estimate | None, float | None]:
    values = np.where(inside, column.numbers, np.nan)
    try:
        median = estimates.weighted_quantile(values, design.weights, 0.5, "school")
    except Unsound:
        return None, None
    return _mean_of(values, design), median


def _some(value: Any) -> float | None:
    number = float(value)
    return None if np.isnan(number) else number
