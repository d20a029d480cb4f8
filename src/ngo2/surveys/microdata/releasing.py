"""From the answers of a wave to the table that may be published: what is left out, made coarser, and blanked. Pure.

Only questions with choices or numbers that each respondent is asked once: words, dates, places and repeats never leave,
nor does the number of a respondent. Rows come in an order drawn by lot, as theirs is that of coming in.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from ngo2.surveys.columns.kinds import Category, Question
from ngo2.surveys.columns.values import FIRST, MISSING, NOT_ASKED, Column, Number, Single, Table, code_type
from ngo2.surveys.microdata import changes
from ngo2.surveys.microdata.risk import Anonymity, anonymity
from ngo2.surveys.results.sample import Sample

LEAST_K, USUAL_K, MOST_K = 3, 5, 50
BANDS: Final = (0.2, 0.4, 0.6, 0.8)  # of numbers that a stranger may know


@dataclass(frozen=True)
class Prepared:
    """`before`: of the answers as they came, but for bands. `coded`: (question, least, most) of numbers whose ends were
    drawn in; `banded`: numbers that became classes. `blanks` and `dropped` as in `changes.Local`.
    """

    table: Table
    before: Anonymity
    after: Anonymity
    banded: tuple[str, ...]
    coded: tuple[tuple[str, float, float], ...]
    blanks: tuple[tuple[str, int], ...]
    dropped: int


def prepared(
    sample: Sample, published: Sequence[str], known: Sequence[str], k: int = USUAL_K, seed: int | None = None
) -> Prepared:
    """`known`: those of `published` that a stranger may know of a respondent (quasi-identifiers)."""
    main = sample.answers.main
    columns: dict[str, Column] = {}
    banded, coded = [], []
    for name in published:
        column = main[name]
        if isinstance(column, Number) and name in known:
            columns[name] = _banded(column, k)
            banded.append(name)
        elif isinstance(column, Number):
            columns[name], ends = _drawn_in(column, k)
            coded += [(name, *ends)] if ends else []
        else:
            columns[name] = column
    rows = np.array(_order(main.rows, seed), np.int64)
    table = Table("", {name: column.rows(rows) for name, column in columns.items()}, main.rows)
    telling = _most_telling(table, known)
    local = changes.locally_suppressed(table, telling, k)
    return Prepared(
        local.table, anonymity(table, telling, k), anonymity(local.table, telling, k), tuple(banded),
        tuple(coded), tuple((name, n) for name, n in local.blanks if n), local.dropped,
    )  # fmt: skip


def publishable(sample: Sample) -> list[Question]:
    return [column.question for column in sample.answers.main.columns.values()]


def _order(rows: int, seed: int | None) -> list[int]:
    dice = random.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311 (of tests)
    order = list(range(rows))
    dice.shuffle(order)
    return order


def _most_telling(table: Table, known: Sequence[str]) -> list[str]:
    """Those with the most classes first: they are blanked first."""
    return sorted(known, key=lambda name: -len(anonymity(table, [name]).classes))


def _drawn_in(column: Number, k: int) -> tuple[Number, tuple[float, float] | None]:
    """Top- and bottom-coded, so that at least `k` share each end; None where that changes nothing."""
    told = np.sort(column.numbers[column.answered])
    if len(told) < 2 * k:
        return changes.blanked(column, np.ones(len(column), bool)), None  # type: ignore[return-value]
    least, most = float(told[k - 1]), float(told[-k])
    if (least, most) == (told[0], told[-1]):
        return column, None
    return changes.bottom_coded(changes.top_coded(column, most), least), (least, most)


def _banded(column: Number, k: int) -> Single:
    """Fifths as classes, named by the least and the most that their answers are, drawn in at both ends."""
    told = column.numbers[column.answered]
    edges = np.unique(np.quantile(told, BANDS)) if len(told) >= 2 * k else np.array([])
    bounds = [-np.inf, *edges.tolist(), np.inf]
    names = [_band(low, high) for low, high in pairwise(bounds)]
    place = np.searchsorted(edges, np.nan_to_num(column.numbers), "left")
    codes = np.where(column.answered, place + FIRST, np.where(column.skipped, NOT_ASKED, MISSING))
    question = Question(column.question.name, "single", tuple(map(Category, names)), column.question.labels)
    return Single(question, codes.astype(code_type(len(names))))


def _band(low: float, high: float) -> str:
    """Above `low`, at most `high`."""
    ends = [f">{low:g}" if np.isfinite(low) else "", f"<={high:g}" if np.isfinite(high) else ""]
    return " ".join(one for one in ends if one) or "any"
