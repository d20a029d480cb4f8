"""One question in two waves: each answer's share then and now, what lies between them, and what the same groups said.

Everybody: shares with the intervals of their own wave, their difference by Zou & Donner 2008, its p by linearisation
with each respondent as one sampling unit of both waves (Kish 1965, 12.4). Nothing is taken off for a finite population
(see `testing.py`), nor for what weights were fitted to, so the p is careful. The same groups, unweighted: McNemar's
test with Newcombe's interval, or Student's paired test of numbers.

Researchers see true numbers; `small` marks what is hidden in everything that is published: where either wave hides it,
and where the same groups beside everybody would give away those who answered once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeVar

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from ngo2.surveys.columns.values import FIRST, Column, Floats, Mask, Multi, Number, Single
from ngo2.surveys.results.naming import Naming
from ngo2.surveys.results.sample import Sample
from ngo2.surveys.statistics import estimates
from ngo2.surveys.statistics.corrections import corrected
from ngo2.surveys.statistics.design import Design
from ngo2.surveys.statistics.intervals import apart, wilson
from ngo2.surveys.statistics.panels import Change, change, paired, switched
from ngo2.surveys.statistics.refusing import Unsound
from ngo2.surveys.statistics.suppression import LEAST, suppressed_line

LEVEL: Final = 0.95


class Pair(Protocol):
    """See `queries.comparability.Judged`."""

    @property
    def before(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def is_comparable(self) -> bool: ...
    @property
    def why_not(self) -> str: ...
    @property
    def mapping(self) -> Mapping[str, str]: ...


class Incomparable(ValueError):
    """Its text is a sentence for whoever asked."""


@dataclass(frozen=True)
class Side:
    """Of one wave: `n` chose it (of numbers: answered), `value` in percent or the mean, with its interval."""

    n: int
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Between:
    """Later less earlier, in percentage points or as numbers. `corrected`: p after Holm."""

    value: float
    low: float
    high: float
    p: float
    corrected: float = float("nan")


@dataclass(frozen=True)
class Step:
    """One answer, or the mean. A side is None where that wave did not offer it."""

    value: str
    label: str
    before: Side | None
    after: Side | None
    between: Between | None
    small: bool


@dataclass(frozen=True)
class Twice:
    """The same of those who answered both times: `gained` and `lost` it from one wave to the other."""

    value: str
    label: str
    n: int
    before: float
    after: float
    between: Between
    gained: int | None
    lost: int | None
    small: bool


Part = TypeVar("Part", Step, Twice)


@dataclass(frozen=True)
class Trend:
    """`bases` answered in each wave. `tests`: among how many p was corrected, of everybody and of the same groups."""

    name: str
    title: str
    is_share: bool
    several: bool
    steps: tuple[Step, ...]
    twice: tuple[Twice, ...]
    bases: tuple[int, int]
    both: int
    tests: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class _Told:
    """One wave's answers as it is looked at: `values` is NaN of who did not answer."""

    sample: Sample
    answered: Mask

    @property
    def base(self) -> int:
        return int(self.answered.sum())

    @property
    def people(self) -> NDArray[np.int64]:
        return np.array([one.respondent for one in self.sample.standings], np.int64)

    @property
    def weights(self) -> Floats:
        return np.ones(len(self.answered)) if self.sample.design is None else self.sample.design.weights

    def values(self, given: Mask | Floats) -> Floats:
        return np.where(self.answered, given, np.nan)


@dataclass(frozen=True)
class _Two:
    first: _Told
    second: _Told

    @property
    def bases(self) -> tuple[int, int]:
        return self.first.base, self.second.base

    def change(self, before: Mask | Floats, after: Mask | Floats) -> Change | None:
        many = len(self.first.answered)
        values = np.concatenate([self.first.values(before), self.second.values(after)])
        try:
            return change(
                values,
                np.arange(len(values)) >= many,
                np.concatenate([self.first.people, self.second.people]),
                np.concatenate([self.first.weights, self.second.weights]),
                LEVEL,
            )
        except Unsound:
            return None

    def matched(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows of those who answered both times, in either wave."""
        rows = np.flatnonzero(self.first.answered), np.flatnonzero(self.second.answered)
        _same, here, there = np.intersect1d(
            self.first.people[rows[0]], self.second.people[rows[1]], return_indices=True
        )
        return rows[0][here], rows[1][there]


def trend(earlier: Sample, later: Sample, pair: Pair, naming: Naming) -> Trend:
    """Raises Incomparable."""
    if not pair.is_comparable:
        raise Incomparable(pair.why_not)
    old, new = earlier.column(pair.before), later.column(pair.name)
    if old is None or new is None:
        raise Incomparable(_("It is answered in words: read them beside each other."))
    if old.question.table or new.question.table:
        raise Incomparable(_("It is asked several times of each: compare its tables of both waves."))
    if old.question.kind != new.question.kind:
        raise Incomparable(_("Its answers are of another kind now, so they cannot stand beside each other."))
    two = _Two(_Told(earlier, _looked_at(earlier, old)), _Told(later, _looked_at(later, new)))
    title = naming.question(new.question)
    if isinstance(old, Number) and isinstance(new, Number):
        steps, twice = _means(two, old, new)
        found = Trend(pair.name, title, False, False, steps, twice, two.bases, len(two.matched()[0]))
    else:
        assert isinstance(old, Single | Multi)
        assert isinstance(new, Single | Multi)
        rows = _rows(old, new, pair.mapping, naming)
        if not any(row.before is not None for row in rows if row.after is not None):
            raise Incomparable(_("No answer of then is one of today."))
        several = isinstance(new, Multi)
        steps, twice = _shares(two, rows, several), _both(two, rows, several)
        found = Trend(pair.name, title, True, several, steps, twice, two.bases, len(two.matched()[0]))
    return together([found])[0]


def together(trends: Sequence[Trend]) -> list[Trend]:
    """Corrected for all that is tested at once (Holm): everybody's differences, and those of the same groups."""
    steps = [step.between for one in trends for step in tested(one) if step.between]
    twice = [pair.between for one in trends for pair in one.twice[: _tests(one)]]
    raised = [iter(corrected([one.p for one in family]).tolist()) for family in (steps, twice)]
    return [
        replace(
            one,
            steps=_raised(one.steps, _tests(one), raised[0]),
            twice=_raised(one.twice, _tests(one), raised[1]),
            tests=(len(steps), len(twice)),
        )
        for one in trends
    ]


def tested(one: Trend) -> tuple[Step, ...]:
    """Of two answers that exclude each other, what is said of the first says the second."""
    return one.steps[: _tests(one)]


def _tests(one: Trend) -> int:
    return 1 if one.is_share and not one.several and len(one.steps) == 2 else len(one.steps)


def _raised(parts: tuple[Part, ...], tests: int, chances: Iterator[float]) -> tuple[Part, ...]:
    found: list[Part] = []
    last = float("nan")
    for place, part in enumerate(parts):
        if part.between is None:
            found.append(part)
            continue
        last = next(chances) if place < tests else last
        found.append(replace(part, between=replace(part.between, corrected=last)))
    return tuple(found)


# --- choices


@dataclass(frozen=True)
class _Row:
    value: str
    label: str
    before: Mask | None
    after: Mask | None


def _rows(old: Single | Multi, new: Single | Multi, mapping: Mapping[str, str], naming: Naming) -> list[_Row]:
    """The answers of today, each with those of then that mean it; what is no longer offered stands at the end."""
    today = new.question.codes
    meant: dict[str, Mask] = {}
    gone: list[_Row] = []
    for place, one in enumerate(old.categories):
        target = mapping.get(one.value, one.value)
        if target in today:
            chosen = _chosen(old, place)
            meant[target] = meant[target] | chosen if target in meant else chosen
        else:
            gone.append(_Row(one.value, naming.answer(old.question, one), _chosen(old, place), None))
    kept = [
        _Row(one.value, naming.answer(new.question, one), meant.get(one.value), _chosen(new, place))
        for place, one in enumerate(new.categories)
    ]
    return kept + gone


def _shares(two: _Two, rows: list[_Row], several: bool) -> tuple[Step, ...]:
    small = np.zeros(len(rows), bool)
    for told, masks in ((two.first, [row.before for row in rows]), (two.second, [row.after for row in rows])):
        offered = np.array([mask is not None for mask in masks], bool)
        counts = np.array([np.sum(mask & told.answered) for mask in masks if mask is not None], np.int64)
        small[offered] |= suppressed_line(counts, told.base, several)
    return tuple(
        Step(
            row.value,
            row.label,
            before := _share(two.first, row.before),
            after := _share(two.second, row.after),
            _apart(two, row, before, after),
            bool(hidden),
        )
        for row, hidden in zip(rows, small, strict=True)
    )


def _share(told: _Told, chosen: Mask | None) -> Side | None:
    if chosen is None or not told.base:
        return None
    n = int(np.sum(chosen & told.answered))
    if told.sample.design is None:
        low, high = wilson(n / told.base, told.base, LEVEL)
        return Side(n, 100 * n / told.base, 100 * float(low), 100 * float(high))
    try:
        found = estimates.proportion(chosen, told.sample.design, told.answered, LEVEL)
    except Unsound:
        return None
    return Side(n, 100 * found.value, 100 * found.low, 100 * found.high)


def _apart(two: _Two, row: _Row, before: Side | None, after: Side | None) -> Between | None:
    if before is None or after is None or row.before is None or row.after is None:
        return None
    found = two.change(row.before, row.after)
    if found is None:
        return None
    ends = [(one.value, one.low or 0.0, 100.0 if one.high is None else one.high) for one in (before, after)]
    low, high = apart(ends[0], ends[1], found.correlation)
    return Between(after.value - before.value, low, high, found.p)


def _both(two: _Two, rows: list[_Row], several: bool) -> tuple[Twice, ...]:
    here, there = two.matched()
    kept = [row for row in rows if row.before is not None and row.after is not None]
    if not len(here) or not kept:
        return ()
    found, small = [], []
    for row in kept:
        assert row.before is not None
        assert row.after is not None
        pairs = switched(row.before[here], row.after[there])
        was, is_now = pairs.kept + pairs.lost, pairs.kept + pairs.gained
        cells = [pairs.kept, pairs.lost, pairs.gained, pairs.never]
        for told, mask, yes in ((two.first, row.before, was), (two.second, row.after, is_now)):
            cells += _rest(int(np.sum(mask & told.answered)) - yes, told.base - pairs.n)
        small.append(min(cells) < LEAST)
        low, high = 100 * pairs.low, 100 * pairs.high
        between = Between(100 * pairs.difference, low, high, pairs.exact)
        share = 100 / pairs.n
        told_ = (
            row.value,
            row.label,
            pairs.n,
            share * was,
            share * is_now,
            between,
            pairs.gained,
            pairs.lost,
        )
        found.append((told_, was, is_now))
    hidden = np.array(small, bool)
    for place in (1, 2):
        counts = np.array([one[place] for one in found], np.int64)
        hidden = suppressed_line(counts, len(here), several, hidden=hidden)
    return tuple(Twice(*one[0], small=bool(mask)) for one, mask in zip(found, hidden, strict=True))


def _rest(yes: int, many: int) -> list[int]:
    """Of those who answered once: nobody could tell them apart if there are none."""
    return [yes, many - yes] if many else []


# --- numbers


def _means(two: _Two, old: Number, new: Number) -> tuple[tuple[Step, ...], tuple[Twice, ...]]:
    before, after = _mean(two.first, old), _mean(two.second, new)
    small = min(two.bases) < LEAST
    between = None
    if before and after and (found := two.change(old.numbers, new.numbers)):
        between = Between(found.difference, found.low, found.high, found.p)
    step = Step("", _("Mean"), before, after, between, small)
    here, there = two.matched()
    rest = [base - len(here) for base in two.bases]
    small = small or len(here) < LEAST or any(0 < one < LEAST for one in rest)
    try:
        told, p = paired(
            old.numbers[here], new.numbers[there], Design.of(np.ones(len(here)), lonely="adjust")
        )
    except Unsound:
        return (step,), ()
    difference = Between(told.value, told.low, told.high, p)
    first, second = float(old.numbers[here].mean()), float(new.numbers[there].mean())
    return (step,), (Twice("", _("Mean"), len(here), first, second, difference, None, None, small),)


def _mean(told: _Told, column: Number) -> Side | None:
    design = told.sample.design or Design.of(np.ones(len(column)), lonely="adjust")
    try:
        found = estimates.mean(column.numbers, design, told.answered, LEVEL)
    except Unsound:
        return None
    return Side(told.base, found.value, found.low, found.high)


def _looked_at(sample: Sample, column: Column) -> Mask:
    return column.answered if sample.where is None else np.asarray(column.answered & sample.where)


def _chosen(column: Single | Multi, place: int) -> Mask:
    if isinstance(column, Multi):
        return column.chosen(place)
    return np.asarray(column.codes == place + FIRST)
