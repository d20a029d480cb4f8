"""Frequencies and tables, beside counting row by row."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngo2.surveys.columns import SKIPPED, Builder, Multi
from ngo2.surveys.statistics import counting
from ngo2.surveys.statistics.intervals import wilson
from ngo2.surveys.statistics.refusing import Unsound
from ngo2.surveys.statistics.tables import Crosstab, banner, crosstab, frequency
from ngo2.surveys.tests.surveyed import column, drawn, question

KINDS = st.sampled_from(["single", "multi"])
OPTIONS = st.integers(1, 17)


def _chosen(column: Any) -> np.ndarray:
    """(respondents, options)"""
    options = range(len(column.categories))
    if isinstance(column, Multi):
        return np.stack([column.chosen(option) for option in options], 1)
    return np.stack([column.codes == option + 2 for option in options], 1)


def _by_hand(rows: Any, columns: Any, w: np.ndarray) -> dict[str, np.ndarray]:
    r, c, both = _chosen(rows), _chosen(columns), rows.answered & columns.answered
    return {
        "cells": np.einsum("n,ni,nj->ij", w * both, r, c),
        "rows": (w * both) @ r,
        "columns": (w * both) @ c,
        "all": (w * both).sum(),
    }


def _same(table: Crosstab, rows: Any, columns: Any, w: np.ndarray) -> None:
    for name, weights in (("count", np.ones(len(w))), ("weight", w), ("square", w * w)):
        hand = _by_hand(rows, columns, weights)
        for part, sums in (
            ("cells", table.sums), ("rows", table.row_base), ("columns", table.column_base), ("all", table.base),
        ):  # fmt: skip
            np.testing.assert_allclose(getattr(sums, name), hand[part], rtol=1e-12, atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(KINDS, OPTIONS, KINDS, OPTIONS, st.integers(0, 99), st.integers(1, 300))
def test_any_by_any(row: str, row_options: int, head: str, head_options: int, seed: int, n: int) -> None:
    rows, columns = drawn(seed, n, row_options, row), drawn(seed + 1, n, head_options, head)
    w = np.random.default_rng(seed).gamma(2, 0.5, n)
    table = crosstab(rows, columns, w)
    _same(table, rows, columns, w)
    skipped = rows.not_asked | columns.not_asked
    missing = ~skipped & ~(rows.answered & columns.answered)
    assert (table.left.not_asked, table.left.missing) == (skipped.sum(), missing.sum())
    assert table.base.count + table.left.missing + table.left.not_asked == n


@settings(max_examples=30, deadline=None)
@given(KINDS, OPTIONS, st.integers(0, 99), st.integers(1, 300), st.floats(0.01, 100))
def test_what_must_not_change(kind: str, options: int, seed: int, n: int, scale: float) -> None:
    rows, columns = drawn(seed, n, options, kind), drawn(seed + 1, n, 3, "single")
    random = np.random.default_rng(seed)
    w = random.gamma(2, 0.5, n)
    table, plain = crosstab(rows, columns, w), crosstab(rows, columns)
    ones = crosstab(rows, columns, np.ones(n))
    np.testing.assert_array_equal(ones.percent(), plain.percent())
    np.testing.assert_array_equal(ones.base.effective, plain.base.count if plain.base.count else np.nan)
    scaled = crosstab(rows, columns, w * scale)
    np.testing.assert_allclose(scaled.percent("rows"), table.percent("rows"), rtol=1e-9)
    for ours, theirs in zip(scaled.intervals(), table.intervals(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)
    order = random.permutation(n)
    mixed = crosstab(rows.rows(order), columns.rows(order), w[order])  # type: ignore[arg-type]
    np.testing.assert_allclose(mixed.percent("all"), table.percent("all"), rtol=1e-9)


def test_a_banner_is_its_tables_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "CHUNK", 100)
    questions = [drawn(seed, 350, 2 + seed % 13, "multi" if seed % 3 else "single") for seed in range(12)]
    w = np.random.default_rng(5).gamma(2, 0.5, 350)
    for head in (drawn(20, 350, 4, "single"), drawn(21, 350, 9, "multi")):
        for question_, table in zip(questions, banner(questions, head, w), strict=True):
            _same(table, question_, head, w)


def test_none_is_an_answer_and_missing_is_not() -> None:
    help_ = column(
        question("help", "single", "money people none"), ["money", "none", None, "none", SKIPPED, ""]
    )
    told = frequency(help_)
    assert told.sums.count.tolist() == [1, 0, 2]
    assert (told.base.count, told.left.missing, told.left.not_asked) == (3, 2, 1)
    assert told.categories[2].meaning == "none"
    assert told.percent[2] == pytest.approx(200 / 3)


def test_who_chose_nothing_is_in_the_base_of_a_multi_select() -> None:
    tools = column(
        question("tools", "multi", "web wechat sms"), ["web wechat", [], None, ("sms",), SKIPPED, "web"]
    )
    told = frequency(tools)
    assert told.sums.count.tolist() == [2, 1, 1]
    assert (told.base.count, told.left.missing, told.left.not_asked) == (4, 1, 1)
    assert told.percent.tolist() == [50, 25, 25]
    assert told.percent_of_answers.tolist() == [50, 25, 25]
    assert frequency(tools, np.array([3.0, 1, 9, 1, 9, 1])).percent.tolist() == pytest.approx(
        [400 / 6, 50, 100 / 6]
    )


def test_intervals_have_the_effective_n() -> None:
    rows = column(question("site", "single", "yes no"), ["yes"] * 30 + ["no"] * 30)
    w = np.tile([1.0, 3.0], 30)
    told = frequency(rows, w)
    assert told.base.effective == pytest.approx(120**2 / 300)
    low, high = told.intervals()
    assert (low[0], high[0]) == pytest.approx(tuple(100 * end for end in wilson(0.5, 48)))
    assert told.base.count == 60


def test_members_and_respondents_are_counted_apart() -> None:
    builder = Builder(
        [question("size", "single", "small large"), question("role", "single", "paid free", "people")]
    )
    builder.add(
        [
            {"size": "small", "people": [{"role": "paid"}, {"role": "free"}, {"role": None}]},
            {"size": "large", "people": []},
            {"size": "large", "people": [{"role": "free"}]},
        ]
    )
    people = builder.answers().tables["people"]
    told = frequency(
        people["role"], people.of_respondents(np.array([2.0, 1, 1])), respondents=people.respondents
    )  # type: ignore[arg-type]
    assert told.sums.count.tolist() == [1, 2]
    assert told.sums.weight.tolist() == [2, 3]
    assert (told.base.count, told.respondents) == (3, 2)
    size = builder.answers().main["size"].rows(people.respondents)  # type: ignore[arg-type]
    table = crosstab(people["role"], size, respondents=people.respondents)  # type: ignore[arg-type]
    assert (table.base.count, table.respondents) == (3, 2)


def test_a_filter_narrows_the_base() -> None:
    rows, heads = drawn(3, 200, 4, "multi"), drawn(4, 200, 3, "single")
    keep = np.arange(200) % 3 == 0
    w = np.random.default_rng(1).gamma(2, 0.5, 200)
    _same(crosstab(rows, heads, w, keep), rows.rows(keep), heads.rows(keep), w[keep])  # type: ignore[arg-type]


def test_what_is_refused() -> None:
    one = drawn(1, 10, 3, "single")
    for weights, code in (
        (np.ones(9), "length"),
        (-np.ones(10), "weights"),
        (np.full(10, np.nan), "weights"),
    ):
        with pytest.raises(Unsound, match=code):
            frequency(one, weights)  # type: ignore[arg-type]
    with pytest.raises(Unsound, match="length"):
        crosstab(one, drawn(1, 11, 3, "single"))  # type: ignore[arg-type]
    many = column(question("town", "single", " ".join(f"t{n}" for n in range(2500))), ["t1", "t2499"])
    with pytest.raises(Unsound, match="cells"):
        crosstab(many, many)


def test_nobody_answered() -> None:
    nobody = column(question("q", "single", "a b"), [None, SKIPPED])
    table = crosstab(nobody, nobody)
    assert np.isnan(table.percent()).all()
    assert np.isnan(table.intervals()[0]).all()
    assert (table.base.count, table.left.missing, table.left.not_asked) == (0, 1, 1)
