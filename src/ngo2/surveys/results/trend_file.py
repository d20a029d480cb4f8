"""Two waves beside each other as rows of a file. It leaves the house, so what is small is hidden in it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ngo2.surveys.results.banner import HIDDEN
from ngo2.surveys.results.trends import Between, Side, Trend
from ngo2.surveys.statistics.suppression import LEAST

Cells = list[Any]
_SIDE, _BETWEEN, _TWICE = 4, 4, 5  # columns of each


def rows(
    trends: Sequence[Trend], left_out: Sequence[tuple[str, str]], waves: tuple[str, str], about: Sequence[str]
) -> Iterator[Cells]:
    """Header lines, each answer in both waves, then what may not be compared and why."""
    for line in about:
        yield [line]
    told = _("%(sign)s: hidden, as it stands for fewer than %(n)d or would give such a number away.")
    yield [told % {"sign": HIDDEN, "n": LEAST}]
    yield []
    yield [
        _("Question"),
        _("Answer"),
        *(f"{wave}: {what}" for wave in waves for what in ("n", "%", _("95 % from"), _("95 % to"))),
        _("Difference"),
        _("95 % from"),
        _("95 % to"),
        _("p (Holm)"),
        *(_("Both times: %(what)s") % {"what": what} for what in ("n", *waves, _("difference"), _("p (Holm)"))),
    ]  # fmt: skip
    for one in trends:
        yield from _question(one)
    if left_out:
        yield []
        yield [_("What may not be compared"), _("Why")]
        yield from ([title, why] for title, why in left_out)


def _question(one: Trend) -> Iterator[Cells]:
    bases = [HIDDEN if n < LEAST else n for n in one.bases]
    yield [one.title, _("answered"), bases[0], "", "", "", bases[1]]
    same = {pair.value: pair for pair in one.twice}
    for step in one.steps:
        pair = same.get(step.value)
        cells: Cells = [one.title, step.label]
        if step.small:
            cells += [HIDDEN] * (2 * _SIDE + _BETWEEN)
        else:
            cells += [*_side(step.before), *_side(step.after), *_between(step.between)]
        if pair is None:
            cells += [""] * _TWICE
        elif pair.small or step.small:
            cells += [HIDDEN] * _TWICE
        else:
            told = (pair.before, pair.after, pair.between.value)
            cells += [pair.n, *(round(value, 2) for value in told), _chance(pair.between.corrected)]
        yield cells


def _side(side: Side | None) -> Cells:
    if side is None:
        return [""] * _SIDE
    return [
        side.n,
        round(side.value, 2),
        *("" if end is None else round(end, 2) for end in (side.low, side.high)),
    ]


def _between(found: Between | None) -> Cells:
    if found is None:
        return [""] * _BETWEEN
    ends = [round(value, 2) for value in (found.value, found.low, found.high)]
    return [*ends, _chance(found.corrected)]


def _chance(p: float) -> float | str:
    return "" if p != p else round(p, 4)
