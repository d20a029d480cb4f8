"""One question by all others as rows of a file. It leaves the house, so small cells are hidden in it: number, share,
mean, and so many others that nobody reckons them out of the totals."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from django.utils.translation import gettext as _

from ngo2.surveys.columns.values import Mask, Multi, Number, Single
from ngo2.surveys.results import words
from ngo2.surveys.results.naming import Naming
from ngo2.surveys.results.sample import Sample, spread
from ngo2.surveys.results.tables import Bench, laid
from ngo2.surveys.statistics import estimates
from ngo2.surveys.statistics.refusing import Unsound
from ngo2.surveys.statistics.suppression import LEAST, suppressed, suppressed_frequency
from ngo2.surveys.statistics.tables import frequency

HIDDEN: Final = "*"
Cells = list[Any]


def banner(sample: Sample, by: Single | Multi, naming: Naming, about: list[str]) -> Iterator[Cells]:
    """Header lines, then for each question its base and its answers: number and percent of all and of each group.

    `by` is a trait or a question that each respondent is asked once.
    """
    groups = [naming.answer(by.question, one) for one in by.categories]
    for line in about:
        yield [line]
    told = _("%(sign)s: hidden, as it stands for fewer than %(n)d or would give such a number away.")
    yield [told % {"sign": HIDDEN, "n": LEAST}]
    yield []
    heads = [_("Everybody"), *groups]
    yield [
        _("Question"),
        _("Answer"),
        *(cell for head in heads for cell in (f"{head}: n", f"{head}: %")),
    ]
    for name, column in (
        (n, c) for table in sample.answers.tables.values() for n, c in table.columns.items()
    ):
        if name == by.question.name:
            continue
        bench = Bench.of(sample, column)
        beside = spread(by, bench.table)
        assert isinstance(beside, Single | Multi)
        rows = _numbers if isinstance(column, Number) else _answers
        yield from rows(bench, beside, naming)


def _answers(bench: Bench, by: Single | Multi, naming: Naming) -> Iterator[Cells]:
    found = laid(bench, by)
    hidden = suppressed(found)
    title = naming.question(bench.column.question)
    whole = _share(found.row_base.weight, found.base.weight)
    percent = found.percent("columns")
    yield [
        title, _("answered"), HIDDEN if hidden.everything else int(found.base.count), "",
        *_pairs(found.column_base.count, None, hidden.column_bases),
    ]  # fmt: skip
    for place, one in enumerate(found.rows):
        is_hidden = bool(hidden.row_bases[place])
        yield [
            title,
            naming.answer(bench.column.question, one),
            *_pair(int(found.row_base.count[place]), whole[place], is_hidden),
            *_pairs(found.sums.count[place], percent[place], hidden.cells[place]),
        ]


def _numbers(bench: Bench, by: Single | Multi, naming: Naming) -> Iterator[Cells]:
    """Means: of a group that is hidden neither the number of answers nor the mean, of few answers none at all."""
    column = bench.column
    assert isinstance(column, Number)
    groups = frequency(by, None, bench.answered)
    hidden = suppressed_frequency(groups)
    everything = int(groups.base.count) < LEAST
    both = bench.answered & by.answered
    places = [_inside(by, place) & both for place in range(len(by.categories))]
    means = [_mean(bench, both), *(_mean(bench, inside) for inside in places)]
    counts = [int(both.sum()), *(int(inside.sum()) for inside in places)]
    title = naming.question(column.question)
    masks = [everything, *hidden.tolist()]
    cells = [_pair(n, mean, mask) for n, mean, mask in zip(counts, means, masks, strict=True)]
    yield [title, _("mean"), *(cell for pair in cells for cell in pair)]


def _inside(by: Single | Multi, place: int) -> Mask:
    if isinstance(by, Multi):
        return by.chosen(place)
    return np.asarray(by.codes == by.question.codes[by.categories[place].value] + 2)


def _mean(bench: Bench, inside: Mask) -> float:
    column = bench.column
    assert isinstance(column, Number)
    try:
        return estimates.mean(column.numbers, bench.ready, inside).value
    except Unsound:
        return float("nan")


def _pairs(counts: Any, percents: Any, hidden: Any) -> list[Any]:
    shares = [float("nan")] * len(counts) if percents is None else percents
    cells = (
        _pair(int(n), float(share), bool(mask)) for n, share, mask in zip(counts, shares, hidden, strict=True)
    )
    return [cell for pair in cells for cell in pair]


def _pair(n: int, share: float, is_hidden: bool) -> tuple[Any, Any]:
    if is_hidden:
        return HIDDEN, HIDDEN
    return n, "" if np.isnan(share) else round(float(share), 1)


def _share(part: Any, whole: Any) -> Any:
    return 100 * part / whole if whole else part * np.nan


def about(sample: Sample, title: str, by: str, narrowed: list[str], naming: Naming) -> list[str]:
    """What stands above the table: what it is, whom it is about, how it was weighted."""
    lines = [title, _("By: %(by)s") % {"by": by}, str(words.WEIGHTS[sample.weights])]
    if narrowed:
        lines.append(_("Only: %(only)s") % {"only": "; ".join(narrowed)})
    return [*lines, *words.sample_told(sample, naming)]
