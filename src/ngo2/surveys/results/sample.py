"""The answers of a wave that count, beside who gave them: columns, weights, and the design that follows from both."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from ngo2.surveys.columns.kinds import Category, Question
from ngo2.surveys.columns.values import (
    FIRST,
    MISSING,
    Answers,
    Column,
    Floats,
    Mask,
    Multi,
    Single,
    Table,
    code_type,
)
from ngo2.surveys.statistics.design import Design
from ngo2.surveys.statistics.refusing import Unsound
from ngo2.surveys.statistics.weights import Margin, design_effect, effective_size

Weights = Literal["none", "design", "province", "raked"]
WEIGHTS: Final[tuple[Weights, ...]] = ("none", "design", "province", "raked")
KIND, PROVINCE, SIZE, TRAINED = "@kind", "@province", "@size", "@trained"
TRAITS: Final = (KIND, PROVINCE, SIZE, TRAINED)
# Paid staff, as the record says: from how many on.
SIZES: Final = (("0", 0), ("1-2", 1), ("3-5", 3), ("6-10", 6), ("11-", 11))
LEAST_CELL: Final = 5  # respondents that a cell needs before weights are fitted to it
POOLED: Final = "@others"


class Standing(Protocol):
    """See `queries.standing`."""

    @property
    def response(self) -> int: ...
    @property
    def respondent(self) -> int: ...
    @property
    def weight(self) -> float: ...
    @property
    def excluded(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def staff(self) -> int | None: ...
    @property
    def trained(self) -> bool | None: ...


@dataclass(frozen=True)
class Sample:
    """`answers` of respondents in the order of `standings`. `design` is None without weights: every answer counts as 1.

    `pooled`: cells of the population that had too few answers and were put together ({margin: values}).
    `unasked`: answers of who was not drawn, which weighted figures leave out. `where`: the part that is looked at, a
    domain of the whole design, so that its figures have the errors of the whole draw; None: all.
    """

    answers: Answers
    standings: tuple[Standing, ...]
    weights: Weights = "none"
    design: Design | None = None
    pooled: Mapping[str, tuple[str, ...]] | None = None
    unasked: int = 0
    where: Mask | None = None

    @property
    def respondents(self) -> int:
        return len(self.standings) if self.where is None else int(np.count_nonzero(self.where))

    @property
    def effect(self) -> float:
        """Kish's design effect of the weights alone."""
        return 1.0 if self.design is None else design_effect(self._looked_at)

    @property
    def effective(self) -> float:
        return float(self.respondents) if self.design is None else effective_size(self._looked_at)

    @property
    def _looked_at(self) -> Floats:
        assert self.design is not None
        return self.design.weights if self.where is None else self.design.weights[self.where]

    def column(self, name: str) -> Column | None:
        """Of a question, also of one in a repeat, or of a trait of the organisation ("@kind")."""
        if name in TRAITS:
            return self.traits[name]
        return next((table[name] for table in self.answers.tables.values() if name in table.columns), None)

    def table(self, name: str) -> Table:
        return next(
            (table for table in self.answers.tables.values() if name in table.columns), self.answers.main
        )

    @cached_property
    def traits(self) -> dict[str, Single]:
        return traits(self.standings)


def counted(answers: Answers, responses: NDArray[np.int64], standings: Sequence[Standing]) -> Sample:
    """Those of a wave that count and whose columns are made: the others are left out here, and are not lost."""
    valid = [one for one in standings if not one.excluded]
    wanted = np.array([one.response for one in valid], np.int64)
    places = np.searchsorted(responses, wanted)
    there = places < len(responses)
    there[there] = responses[places[there]] == wanted[there]
    kept = tuple(one for one, is_there in zip(valid, there.tolist(), strict=True) if is_there)
    return Sample(narrowed(answers, places[there]), kept)


def narrowed(answers: Answers, rows: NDArray[np.int64]) -> Answers:
    """Of some respondents (rising places), with the members of their repeats."""
    tables = {}
    for name, table in answers.tables.items():
        if table.respondents is None:
            columns: dict[str, Column] = {key: column.rows(rows) for key, column in table.columns.items()}
            tables[name] = Table(name, columns, len(rows))
            continue
        fresh = np.full(answers.respondents, -1, np.int64)
        fresh[rows] = np.arange(len(rows))
        belongs = fresh[table.respondents]
        stay = np.flatnonzero(belongs >= 0)
        columns = {key: column.rows(stay) for key, column in table.columns.items()}
        tables[name] = Table(name, columns, len(stay), belongs[stay].astype(np.uint32))
    return Answers(tables)


def only(sample: Sample, rows: Mask) -> Sample:
    """Before weights are made."""
    kept = np.flatnonzero(rows)
    standings = tuple(sample.standings[place] for place in kept.tolist())
    return replace(sample, answers=narrowed(sample.answers, kept), standings=standings)


def part(sample: Sample, inside: Mask) -> Sample:
    """Some of them: without weights a sample of its own, with weights a domain of the whole."""
    return only(sample, inside) if sample.design is None else replace(sample, where=inside)


def chose(sample: Sample, name: str, value: str) -> Mask | None:
    """Who gave this answer; None where there is no such question or answer."""
    column = sample.column(name)
    if not isinstance(column, Single | Multi) or len(column) != sample.respondents:
        return None
    place = next((at for at, one in enumerate(column.categories) if one.value == value), None)
    if place is None:
        return None
    return column.chosen(place) if isinstance(column, Multi) else np.asarray(column.codes == place + FIRST)


def weighted(
    sample: Sample,
    how: Weights,
    provinces: Mapping[str, int],
    kinds: Mapping[str, int] | None = None,
) -> Sample:
    """With the weights of the draw, fitted to the population or not. `provinces` and `kinds` are its numbers.

    Whoever was not drawn stands for nobody and is left out. Raises Unsound.
    """
    if how == "none" or not sample.respondents:
        return replace(sample, weights=how)
    drawn = np.array([one.weight > 0 for one in sample.standings])
    inside = only(sample, drawn)
    if not inside.respondents:
        raise Unsound("empty")
    weights = np.array([one.weight for one in inside.standings], float)
    population = float(sum(provinces.values()))
    known = population >= len(weights) > 1
    design = Design.of(
        weights, population=np.full(len(weights), population) if known else None, lonely="adjust"
    )
    pooled: dict[str, tuple[str, ...]] = {}
    if how in {"province", "raked"}:
        margins = [_margin(inside.traits[PROVINCE], provinces, pooled)]
        if how == "province":
            design = design.poststratified(margins[0])
        else:
            whole = sum((kinds or {}).values()) or 1
            shares = {kind: n * population / whole for kind, n in (kinds or {}).items()}
            margins.append(_margin(inside.traits[KIND], shares, pooled))
            design = design.raked(margins)
    unasked = int(np.count_nonzero(~drawn))
    return replace(inside, weights=how, design=design, pooled=pooled, unasked=unasked)


def _margin(column: Single, targets: Mapping[str, float], pooled: dict[str, tuple[str, ...]]) -> Margin:
    """Cells with too few answers are put together, and with the smallest of the others if need be, so that somebody
    stands for everybody of the population."""
    values = [one.value for one in column.categories]
    cells = [values[code - FIRST] if code >= FIRST else "" for code in column.codes.tolist()]
    have = Counter(cells)
    small = {value for value in {*targets, *have} if have[value] < LEAST_CELL or not targets.get(value)}
    for value in sorted({*targets, *have} - small, key=lambda one: (have[one], one)):
        if not small or (
            sum(have[one] for one in small) >= LEAST_CELL and sum(targets.get(one, 0) for one in small) > 0
        ):
            break
        small.add(value)
    if small:
        pooled[column.question.name] = tuple(sorted(small))
    kept = sorted({*targets, *have} - small)
    names = [*kept, *([POOLED] if small else [])]
    place = {value: names.index(POOLED if value in small else value) for value in {*targets, *have}}
    sums = np.zeros(len(names))
    for value, n in targets.items():
        sums[place[value]] += n
    return Margin(
        column.question.name, np.array([place[cell] for cell in cells], np.int64), sums, tuple(names)
    )


def traits(standings: Sequence[Standing]) -> dict[str, Single]:
    """What the record says of who answered, as columns; missing where it says nothing."""
    sizes = [None if one.staff is None else size_of(one.staff) for one in standings]
    trained = [None if one.trained is None else "yes" if one.trained else "no" for one in standings]
    return {
        KIND: _single(KIND, [one.kind or None for one in standings]),
        PROVINCE: _single(PROVINCE, [one.area or None for one in standings]),
        SIZE: _single(SIZE, sizes, [name for name, _from in SIZES]),
        TRAINED: _single(TRAINED, trained, ["yes", "no"]),
    }


def size_of(staff: int) -> str:
    return [name for name, least in SIZES if staff >= least][-1]


def _single(name: str, values: Sequence[str | None], offered: Sequence[str] = ()) -> Single:
    known = list(offered) or sorted({value for value in values if value is not None})
    codes: dict[str | None, int] = {value: place + FIRST for place, value in enumerate(known)}
    codes[None] = MISSING
    question = Question(name, "single", tuple(map(Category, known)))
    return Single(question, np.array([codes[value] for value in values], code_type(len(known))))


def spread(column: Column, table: Table) -> Column:
    """What each respondent has, beside each member of a repeat."""
    return column if table.respondents is None else column.rows(table.respondents.astype(np.int64))


def row_mask(sample: Sample, table: Table) -> Mask | None:
    return None if sample.where is None else np.asarray(table.of_respondents(sample.where))


def row_weights(sample: Sample, table: Table) -> Floats | None:
    return None if sample.design is None else np.asarray(table.of_respondents(sample.design.weights), float)


def row_design(sample: Sample, table: Table) -> Design | None:
    """Members of a repeat lie in clusters, one for each respondent; where nobody is weighted, each counts as 1."""
    if table.respondents is None:
        return sample.design
    weights = row_weights(sample, table)
    return Design.of(
        np.ones(table.rows) if weights is None else weights, clusters=table.respondents, lonely="adjust"
    )
