"""The chart of a table, as a spec for `kernel.charts.vegalite`: the same numbers as stand in the table below it."""

from typing import Final

from ngo2.kernel.charts import specs
from ngo2.kernel.charts.specs import Mark, Spec
from ngo2.surveys.results import words
from ngo2.surveys.results.tables import Counts, Cross, Head, Means, Shown
from ngo2.surveys.results.trends import Trend
from ngo2.surveys.statistics.estimates import Estimate

MOST: Final = 25  # answers in one chart; a longer list is read in the table


def spec(one: Shown) -> Spec | None:
    """None where a picture would say nothing: nobody answered, or one number."""
    title = words.title_of(one)
    if not one.base:
        return None
    if isinstance(one, Counts):
        marks = [
            Mark(line.label, line.percent, words.percent(line.percent), line.low, line.high)
            for line in one.lines[:MOST]
        ]
        return specs.bars(marks, title)
    if isinstance(one, Cross):
        return _dots(one, title)
    if isinstance(one, Means):
        return specs.bars([_mean(*group[:2]) for group in one.groups[:MOST]], title)
    return None


def trend(one: Trend, waves: tuple[str, str]) -> Spec | None:
    """Two waves side by side."""
    told = words.percent if one.is_share else words.figure
    marks = [
        Mark(step.label, None, "–", series=wave)
        if side is None
        else Mark(step.label, side.value, told(side.value), side.low, side.high, wave)
        for step in one.steps[:MOST]
        for wave, side in zip(waves, (step.before, step.after), strict=True)
    ]
    return specs.grouped(marks, waves, one.title) if any(mark.value is not None for mark in marks) else None


def _dots(one: Cross, title: str) -> Spec | None:
    names = [head.label for head in one.heads][: specs.MOST_SERIES]
    if len(set(names)) < 2:
        return None
    marks = [
        Mark(row.line.label, cell.percent, words.percent(cell.percent), cell.low, cell.high, name)
        for row in one.rows[:MOST]
        for name, cell in zip(names, row.cells, strict=False)
    ]
    return specs.dots(marks, names, title)


def _mean(head: Head, mean: Estimate | None) -> Mark:
    if mean is None:
        return Mark(head.label, None, "–")
    return Mark(head.label, mean.value, words.figure(mean.value), mean.low, mean.high)
