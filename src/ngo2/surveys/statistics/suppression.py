"""Small cells are hidden, and so many others that nobody reckons them out of the totals.

A table is looked at with its totals as one more row and column. A small cell is safe when some other table with the
same visible figures and another number in this cell exists: four cells at the corners of a rectangle can all be
changed by one, up here and down there, and no total moves (the hypercube method, Repsilber 1994; Hundepool et al.
2012, 4.4). Rectangles are chosen so that the hidden cell could lie anywhere in a range at least `least` wide, at the
price of the fewest answers hidden. Where there is none, the whole table is hidden.

Only this table is looked at: who publishes the same answers by other groups or filters shows more than it knows.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ngo2.surveys.columns.values import Mask
from ngo2.surveys.statistics.tables import Crosstab, Frequency

LEAST: Final = 5
_TOTAL: Final = 1e9  # price of hiding a total: only where nothing else helps


@dataclass(frozen=True)
class Suppressed:
    """True is hidden. `everything`: the table has too few answers to show any of it.

    What is hidden is hidden in every form: number, weighted number, percentage, interval.
    """

    cells: Mask
    row_bases: Mask
    column_bases: Mask
    everything: bool
    least: int

    def shown(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """The values of the cells as floats, NaN where they are hidden."""
        return np.where(self.cells, np.nan, values)


def suppressed(table: Crosstab, least: int = LEAST, zeros: bool = False) -> Suppressed:
    """Cells of fewer than `least` respondents, unweighted. `zeros`: cells of nobody may be shown.

    An option of a multi-select hides also where fewer than `least` did not choose it: that number is the base less it.
    """
    count, whole = table.sums.count, int(table.base.count)
    rows, columns = table.row_base.count, table.column_base.count
    if whole < least:
        return _nothing(count.shape, least)
    if table.multi_rows and table.multi_columns:
        return _pairs(count, rows, columns, whole, least, zeros)
    if table.multi_rows:
        return _options(count, columns, least, zeros)
    if table.multi_columns:
        turned = _options(count.T, rows, least, zeros)
        return Suppressed(
            turned.cells.T, turned.column_bases, turned.row_bases, turned.everything, turned.least
        )
    hidden = _protected(_with_totals(count), least, zeros)
    if hidden is None:
        return _nothing(count.shape, least)
    return Suppressed(hidden[:-1, :-1], hidden[:-1, -1], hidden[-1, :-1], False, least)


def suppressed_frequency(table: Frequency, least: int = LEAST, zeros: bool = False) -> Mask:
    """Which categories of a frequency are hidden; all of them where the base is small."""
    return suppressed_line(table.sums.count, int(table.base.count), table.multi, least, zeros)


def suppressed_line(
    count: NDArray[np.int64],
    whole: int,
    multi: bool,
    least: int = LEAST,
    zeros: bool = False,
    hidden: Mask | None = None,
) -> Mask:
    """The same of counts of `whole`. `hidden` are so already, for another reason."""
    if whole < least:
        return np.ones(count.shape, bool)
    if multi:
        small = _small(count, least, zeros) | _small(whole - count, least, zeros)
        return small if hidden is None else small | hidden
    return _line(count, least, zeros, hidden)


def _small(count: NDArray[np.int64], least: int, zeros: bool) -> Mask:
    return np.asarray((count < least) & ((count > 0) | (not zeros)))


def _nothing(shape: tuple[int, ...], least: int) -> Suppressed:
    return Suppressed(np.ones(shape, bool), np.ones(shape[0], bool), np.ones(shape[1], bool), True, least)


def _line(count: NDArray[np.int64], least: int, zeros: bool, hidden: Mask | None = None) -> Mask:
    """Parts of a total that is shown: at least two hidden, and together at least `least`."""
    small = _small(count, least, zeros)
    hidden = small if hidden is None else small | hidden
    if not hidden.any():
        return hidden
    for place in np.argsort(count, kind="stable"):
        if hidden.sum() >= 2 and count[hidden].sum() >= least:
            break
        hidden[place] |= count[place] > 0 or not zeros
    return hidden


def _with_totals(count: NDArray[np.int64]) -> NDArray[np.int64]:
    wide = np.column_stack([count, count.sum(1)])
    return np.vstack([wide, wide.sum(0)])


def _protected(
    table: NDArray[np.int64],
    least: int,
    zeros: bool,
    hidden: Mask | None = None,
    kept: Mask | None = None,
) -> Mask | None:
    """Which cells of a table with totals are hidden; None where that does not do and all of it must be.

    `hidden` are so already, `kept` are cells that must stay; the grand total always does.
    """
    small = _small(table, least, zeros)
    hidden = small.copy() if hidden is None else hidden | small
    price = table.astype(float)
    price[-1, :] += _TOTAL
    price[:, -1] += _TOTAL
    price[-1, -1] = np.inf
    if kept is not None:
        price[kept] = np.inf
    if (np.isinf(price) & small).any():
        return None
    for i, j in np.argwhere(small):
        cost, width = _rectangles(table, np.where(hidden, 0.0, price), int(i), int(j))
        cost[width < least] = np.inf
        k, m = np.unravel_index(np.argmin(cost), cost.shape)
        if np.isinf(cost[k, m]):
            return None
        hidden[i, m] = hidden[k, j] = hidden[k, m] = True
    return hidden


def _rectangles(
    table: NDArray[np.int64], price: NDArray[np.float64], i: int, j: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(price, width of the range) of the rectangle of cell (i, j) and each opposite corner (k, m).

    When the cell goes up by one, (i, m) moves by the sign of its column, (k, j) by that of its row, (k, m) by both:
    a total moves with its cells, two cells of one line against each other.
    """
    lines = [np.ones(side) for side in table.shape]
    for signs in lines:
        signs[-1] = -1.0
    across = -lines[1] * lines[1][j]  # sign of (i, m)
    down = -lines[0] * lines[0][i]  # sign of (k, j)
    corner = down[:, None] * across[None, :]
    moved = [
        (np.broadcast_to(across[None, :], table.shape), np.broadcast_to(table[i][None, :], table.shape)),
        (np.broadcast_to(down[:, None], table.shape), np.broadcast_to(table[:, j][:, None], table.shape)),
        (corner, table),
    ]
    up = np.full(table.shape, np.inf)
    below = np.full(table.shape, float(table[i, j]))
    for sign, value in moved:
        up = np.where(sign < 0, np.minimum(up, value), up)
        below = np.where(sign > 0, np.minimum(below, value), below)
    cost = price[i][None, :] + price[:, j][:, None] + price
    cost[i, :] = np.inf
    cost[:, j] = np.inf
    return cost, up + below


def _options(
    count: NDArray[np.int64],
    columns: NDArray[np.int64],
    least: int,
    zeros: bool,
) -> Suppressed:
    """Rows are options of which several may be chosen: each is a table of chosen and not chosen by itself."""
    bases = _line(columns, least, zeros)  # columns are groups, shared by all options
    cells = np.zeros(count.shape, bool)
    totals = np.zeros(len(count), bool)
    cells[:, bases] = True
    for option, line in enumerate(count):
        table = _with_totals(np.stack([line, columns - line]))
        hidden = np.zeros(table.shape, bool)
        hidden[:, :-1] = bases
        kept = np.zeros(table.shape, bool)
        kept[-1, :] = ~np.append(bases, False)
        found = _protected(table, least, zeros, hidden, kept)
        if found is None:
            cells[option], totals[option] = True, True
        else:
            cells[option] |= found[0, :-1] | found[1, :-1]
            totals[option] = found[0, -1] or found[1, -1]
    return Suppressed(cells, totals, bases, False, least)


def _pairs(
    count: NDArray[np.int64],
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    whole: int,
    least: int,
    zeros: bool,
) -> Suppressed:
    """Both are options: each pair is a table of two by two, whose margins are the bases.

    With every margin at least `least`, one of the four can be moved by `least` without any margin moving.
    """
    row_bases = _small(rows, least, zeros) | _small(whole - rows, least, zeros)
    column_bases = _small(columns, least, zeros) | _small(whole - columns, least, zeros)
    one, other = rows[:, None] - count, columns[None, :] - count
    cells = row_bases[:, None] | column_bases[None, :]
    for four in (count, one, other, whole - count - one - other):
        cells = cells | _small(four, least, zeros)
    return Suppressed(cells, row_bases, column_bases, False, least)
