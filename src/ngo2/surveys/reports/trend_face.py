"""Two waves as what is published of them: what is small is left out, and not merely marked."""

from typing import Final

from django.utils.translation import gettext as _

from ngo2.surveys.reports.counting import Ask
from ngo2.surveys.reports.faces import HIDDEN, Cell, Face, Head, Row, face
from ngo2.surveys.reports.facing import hidden_told, too_few, with_numbers
from ngo2.surveys.reports.trending import Trends
from ngo2.surveys.results import words
from ngo2.surveys.results.trends import Between, Side, Step, Trend, Twice, tested
from ngo2.surveys.statistics.suppression import LEAST
from ngo2.surveys.words import called

_NOTHING: Final[Cell] = {"said": "–"}


def facing(trends: Trends, ask: Ask) -> Face:
    """The same groups stand beside everybody where there are enough of them. Raises Refused."""
    one = trends.of(ask)
    if min(one.bases) < LEAST:
        return too_few(one.title)
    waves = called(trends.waves[ask.earlier]), called(trends.data.wave)
    same = {pair.value: pair for pair in one.twice if not pair.small}
    rows = [_row(step, same.get(step.value), one, bool(same)) for step in one.steps]
    made = face(
        one.title,
        caption=_("%(first)s and %(second)s") % {"first": waves[0], "second": waves[1]},
        heads=_heads(one, waves, bool(same)),
        rows=rows,
        unit="%" if one.is_share else "",
        shape="grouped",
        notes=[*_tests(one), *_method(one, bool(same)), *_weights(trends, ask, waves)],
    )
    return made | {"notes": made["notes"] + hidden_told(made)}


def _heads(one: Trend, waves: tuple[str, str], is_twice: bool) -> list[Head]:
    between: Head = {"label": _("Difference of the waves")}
    if one.is_share:
        between["unit"] = _("percentage points")
    heads: list[Head] = [{"label": wave, "n": n} for wave, n in zip(waves, one.bases, strict=True)]
    heads.append(between)
    if is_twice:
        both: list[Head] = [{"label": wave, "n": one.both} for wave in waves]
        same = _("The same groups: %(what)s")
        heads += [{**head, "label": same % {"what": head["label"]}} for head in (*both, between)]
    return heads


def _row(step: Step, pair: Twice | None, one: Trend, is_twice: bool) -> Row:
    if step.small:
        cells: list[Cell] = [{"said": HIDDEN}] * (6 if is_twice else 3)
        return {"label": step.label, "cells": cells}
    cells = [_side(step.before, one), _side(step.after, one), _between(step.between, one)]
    if is_twice:
        cells += _same(step, pair, one)
    return {"label": step.label, "cells": cells}


def _same(step: Step, pair: Twice | None, one: Trend) -> list[Cell]:
    if step.before is None or step.after is None:
        return [_NOTHING] * 3
    if pair is None:
        return [{"said": HIDDEN}] * 3
    levels = [with_numbers({"said": _level(value, one)}, value=value) for value in (pair.before, pair.after)]
    return [*levels, _between(pair.between, one)]


def _side(side: Side | None, one: Trend) -> Cell:
    if side is None:
        return _NOTHING
    cell: Cell = {"said": _level(side.value, one), "n": side.n}
    return with_numbers(cell, value=side.value, low=side.low, high=side.high)


def _between(found: Between | None, one: Trend) -> Cell:
    if found is None:
        return _NOTHING
    low, high = (words.moved(end, one.is_share) for end in (found.low, found.high))
    ends = _("%(low)s to %(high)s") % {"low": low, "high": high}
    cell: Cell = {
        "said": words.moved(found.value, one.is_share),
        "ends": f"{ends}, {words.chance(found.corrected)}",
    }
    return with_numbers(cell, value=found.value, low=found.low, high=found.high, p=found.corrected)


def _level(value: float, one: Trend) -> str:
    return words.percent(value) if one.is_share else words.figure(value)


def _tests(one: Trend) -> list[str]:
    """A sentence for each answer that moved by more than chance could make."""
    told = [(step.label, step.between) for step in tested(one) if step.between and not step.small]
    moved = [(label, between) for label, between in told if between.corrected < words.DIFFERS]
    said = [
        f"{label}: {words.between(between, one.tests[0], is_share=one.is_share)}" for label, between in moved
    ]
    if told and not moved:
        said.append(_("No difference that could not be chance."))
    elif len(moved) < len(told):
        said.append(_("Of the other answers: no difference that could not be chance."))
    return said


def _method(one: Trend, is_twice: bool) -> list[str]:
    notes = [
        _("Percent of those who answered, and what lies between in percentage points, with 95 % intervals")
        if one.is_share
        else _("Means and what lies between, with 95 % intervals")
    ]
    notes.append(
        _(
            "Differences: Zou and Donner 2008; p by linearisation, each respondent counted once over both waves."
        )
    )
    if one.several:
        notes.append(_("Several answers possible: they add up to more than 100 %."))
    if one.tests[0] > 1:
        notes.append(_("p corrected for %(n)s tests (Holm)") % {"n": one.tests[0]})
    if is_twice:
        test = (
            _("Not weighted; McNemar's exact test, interval of Newcombe 1998")
            if one.is_share
            else _("Not weighted; Student's paired test")
        )
        notes.append(_("The same groups: %(what)s") % {"what": test})
    return notes


def _weights(trends: Trends, ask: Ask, waves: tuple[str, str]) -> list[str]:
    samples = trends.samples(ask)
    if samples[1].weights == "none":
        return []
    told = [" ".join(words.sample_told(one, trends.data.naming)) for one in samples]
    return [
        str(words.WEIGHTS[samples[1].weights]),
        *(f"{wave}: {note}" for wave, note in zip(waves, told, strict=True)),
    ]
