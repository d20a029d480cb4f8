"""Two waves beside each other: the difference, its interval and test, the same groups, and what stays hidden."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest

from ngo2.surveys.columns import Answers
from ngo2.surveys.columns.values import Table
from ngo2.surveys.results import trend_file
from ngo2.surveys.results.banner import HIDDEN
from ngo2.surveys.results.naming import Naming
from ngo2.surveys.results.sample import Sample, weighted
from ngo2.surveys.results.trends import Incomparable, together, trend
from ngo2.surveys.statistics.intervals import apart, wilson
from ngo2.surveys.tests.surveyed import column, question

NAMES = Naming("en", "CN")


@dataclass(frozen=True)
class Pair:
    name: str = "q"
    before: str = "q"
    is_comparable: bool = True
    why_not: str = ""
    mapping: dict = field(default_factory=dict)


def sample(answers, kind="single", values="a b", first=1, name="q", weights=None):
    """Respondents numbered from `first`."""
    told = column(question(name, kind, values), answers)
    main = Table("", {name: told}, len(answers))
    heavy = weights or [1.0] * len(answers)
    people = tuple(
        SimpleNamespace(
            response=n, respondent=n, weight=heavy[n - first], excluded="", kind="", area="", staff=None, trained=None
        )
        for n in range(first, first + len(answers))
    )  # fmt: skip
    return Sample(Answers({"": main}), people)


def steps(found):
    return {one.value: one for one in found.steps}


def _wilson(chosen, n):
    low, high = wilson(chosen / n, n)
    return chosen / n, float(low), float(high)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((2, 7), (6, 7), 0.0582, 0.8062),
        ((0, 29), (5, 56), -0.0381, 0.1926),
        ((0, 20), (0, 10), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((0, 20), (10, 10), 0.6791, 1.0000),
        ((0, 10), (10, 10), 0.6075, 1.0000),
    ],
)
def test_the_interval_of_two_independent_shares_is_newcombes(first, second, low, high) -> None:
    """Newcombe 1998, Stat. Med. 17:873, table II, method 10."""
    assert apart(_wilson(*first), _wilson(*second)) == pytest.approx((low, high), abs=6e-5)


def test_shares_then_and_now_and_what_lies_between() -> None:
    found = trend(sample(["a"] * 48 + ["b"] * 32), sample(["a"] * 56 + ["b"] * 14, first=1000), Pair(), NAMES)
    one = steps(found)["a"]
    assert (one.before.n, one.before.value, one.after.n, one.after.value) == (48, 60.0, 56, 80.0)
    assert one.between.value == pytest.approx(20.0)
    assert (one.between.low, one.between.high) == pytest.approx((5.24, 33.39), abs=0.01)
    assert 0.001 < one.between.p < 0.02
    # "b" is all that "a" is not: one test.
    assert one.between.corrected == steps(found)["b"].between.corrected == one.between.p
    assert (found.bases, found.both, found.twice, found.tests) == ((80, 70), 0, (), (1, 0))


def test_the_same_groups_are_paired_and_make_the_interval_narrower() -> None:
    """The cells of Agresti 2002, 10.1 (McNemar's z of -4.17, the difference -0.06 to -0.02)."""
    before = ["a"] * 794 + ["a"] * 150 + ["b"] * 86 + ["b"] * 570
    after = ["a"] * 794 + ["b"] * 150 + ["a"] * 86 + ["b"] * 570
    found = trend(sample(before), sample(after), Pair(), NAMES)
    pair = found.twice[0]
    assert (pair.n, pair.gained, pair.lost, found.both) == (1600, 86, 150, 1600)
    assert pair.between.value == pytest.approx(-4.0)
    assert (pair.between.low, pair.between.high) == pytest.approx((-6, -2), abs=0.5)
    assert pair.between.p < 0.0001
    strangers = trend(sample(before), sample(after, first=5000), Pair(), NAMES)
    width = [one.between.high - one.between.low for one in (steps(found)["a"], steps(strangers)["a"])]
    assert width[0] < 0.7 * width[1]
    assert strangers.twice == ()


def test_answers_go_through_the_mapping() -> None:
    old = sample(["x"] * 30 + ["y"] * 10 + ["z"] * 20, values="x y z")
    new = sample(["a"] * 25 + ["b"] * 25, first=900)
    found = steps(trend(old, new, Pair(mapping={"x": "a", "y": "a", "z": ""}), NAMES))
    assert found["a"].before.n == 40
    assert found["b"].before is None
    assert found["b"].between is None
    assert (found["z"].before.n, found["z"].after) == (20, None)
    with pytest.raises(Incomparable, match="No answer of then"):
        trend(old, new, Pair(mapping={"x": "", "y": "gone", "z": ""}), NAMES)


def test_several_answers_are_compared_one_by_one() -> None:
    old = sample([["a", "b"]] * 20 + [["b"]] * 20, "multi")
    new = sample([["a"]] * 30 + [["b"]] * 10, "multi", first=500)
    found = trend(old, new, Pair(), NAMES)
    assert found.several
    assert [(one.before.n, one.after.n) for one in found.steps] == [(20, 30), (40, 10)]


def test_numbers_by_their_means() -> None:
    random = np.random.default_rng(3)
    before = random.normal(10, 2, 200)
    after = before + random.normal(1, 0.5, 200)
    old, new = (
        sample([str(round(one, 3)) for one in values], "number", values="") for values in (before, after)
    )
    found = trend(old, new, Pair(), NAMES)
    assert not found.is_share
    assert found.steps[0].between.value == pytest.approx(after.mean() - before.mean(), abs=0.001)
    assert found.twice[0].between.low < 1 < found.twice[0].between.high
    assert found.twice[0].gained is None


def test_weights_move_shares_and_leave_the_same_groups_alone() -> None:
    answers = ["a"] * 20 + ["b"] * 20
    old = weighted(sample(answers, weights=[3.0] * 20 + [1.0] * 20), "design", {"1": 80})
    new = weighted(sample(answers, weights=[1.0] * 40), "design", {"1": 80})
    found = trend(old, new, Pair(), NAMES)
    one = steps(found)["a"]
    assert (one.before.value, one.after.value) == pytest.approx((75.0, 50.0))
    assert one.between.low < -25 < one.between.high
    assert found.twice[0].between.value == 0


@pytest.mark.parametrize(
    ("old", "new", "pair", "why"),
    [
        (("single", "a b"), ("single", "a b"), Pair(is_comparable=False, why_not="Decided."), "Decided"),
        (("single", "a b"), ("multi", "a b"), Pair(), "another kind"),
        (("single", "a b"), ("single", "a b"), Pair(before="other"), "in words"),
    ],
)
def test_what_may_not_be_compared_is_refused_with_a_sentence(old, new, pair, why) -> None:
    samples = [sample([["a"] if kind == "multi" else "a"] * 9, kind, values) for kind, values in (old, new)]
    with pytest.raises(Incomparable, match=why):
        trend(*samples, pair, NAMES)


def test_a_small_cell_of_one_wave_hides_the_answer_in_both_and_the_difference() -> None:
    old = sample(["a"] * 40 + ["b"] * 30 + ["c"] * 3, values="a b c")
    new = sample(["a"] * 30 + ["b"] * 30 + ["c"] * 20, values="a b c", first=800)
    found = trend(old, new, Pair(), NAMES)
    small = [one.value for one in found.steps if one.small]
    assert "c" in small
    assert len(small) >= 2  # or the third were the total less the others
    rows = {row[1]: row for row in trend_file.rows([found], [], ("1", "2"), []) if len(row) > 7}
    assert set(rows["c"][2:14]) == {HIDDEN}
    assert {row[2] for name, row in rows.items() if name not in {"c", "Answer", "answered"}} == {HIDDEN, 40}


def test_whoever_answered_once_is_not_given_away_by_the_same_groups() -> None:
    """60 answered both times; 2 more the second time only: everybody less the same groups would be those two."""
    old = sample(["a"] * 30 + ["b"] * 30)
    new = sample(["a"] * 35 + ["b"] * 25 + ["a"] * 2)
    assert all(one.small for one in trend(old, new, Pair(), NAMES).twice)
    nobody_else = sample(["a"] * 20 + ["b"] * 20 + ["a"] * 20)
    assert not any(one.small for one in trend(old, nobody_else, Pair(), NAMES).twice)


def test_nobody_answered() -> None:
    found = trend(sample([None] * 3), sample(["a"] * 9), Pair(), NAMES)
    assert steps(found)["a"].before is None
    assert steps(found)["a"].between is None
    assert found.twice == ()


def test_all_that_is_tested_together_is_corrected_together() -> None:
    one = trend(sample(["a"] * 48 + ["b"] * 32), sample(["a"] * 56 + ["b"] * 14, first=1000), Pair(), NAMES)
    three = together([one] * 3)
    assert {each.tests for each in three} == {(3, 0)}
    assert steps(three[0])["a"].between.corrected > steps(one)["a"].between.corrected
