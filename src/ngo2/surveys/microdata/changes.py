"""What is done so that nobody is recognised; each change gives new columns and leaves the answers alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ngo2.surveys.columns.kinds import Category, Question
from ngo2.surveys.columns.values import (
    FIRST,
    MISSING,
    Codes,
    Column,
    Mask,
    Multi,
    Number,
    Single,
    Table,
    code_type,
)
from ngo2.surveys.microdata.risk import sizes_of


def top_coded(column: Number, most: float) -> Number:
    """Above `most` everybody has `most`."""
    return replace(column, numbers=np.minimum(column.numbers, most))


def bottom_coded(column: Number, least: float) -> Number:
    return replace(column, numbers=np.maximum(column.numbers, least))


def rounded(column: Number, step: float) -> Number:
    """To the nearest multiple of `step`, halves to the even one."""
    if not step > 0:
        raise ValueError("Numbers are rounded to multiples of something above 0")
    return replace(column, numbers=np.round(column.numbers / step) * step)


def generalised(column: Single, wider: Mapping[str, Category]) -> Single:
    """`wider` says for each value of a category which one stands for it; the others stay as they are."""
    stands = [wider.get(one.value, one) for one in column.categories]
    kept = {one.value: one for one in stands}
    places = {value: place for place, value in enumerate(kept)}
    codes = np.arange(len(stands) + FIRST)
    codes[FIRST:] = [places[one.value] + FIRST for one in stands]
    asked = column.question
    question = Question(asked.name, "single", tuple(kept.values()), asked.labels, asked.table)
    return Single(question, codes.astype(code_type(len(kept)))[column.codes])


def blanked(column: Column, where: Mask) -> Column:
    """Missing for these respondents, as if they had not answered."""
    if isinstance(column, Single):
        return replace(column, codes=np.where(where, np.array(MISSING, column.codes.dtype), column.codes))
    if isinstance(column, Multi):
        return replace(column, planes=np.where(where, np.uint8(0), column.planes))
    return Number(column.question, np.where(where, np.nan, column.numbers), column.skipped & ~where)


@dataclass(frozen=True)
class Local:
    """`blanks`: how many answers to each question were taken out. `dropped`: records that had to go altogether."""

    table: Table
    blanks: tuple[tuple[str, int], ...]
    dropped: int


def locally_suppressed(table: Table, questions: Sequence[str], wanted: int = 5) -> Local:
    """Blanks answers of records at risk, question by question, until every class has `wanted` records.

    `questions`: the most telling first. Each round blanks one more of them for those still at risk; who is at risk
    when all are blank is left out of the table. Greedy: few answers are lost, not always the fewest.
    """
    columns = dict(table.columns)
    blanks = dict.fromkeys(questions, 0)
    for name in questions:
        risky = _sizes(table, columns, questions) < wanted
        if not risky.any():
            break
        blanks[name] += int(np.count_nonzero(risky & _tells(columns[name])))
        columns[name] = blanked(columns[name], risky)
    stay = _sizes(table, columns, questions) >= wanted
    if stay.all():
        return Local(replace(table, columns=columns), tuple(blanks.items()), 0)
    kept: dict[str, Column] = {name: column.rows(stay) for name, column in columns.items()}
    of = None if table.respondents is None else table.respondents[stay]
    left = Table(table.name, kept, int(stay.sum()), of)
    # Whoever goes takes nobody's class below `wanted`: those who stay stood in large classes already.
    return Local(left, tuple(blanks.items()), int(table.rows - left.rows))


def _sizes(table: Table, columns: Mapping[str, Column], questions: Sequence[str]) -> Codes:
    return sizes_of(replace(table, columns=columns), questions)


def _tells(column: Any) -> Mask:
    return np.asarray(column.answered | column.not_asked)
