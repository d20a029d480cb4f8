"""Hidden cells, attacked by subtraction and by linear programming."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from ngo2.surveys.columns import Category, Multi, Question, Single
from ngo2.surveys.statistics.suppression import LEAST, Suppressed, suppressed, suppressed_frequency
from ngo2.surveys.statistics.tables import Crosstab, crosstab, frequency
from ngo2.surveys.tests.surveyed import drawn


def _singles(cells: np.ndarray) -> tuple[Single, Single]:
    """Answers that make this table."""
    places = np.repeat(np.arange(cells.size), cells.reshape(-1))
    pair = []
    for name, codes, many in zip("rc", np.divmod(places, cells.shape[1]), cells.shape, strict=True):
        asked = Question(name, "single", tuple(Category(str(each)) for each in range(many)))
        pair.append(Single(asked, (codes + 2).astype(np.uint8)))
    return pair[0], pair[1]


def _table(cells: np.ndarray) -> Crosstab:
    return crosstab(*_singles(np.asarray(cells)))


def _wide(cells: np.ndarray) -> np.ndarray:
    wide = np.column_stack([cells, cells.sum(1)])
    return np.vstack([wide, wide.sum(0)])


def _hidden(found: Suppressed) -> np.ndarray:
    wide = np.column_stack([found.cells, found.row_bases])
    return np.vstack([wide, np.append(found.column_bases, False)])


def _sums(shape: tuple[int, int]) -> np.ndarray:
    """Every line of a table with totals adds up to 0, totals taken as negative: one equation each."""
    signs = [np.append(np.ones(side - 1), -1) for side in shape]
    rows = [np.outer(np.eye(shape[0])[i], signs[1]).reshape(-1) for i in range(shape[0])]
    columns = [np.outer(signs[0], np.eye(shape[1])[j]).reshape(-1) for j in range(shape[1])]
    return np.array(rows + columns)


def by_subtraction(table: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """What remains hidden after each line with one gap was filled, again and again."""
    hidden = hidden.copy()
    while True:
        gaps = [(i, j) for i, j in np.argwhere(hidden) if hidden[i].sum() == 1 or hidden[:, j].sum() == 1]
        if not gaps:
            return hidden
        for i, j in gaps:
            hidden[i, j] = False


def widths(table: np.ndarray, hidden: np.ndarray, asked: np.ndarray) -> list[float]:
    """How wide the range is in which each asked cell must lie, for somebody who sees the others and knows sums."""
    equations, shown = _sums(table.shape), ~hidden.reshape(-1)
    known = equations[:, shown] @ table.reshape(-1)[shown]
    unknown = np.flatnonzero(~shown)
    found = []
    for cell in np.flatnonzero(asked.reshape(-1)):
        aim = (unknown == cell).astype(float)
        ends = []
        for sign in (1, -1):
            told = linprog(sign * aim, A_eq=equations[:, unknown], b_eq=-known, bounds=(0, 10_000))
            ends.append(sign * told.fun)
        found.append(ends[1] - ends[0])
    return found


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 6), st.integers(2, 6), st.integers(0, 10_000), st.sampled_from([1.0, 4, 15, 60]), st.booleans()
)  # fmt: skip
def test_no_small_cell_can_be_reckoned(rows: int, columns: int, seed: int, size: float, zeros: bool) -> None:
    random = np.random.default_rng(seed)
    cells = random.poisson(random.gamma(0.7, size, (rows, columns)))
    found = suppressed(_table(cells), zeros=zeros)
    if found.everything:
        assert found.cells.all()
        assert found.row_bases.all()
        assert found.column_bases.all()
        return
    table, hidden = _wide(cells), _hidden(found)
    small = (table < LEAST) & ((table > 0) | (not zeros))
    assert (hidden | ~small).all()
    assert (by_subtraction(table, hidden) | ~small).all()
    assert all(width >= LEAST - 1e-6 for width in widths(table, hidden, small))


def test_the_attack_finds_what_is_hidden_badly() -> None:
    """The twin: the small cell alone, and two pairs that only look safe (one bridge between them)."""
    cells = np.array([[3, 20, 30], [40, 50, 60], [20, 20, 20]])
    table = _wide(cells)
    alone = table < LEAST
    assert not by_subtraction(table, alone)[0, 0]
    assert widths(table, alone, alone) == pytest.approx([0])
    found = suppressed(_table(cells))
    assert found.cells.sum() == 4
    assert not found.row_bases.any()
    assert by_subtraction(table, _hidden(found))[0, 0]


def test_a_zero_in_a_hidden_line_of_zeros_is_not_safe() -> None:
    """Hidden cells that add up to 0 are all 0: a wide enough range needs cells with answers in them."""
    cells = np.array([[0, 0, 30, 30], [0, 9, 30, 30], [30, 30, 30, 30]])
    found = suppressed(_table(cells))
    table = _wide(cells)
    assert found.cells[0].sum() > 2
    assert min(widths(table, _hidden(found), table < LEAST)) >= LEAST


def test_cells_that_may_be_shown_are() -> None:
    found = suppressed(_table(np.full((3, 3), LEAST)))
    assert not found.cells.any()
    assert not found.everything
    assert suppressed(_table(np.array([[1, 1], [1, 1]]))).everything
    shown = suppressed(_table(np.array([[9, 0], [8, 7]])), zeros=True).shown(np.array([[1.0, 2], [3, 4]]))
    assert not np.isnan(shown).any()


def test_hidden_values_are_gone() -> None:
    cells = np.array([[3, 20, 30], [40, 50, 60], [20, 20, 20]])
    table = _table(cells)
    found = suppressed(table)
    assert np.isnan(found.shown(table.percent())[found.cells]).all()


def test_frequencies() -> None:
    def hidden(cells: list[int], zeros: bool = False) -> list[bool]:
        rows, _columns = _singles(np.array(cells)[:, None])
        return suppressed_frequency(frequency(rows), zeros=zeros).tolist()

    assert hidden([10, 20, 30]) == [False, False, False]
    assert hidden([3, 20, 30]) == [True, True, False]  # else 3 = 53 - 50
    assert hidden([3, 4, 30]) == [True, True, False]
    assert hidden([1, 1, 30]) == [True, True, True]  # two together would tell that each is at most 2
    assert hidden([0, 20, 30]) == [True, True, False]
    assert hidden([0, 20, 30], zeros=True) == [False, False, False]
    assert hidden([1, 1, 1]) == [True, True, True]


def test_options_hide_also_by_who_did_not_choose_them() -> None:
    asked = Question("tools", "multi", (Category("a"), Category("b"), Category("c")))
    bits = np.full(100, 1, np.uint8)
    bits[:98] |= 4  # all but two chose a
    bits[:50] |= 8
    bits[:3] |= 16
    assert suppressed_frequency(frequency(Multi(asked, bits[None]))).tolist() == [True, False, True]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(20, 400), st.integers(2, 5), st.booleans())
def test_options_by_groups(seed: int, n: int, groups: int, turned: bool) -> None:
    options, heads = drawn(seed, n, 4, "multi"), drawn(seed + 1, n, groups, "single")
    table = crosstab(heads, options) if turned else crosstab(options, heads)  # type: ignore[arg-type]
    found = suppressed(table)
    count = table.sums.count.T if turned else table.sums.count
    bases = table.row_base.count if turned else table.column_base.count
    cells = found.cells.T if turned else found.cells
    totals, columns = (
        (found.column_bases, found.row_bases) if turned else (found.row_bases, found.column_bases)
    )
    assert (cells | ~((count < LEAST) | (bases - count < LEAST))).all()
    if found.everything:
        return
    for line, gaps, total in zip(count, cells, totals, strict=True):
        if gaps.all() and total:
            continue  # nothing of this option is shown
        whole = _wide(np.stack([line, bases - line]))
        hidden = np.zeros(whole.shape, bool)
        hidden[:2, :-1], hidden[:2, -1], hidden[-1, :-1] = gaps, total, columns
        small = whole < LEAST
        assert (hidden | ~small).all()
        assert all(width >= LEAST - 1e-6 for width in widths(whole, hidden, small))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(20, 400))
def test_options_by_options(seed: int, n: int) -> None:
    first, second = drawn(seed, n, 4, "multi"), drawn(seed + 1, n, 3, "multi")
    table = crosstab(first, second)  # type: ignore[arg-type]
    found = suppressed(table)
    if found.everything:
        return
    for i, j in np.ndindex(found.cells.shape):
        both, row, column = table.sums.count[i, j], table.row_base.count[i], table.column_base.count[j]
        four = _wide(np.array([[both, row - both], [column - both, table.base.count - row - column + both]]))
        if found.row_bases[i] or found.column_bases[j]:
            assert found.cells[i, j]
        elif found.cells[i, j]:
            hidden = np.zeros((3, 3), bool)
            hidden[:2, :2] = True
            assert min(widths(four, hidden, hidden & (four < LEAST)), default=LEAST) >= LEAST
        else:
            assert four.min() >= LEAST
