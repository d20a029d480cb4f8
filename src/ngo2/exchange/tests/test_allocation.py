"""Whole plans: against brute force on small problems, and their promises on larger ones and on Hubei 2020."""

import itertools
from collections import Counter

import numpy as np
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from ngo2.exchange.allocation import Demand, Listed, Lock, Supply, Table, Weights, changes, flow, propose
from ngo2.exchange.allocation.scores import Edges
from ngo2.exchange.allocation.values import MOST_UNITS, SCALE
from ngo2.exchange.tests.allocating import (
    NAN,
    Case,
    all_plans,
    assert_whole,
    cases,
    flood,
    hubei,
    locked_cases,
    matrix,
    sides,
    unfair,
    worth,
)
from ngo2.lib.refusals import Refused

UNFAIR = Weights(fairness=0)


@given(case=cases(), weights=st.sampled_from((UNFAIR, Weights(), Weights(fairness=0.3, tranches=(0.5,)))))
@settings(max_examples=150, deadline=None)
def test_no_plan_is_worth_more_by_brute_force(case: Case, weights: Weights) -> None:
    demands, supplies, score = case
    if (
        np.prod([np.float64(1), *(min(d.quantity, s.quantity) + 1.0 for d in demands for s in supplies)])
        > 5000
    ):
        demands, supplies, score = demands[:2], supplies[:2], score[:2, :2]
    plan = propose(demands, supplies, Table(score), weights=weights)
    assert_whole(plan, demands, supplies, score)
    best = max(worth(given, demands, score, weights) for given in all_plans(demands, supplies, score))
    assert round(plan.objective * SCALE) == best == round(plan.bound * SCALE)
    assert worth(matrix(plan, demands, supplies), demands, score, weights) == best
    assert plan.exact
    assert plan.ratio == 1


@given(case=locked_cases(), fairness=st.sampled_from((0.0, 0.5, 1.0, 3.0)))
@settings(max_examples=150, deadline=None)
def test_locks_are_kept_and_the_promise_with_them(case: tuple[Case, list[Lock]], fairness: float) -> None:
    (demands, supplies, score), locks = case
    weights = Weights(fairness=fairness)
    plan = propose(demands, supplies, Table(score), locks=locks, weights=weights)
    assert_whole(plan, demands, supplies, score)
    for lock in locks:
        row = plan.by_pair[lock.demand, lock.supply]
        assert row.quantity >= lock.quantity == row.locked
    assert worth(matrix(plan, demands, supplies), demands, score, weights) == round(plan.objective * SCALE)
    if fairness >= 1:
        assert unfair(plan, demands, supplies, score, weights) == []
    assert propose(demands, supplies, Table(score), locks=locks, weights=weights) == plan
    demand, supply = np.nonzero(~np.isnan(score))
    listed = Listed(len(demands), len(supplies), demand, supply, score[demand, supply])
    again = propose(demands, supplies, listed, locks=locks, weights=weights)
    assert again.objective == plan.objective


@pytest.mark.parametrize("fairness", [0, 1])
@pytest.mark.parametrize("seed", [1, 2])
def test_few_pairs_reach_what_all_pairs_reach(seed: int, fairness: int) -> None:
    demands, supplies, score = flood(120, seed)
    score = np.nan_to_num(score, nan=0.1)  # every pair is allowed
    weights = Weights(fairness=fairness)
    rows, columns = np.nonzero(~np.isnan(score))
    everything = propose(
        demands, supplies, Listed(120, 120, rows, columns, score[rows, columns]), weights=weights
    )
    assert (everything.edges, everything.rounds) == (14_400, 1)
    plan = propose(demands, supplies, Table(score), weights=weights)
    assert plan.edges < 7_200
    assert plan.exact
    assert plan.objective == everything.objective
    # The twin that stops before the prices asked for anything: worth less, and its bound does not hide it.
    hasty = propose(demands, supplies, Table(score), weights=weights, goal=0)
    assert hasty.rounds == 1
    assert not hasty.exact
    assert hasty.objective < everything.objective <= hasty.bound


def test_a_goal_is_proven_and_said() -> None:
    demands, supplies, score = flood(120, 3)
    score = np.nan_to_num(score, nan=0.1)
    best = propose(demands, supplies, Table(score), weights=UNFAIR).objective
    plan = propose(demands, supplies, Table(score), weights=UNFAIR, goal=0.9)
    assert 0.9 <= plan.ratio <= plan.objective / best


def test_prices_of_what_is_no_optimum_are_refused_and_loose_prices_prove_less() -> None:
    demands, supplies, score = flood(30, 4)
    source = Table(score).weighed(UNFAIR)
    asked, had = (np.array([one.quantity for one in side]) for side in (demands, supplies))
    problem = flow.Problem(asked, had, asked[None, :], np.zeros(1, np.int64))
    edges = source.best(30)
    best = flow.solve(problem, edges)
    most = np.full(30, -flow.BIG)
    np.maximum.at(most, edges.demand, edges.worth)
    assert flow.bound(problem, np.zeros(30, np.int64), most) > flow.dot(best, edges.worth)
    swapped = best.copy()  # one unit each of two pairs crossed over, which loses
    crossed = _crossed(best, edges)
    assert crossed
    swapped[list(crossed[:2])] -= 1
    swapped[list(crossed[2:])] += 1
    with pytest.raises(ArithmeticError, match="no optimum"):
        flow.prices(problem, edges, swapped, ceiling=UNFAIR.most + 1)


def _crossed(best: np.ndarray, edges: Edges) -> tuple[int, int, int, int] | None:
    at = {(int(i), int(j)): n for n, (i, j) in enumerate(zip(edges.demand, edges.supply, strict=True))}
    used = [pair for pair, place in at.items() if best[place]]
    for (a, i), (b, j) in itertools.combinations(used, 2):
        if a != b and i != j and (a, j) in at and (b, i) in at:
            now = edges.worth[at[a, i]] + edges.worth[at[b, j]]
            if now > edges.worth[at[a, j]] + edges.worth[at[b, i]]:
                return at[a, i], at[b, j], at[a, j], at[b, i]
    return None


def test_fairness_gives_to_all_before_it_gives_more_and_without_it_the_check_is_red() -> None:
    demands, supplies, score = flood(150, 5)
    fair = propose(demands, supplies, Table(score))
    assert unfair(fair, demands, supplies, score, Weights()) == []
    reckless = propose(demands, supplies, Table(score), weights=UNFAIR)
    assert len(unfair(reckless, demands, supplies, score, Weights())) > 100
    assert len(fair.by_pair) > 0
    served = [len({row.demand.id for row in plan.rows}) for plan in (fair, reckless)]
    assert served[0] > served[1]
    assert fair.quantity == reckless.quantity  # nothing is left unused for it


def test_a_lock_may_be_unfair_and_only_it() -> None:
    demands, supplies = sides([10, 10], [6])
    score = np.array([[0.9], [0.8]])
    assert matrix(propose(demands, supplies, Table(score)), demands, supplies).tolist() == [[3], [3]]
    plan = propose(demands, supplies, Table(score), locks=[Lock("n0", "o0", 5)])
    assert matrix(plan, demands, supplies).tolist() == [[5], [1]]
    assert [reason.key for reason in plan.by_pair["n0", "o0"].reasons] == ["locked", "fits"]


@pytest.mark.parametrize(
    ("lock", "sentence"),
    [
        ((Lock("n0", "o0", 11),), "n0 asks for 10, and 11 are fixed. Fix less."),
        ((Lock("n1", "o1", 9),), "o1 has 8, and 9 are fixed. Fix less."),
        ((Lock("n0", "o0", 6), Lock("n0", "o1", 5)), "n0 asks for 10, and 11 are fixed. Fix less."),
        ((Lock("n0", "o1", 5), Lock("n1", "o1", 4)), "o1 has 8, and 9 are fixed. Fix less."),
        ((Lock("n1", "o0", 1),), "o0 may not serve n1. Release this row and try again."),
        ((Lock("n0", "o0", 0),), "A fixed row gives at least 1. Correct it, or release it."),
        (
            (Lock("gone", "o0", 1),),
            "A fixed row is about a need or an offer that is no longer here. Release it and try again.",
        ),
    ],
)
def test_a_lock_that_cannot_be_kept_is_refused_with_a_sentence(lock: tuple[Lock, ...], sentence: str) -> None:
    demands, supplies = sides([10, 20], [20, 8])
    score = np.array([[0.5, 0.5], [NAN, 0.5]])
    rows = np.array([0, 0, 1]), np.array([0, 1, 1])
    for scores in (Table(score), Listed(2, 2, *rows, np.full(3, 0.5))):
        with translation.override("en"), pytest.raises(Refused) as refused:
            propose(demands, supplies, scores, locks=lock)
        with translation.override("en"):
            assert str(refused.value) == sentence
        assert refused.value.field == "locks"


@pytest.mark.parametrize("quantity", [-1, MOST_UNITS + 1])
def test_absurd_quantities_are_refused(quantity: int) -> None:
    with (
        translation.override("en"),
        pytest.raises(Refused, match="n0: a quantity lies between 0 and 1,000,000,000"),
    ):
        propose(*sides([quantity], [1]), Table(np.ones((1, 1))))


@pytest.mark.parametrize(
    "weights",
    [
        Weights(benefit=-1),
        Weights(distance=11),
        Weights(fairness=NAN),
        Weights(tranches=(0.5, 0.5)),
        Weights(tranches=(0.0, 0.5)),
        Weights(tranches=(1.0,)),
        Weights(tranches=tuple(n / 10 for n in range(1, 10))),
    ],
)
def test_weights_that_make_no_sense_are_refused(weights: Weights) -> None:
    with pytest.raises(Refused):
        propose(*sides([1], [1]), Table(np.ones((1, 1))), weights=weights)


@pytest.mark.parametrize(
    "scores",
    [
        Table(np.array([[1.5]])),
        Table(np.array([[-0.1]])),
        Table(np.ones((2, 1))),
        Listed(1, 1, np.array([0, 0]), np.array([0, 0]), np.ones(2)),
    ],
)
def test_scores_that_make_no_sense_are_a_mistake_of_the_caller(scores: Table | Listed) -> None:
    with pytest.raises(ValueError):
        propose(*sides([1], [1]), scores)


@pytest.mark.parametrize(("asked", "had"), [((), ()), ((3,), ()), ((), (3,)), ((0,), (0,)), ((3,), (3,))])
def test_nothing_to_give_or_nobody_to_get(asked: tuple[int, ...], had: tuple[int, ...]) -> None:
    demands, supplies = sides(asked, had)
    score = np.full((len(asked), len(had)), NAN)
    nothing = np.empty(0, np.int64)
    for scores in (Table(score), Listed(len(asked), len(had), nothing, nothing, np.empty(0))):
        plan = propose(demands, supplies, scores)
        assert (plan.rows, plan.objective, plan.ratio, plan.exact) == ((), 0, 1, True)
        assert_whole(plan, demands, supplies, score)
        assert [rest.reason.key for rest in plan.unmet] == ["nobody_has"] * len([n for n in asked if n])
        assert [rest.reason.key for rest in plan.left] == ["nobody_needs"] * len([n for n in had if n])


def test_what_fits_with_nothing_is_still_better_given_than_left() -> None:
    demands, supplies = sides([5, 5], [8])
    plan = propose(demands, supplies, Table(np.zeros((2, 1))), weights=UNFAIR)
    assert plan.quantity == 8
    assert propose(demands, supplies, Table(np.zeros((2, 1))), weights=Weights(benefit=0)).quantity == 8


@pytest.mark.parametrize("units", [10_000_000, MOST_UNITS])
@pytest.mark.parametrize("fairness", [0, 1])
def test_ten_million_units_and_the_most_that_is_allowed(units: int, fairness: int) -> None:
    size = 40
    rng = np.random.default_rng(6)
    demands, supplies = sides([units] * size, [units // 2] * size)
    score = rng.random((size, size))
    weights = Weights(benefit=10, distance=10, fairness=10 * fairness)
    plan = propose(demands, supplies, Table(score, score[::-1]), weights=weights)
    assert_whole(plan, demands, supplies, score)
    assert plan.exact
    assert plan.quantity == size * (units // 2)
    got = Counter()
    for row in plan.rows:
        got[row.demand.id] += row.quantity
    if fairness:  # there is half of what is asked for, so each gets its first half and no more
        assert set(got.values()) == {units // 2}


def test_nearness_counts_by_its_weight_and_the_changes_are_told() -> None:
    demands, supplies = [Demand("a", 4, "甲"), Demand("b", 4, "乙")], [Supply("x", 4, "企业")]
    scores = Table(np.array([[0.9], [0.6]]), np.array([[NAN], [1.0]]))
    far = propose(demands, supplies, scores, weights=Weights(fairness=0))
    near = propose(demands, supplies, scores, weights=Weights(fairness=0, distance=0.5))
    assert ([row.demand.id for row in far.rows], [row.demand.id for row in near.rows]) == (["a"], ["b"])
    told = changes(far, near)
    with translation.override("en"):
        assert [str(row) for row in told.rows] == [
            "乙 now gets 4 from 企业.",
            "甲 no longer gets 4 from 企业.",
        ]
        assert str(told) == "1 needs get more and 1 less; 1 had nothing, 1 have nothing any more."
    halves = propose(
        demands, supplies, scores, locks=[Lock("a", "x", 1)], weights=Weights(fairness=0, distance=0.5)
    )
    assert [(row.kind, row.before, row.after) for row in changes(far, halves).rows] == [
        ("less", 4, 1),
        ("new", 0, 3),
    ]
    assert [row.kind for row in changes(halves, far).rows] == ["more", "gone"]
    assert not changes(near, near)


def test_every_row_says_why_in_both_languages() -> None:
    demands, supplies = sides([2, 20, 3, 5], [2, 10, 7, 1])
    score = np.array(
        [[0.9, 0.3, NAN, NAN], [0.95, 0.5, NAN, NAN], [0.99, 0.2, NAN, NAN], [NAN, NAN, NAN, NAN]]
    )
    plan = propose(demands, supplies, Table(score), weights=UNFAIR)
    needs, offers = np.nonzero(~np.isnan(score))
    listed = Listed(4, 4, needs[::-1], offers[::-1], score[needs, offers][::-1])
    assert propose(demands, supplies, listed, weights=UNFAIR) == plan
    rows = {(row.demand.id, row.supply.id): row for row in plan.rows}
    with translation.override("en"):
        assert [str(reason) for reason in rows["n2", "o0"].reasons] == [
            "Fits with 99 of 100 points.",
            "It fits this need best of 2 offers.",
            "There is not enough for all: this need gets 2 of the 3 that it asks for.",
        ]
        assert str(rows["n1", "o1"].reasons[1]) == (
            "“o0” would fit better, and is of more use to others or has no more to give."
        )
    assert {rest.whose.id: rest.reason.key for rest in plan.unmet} == {
        "n0": "given_to_others",
        "n1": "given_to_others",
        "n2": "given_to_others",
        "n3": "nobody_has",
    }
    assert {rest.whose.id: rest.reason.key for rest in plan.left} == {
        "o2": "nobody_needs",
        "o3": "nobody_needs",
    }
    with translation.override("zh-hans"):
        sentences = [str(reason) for row in plan.rows for reason in row.reasons]
        sentences += [str(rest.reason) for rest in (*plan.unmet, *plan.left)]
    assert [sentence for sentence in sentences if not any("一" <= sign <= "鿿" for sign in sentence)] == []


@pytest.mark.parametrize("listed", [False, True])
def test_the_best_is_called_so_wherever_it_stands(listed: bool) -> None:
    score = np.array([[0.2, 0.9]])
    scores = Listed(1, 2, np.zeros(2, int), np.arange(2), score[0]) if listed else Table(score)
    plan = propose(*sides([2], [1, 1]), scores)
    assert [[reason.key for reason in row.reasons] for row in plan.rows] == [
        ["fits", "better_taken", "only_need"],
        ["fits", "best_offer", "only_need"],
    ]


def test_scores_may_be_asked_pair_by_pair() -> None:
    demands, supplies = sides([3, 3], [2, 2])
    table = Table.asked(
        lambda need, offer: None if (need.id, offer.id) == ("n0", "o0") else 0.5, demands, supplies
    )
    plan = propose(demands, supplies, table)
    assert ("n0", "o0") not in plan.by_pair
    assert plan.quantity == 4
    assert Table.asked(lambda _need, _offer: 1.0, [], supplies).score.shape == (0, 2)


def test_a_flood_week_on_the_lists_of_hubei_is_shared_out_fairly() -> None:
    demands, supplies, score = hubei()
    assert len(demands) > 2000
    plan = propose(demands, supplies, Table(score))
    assert_whole(plan, demands, supplies, score)
    assert plan.exact
    assert unfair(plan, demands, supplies, score, Weights()) == []
    reckless = propose(demands, supplies, Table(score), weights=UNFAIR)
    assert unfair(reckless, demands, supplies, score, Weights()) != []
    served = [len({row.demand.id for row in one.rows}) for one in (plan, reckless)]
    assert served[0] > 1.5 * served[1]
    assert all(len(row.reasons) >= 2 for row in plan.rows)
