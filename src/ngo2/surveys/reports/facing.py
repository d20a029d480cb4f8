"""A table of results as what is published of it: numbers that are small are left out, and not merely marked."""

import math
from typing import Any, Final

from django.utils.translation import gettext as _

from ngo2.surveys.reports.faces import HIDDEN, Cell, Face, Head, Row, face
from ngo2.surveys.results import tables, words
from ngo2.surveys.results.comparing import MIDDLE
from ngo2.surveys.results.tables import Counts, Cross, Means, Shown, Summary
from ngo2.surveys.results.testing import Tested
from ngo2.surveys.statistics.estimates import Estimate
from ngo2.surveys.statistics.suppression import LEAST

QUARTERS: Final = 4 * LEAST  # answers of which quartiles may be told


def facing(one: Shown) -> Face:
    """Least and most of numbers are single answers, so they are never told."""
    if one.base < LEAST:
        return too_few(one.title)
    told = {"notes": [words.base(one), words.method(one)]}
    if isinstance(one, Counts):
        rows = [_row(line.label, [_cell(line)]) for line in one.lines]
        made = face(one.title, heads=[_head(_("All"), one.base)], rows=rows, unit="%", shape="bars", **told)
    elif isinstance(one, Cross):
        made = face(one.title, caption=_by(one.by), unit="%", shape="dots", **_of_cross(one), **told)
    elif isinstance(one, Means):
        heads: list[Head] = [{"label": _("Mean")}, {"label": _("Median")}]
        rows = [_row(head.label, _means(head, mean, median)) for head, mean, median in one.groups]
        made = face(one.title, caption=_by(one.by), heads=heads, rows=rows, shape="bars", **told)
    else:
        made = face(one.title, heads=[_head(_("All"), one.base)], rows=_summary(one), **told)
    made["notes"] += _remarks(one, made)
    return made


def too_few(title: str) -> Face:
    return face(title, notes=[_("Fewer than %(n)d answered, so nothing of it is shown.") % {"n": LEAST}])


def hidden_told(made: Face) -> list[str]:
    """A line below a table that hides something."""
    if not has_hidden(made):
        return []
    told = _("%(sign)s: hidden, as it stands for fewer than %(n)d or would give such a number away.")
    return [told % {"sign": HIDDEN, "n": LEAST}]


def has_hidden(one: Face) -> bool:
    return any(cell["said"] == HIDDEN for row in one["rows"] for cell in row["cells"]) or any(
        head["label"] and not {"n", "unit"} & head.keys() for head in one["heads"] if one["unit"]
    )


def _remarks(one: Shown, made: Face) -> list[str]:
    notes = []
    if getattr(one, "several", False):
        notes.append(_("Several answers possible: they add up to more than 100 %."))
    if isinstance(one, Cross):
        notes += _tests(one)
    return notes + hidden_told(made)


def _of_cross(one: Cross) -> dict[str, Any]:
    """Where the size of a group is hidden, a share of it would tell it."""
    heads = [_head(_("All"), one.base)]
    heads += [{"label": head.label} if head.small else _head(head.label, head.n) for head in one.heads]
    rows = [
        _row(
            row.line.label,
            [
                _cell(row.line),
                *(_cell(cell, head.small) for head, cell in zip(one.heads, row.cells, strict=True)),
            ],
        )
        for row in one.rows
    ]
    return {"heads": heads, "rows": rows}


def _tests(one: Cross) -> list[str]:
    """Of single choices one sentence, of several choices one for each that differs."""
    groups = any(head.small for head in one.heads)
    if one.test:
        return [_tested(one.test, [line for row in one.rows for line in (row.line, *row.cells)], groups)]
    told = [row for row in one.rows if row.test and not row.test.reason]
    differ = [row for row in told if row.test.corrected < words.DIFFERS]
    said = [f"{row.line.label}: {_tested(row.test, [row.line, *row.cells], groups)}" for row in differ]
    if len(differ) < len(told):
        said.append(_("Of the other answers: no difference that could not be chance."))
    return said


def _tested(test: Tested, lines: list[tables.Line], groups: bool) -> str:
    """Without its numbers where some of the table is hidden: they could be reckoned back."""
    hides = groups or any(line.small for line in lines)
    return words.verdict(test) if hides else words.test(test)


def _summary(one: Summary) -> list[Row]:
    rows = []
    if one.mean is not None:
        rows.append(_row(_("Mean"), [_estimate(one.mean)]))
    if one.quartiles is not None and one.base >= QUARTERS:
        low, middle, high = one.quartiles
        rows += [
            _row(_("A quarter have at most"), [_plain(low)]),
            _row(_("Half have at most"), [_plain(middle)]),
            _row(_("Three quarters have at most"), [_plain(high)]),
        ]
    return rows


def _means(head: tables.Head, mean: Estimate | None, median: float | None) -> list[Cell]:
    if head.small:
        return [{"said": HIDDEN}, {"said": HIDDEN}]
    first: Cell = {"said": "–"} if mean is None else _estimate(mean)
    return [{**first, "n": head.n}, {"said": HIDDEN} if head.n < MIDDLE else _plain(median)]


def _cell(line: tables.Line, hide: bool = False) -> Cell:
    if line.small or hide:
        return {"said": HIDDEN}
    cell: Cell = {"said": words.percent(line.percent), "n": line.n}
    return with_numbers(cell, value=line.percent, low=line.low, high=line.high)


def _estimate(told: Estimate) -> Cell:
    return with_numbers({"said": words.figure(told.value)}, value=told.value, low=told.low, high=told.high)


def _plain(value: float | None) -> Cell:
    return with_numbers({"said": words.figure(value)}, value=value)


def with_numbers(cell: Cell, **numbers: float | None) -> Cell:
    for name, value in numbers.items():
        if value is not None and math.isfinite(value):
            cell[name] = round(float(value), 4)  # type: ignore[literal-required] # one of those that a cell may hold
    return cell


def _row(label: str, cells: list[Cell]) -> Row:
    return {"label": label, "cells": cells}


def _head(label: str, n: int) -> Head:
    return {"label": label, "n": n}


def _by(by: str) -> str:
    return _("By: %(by)s") % {"by": by}
