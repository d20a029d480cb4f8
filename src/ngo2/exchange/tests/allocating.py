"""Problems to allocate, small and large, and slow definitions to compare plans with."""

import csv
import itertools
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from ngo2.exchange.allocation import Demand, Lock, Plan, Supply, Weights
from ngo2.exchange.allocation.values import SCALE

DATA = Path(__file__).parents[4] / "data"
NAN = float("nan")
Case = tuple[list[Demand], list[Supply], np.ndarray]


def sides(asked: Sequence[int], had: Sequence[int]) -> tuple[list[Demand], list[Supply]]:
    return (
        [Demand(f"n{place}", units) for place, units in enumerate(asked)],
        [Supply(f"o{place}", units) for place, units in enumerate(had)],
    )


def flood(size: int, seed: int) -> Case:
    """Most needs are of one category, and few offers."""
    rng = np.random.default_rng(seed)
    asks = np.where(rng.random(size) < 0.6, 0, rng.integers(1, 6, size))
    has = rng.integers(0, 6, size)
    score = np.where(asks[:, None] == has[None, :], 0.5 + 0.5 * rng.random((size, size)), NAN)
    return *sides(rng.integers(1, 50, size).tolist(), rng.integers(1, 20, size).tolist()), score


@st.composite
def cases(draw: st.DrawFn, most: int = 3, units: int = 3) -> Case:
    asked = draw(st.lists(st.integers(0, units), max_size=most))
    had = draw(st.lists(st.integers(0, units), max_size=most))
    score = st.sampled_from((None, 0.0, 0.2, 0.21, 0.5, 0.9, 1.0)) | st.floats(0, 1)
    cells = draw(st.lists(score, min_size=len(asked) * len(had), max_size=len(asked) * len(had)))
    table = np.array([NAN if cell is None else cell for cell in cells], float)
    return *sides(asked, had), table.reshape(len(asked), len(had))


@st.composite
def locked_cases(draw: st.DrawFn) -> tuple[Case, list[Lock]]:
    case = demands, supplies, score = draw(cases(4, 9))
    asked, had = [one.quantity for one in demands], [one.quantity for one in supplies]
    locks = []
    for i, j in zip(*np.nonzero(~np.isnan(score)), strict=True):
        quantity = draw(st.integers(0, min(asked[i], had[j])))
        if quantity:
            asked[i], had[j] = asked[i] - quantity, had[j] - quantity
            locks.append(Lock(demands[i].id, supplies[j].id, quantity))
    return case, locks


def worth(given: np.ndarray, demands: list[Demand], score: np.ndarray, weights: Weights) -> int:
    """What a plan is worth by the definition, times SCALE: unit after unit, the slow way."""
    total = 0
    for i, demand in enumerate(demands):
        total += sum(int(n) * (round(float(score[i, j]) * SCALE) + 1) for j, n in enumerate(given[i]) if n)
        for unit in range(1, int(given[i].sum()) + 1):
            total += weights.bonuses[tranche(unit, demand.quantity, weights)]
    return total


def tranche(unit: int, asked: int, weights: Weights) -> int:
    return next(k for k, share in enumerate(weights.shares) if unit <= np.ceil(round(asked * share, 6)))


def all_plans(demands: list[Demand], supplies: list[Supply], score: np.ndarray) -> Iterator[np.ndarray]:
    pairs = [(int(i), int(j)) for i, j in zip(*np.nonzero(~np.isnan(score)), strict=True)]
    ranges = [range(min(demands[i].quantity, supplies[j].quantity) + 1) for i, j in pairs]
    for quantities in itertools.product(*ranges):
        given = np.zeros(score.shape, int)
        for (i, j), units in zip(pairs, quantities, strict=True):
            given[i, j] = units
        if all(given[i].sum() <= one.quantity for i, one in enumerate(demands)) and all(
            given[:, j].sum() <= one.quantity for j, one in enumerate(supplies)
        ):
            yield given


def matrix(plan: Plan, demands: list[Demand], supplies: list[Supply]) -> np.ndarray:
    row_of = {one.id: place for place, one in enumerate(demands)}
    column_of = {one.id: place for place, one in enumerate(supplies)}
    given = np.zeros((len(demands), len(supplies)), np.int64)
    for row in plan.rows:
        given[row_of[row.demand.id], column_of[row.supply.id]] += row.quantity
    return given


def assert_whole(plan: Plan, demands: list[Demand], supplies: list[Supply], score: np.ndarray) -> None:
    """Nothing is given twice or where it may not, and what is missing and left adds up to all."""
    given = matrix(plan, demands, supplies)
    assert all(row.quantity > 0 for row in plan.rows)
    assert not given[np.isnan(score)].any()
    unmet, left = ({rest.whose.id: rest.quantity for rest in side} for side in (plan.unmet, plan.left))
    assert [
        int(units) + unmet.get(one.id, 0) for units, one in zip(given.sum(axis=1), demands, strict=True)
    ] == [one.quantity for one in demands]
    assert [
        int(units) + left.get(one.id, 0) for units, one in zip(given.sum(axis=0), supplies, strict=True)
    ] == [one.quantity for one in supplies]
    assert min((*unmet.values(), *left.values()), default=1) > 0


def unfair(
    plan: Plan, demands: list[Demand], supplies: list[Supply], score: np.ndarray, weights: Weights
) -> list[tuple[str, str, str]]:
    """Who lacks an earlier tranche, from which offer, and who got a later one of it: the promise, pair by pair."""
    given = matrix(plan, demands, supplies)
    free = given.copy()
    for row in plan.rows:
        free[[d.id for d in demands].index(row.demand.id), [s.id for s in supplies].index(row.supply.id)] -= (
            row.locked
        )
    got, asked = given.sum(axis=1), [one.quantity for one in demands]
    last = [tranche(int(n), of, weights) if n else -1 for n, of in zip(got, asked, strict=True)]
    following = [
        tranche(int(n) + 1, of, weights) if n < of else len(weights.shares)
        for n, of in zip(got, asked, strict=True)
    ]
    return [
        (str(demands[a].id), str(supplies[j].id), str(demands[b].id))
        for b, j in zip(*np.nonzero(free), strict=True)
        for a in np.flatnonzero(~np.isnan(score[:, j]))
        if a != b and following[a] < last[b]
    ]


def hubei() -> tuple[list[Demand], list[Supply], np.ndarray]:
    """Who asked for what in Hubei 2020 (where the list has no number, one is made up), and a made-up week of offers."""
    rng = random.Random(2020)
    with (DATA / "hubei_2020" / "needs.csv").open(encoding="utf-8") as file:
        lines = [line for line in csv.DictReader(file) if line["needed"] not in ("", "0")]
        demands = [
            Demand(
                (line["hospital_id"], line["item"], place),
                int(line["needed"]) if line["needed"] != "1" else rng.choice((50, 200, 1000, 5000)),
                f"{line['hospital']} · {line['item']}",
            )
            for place, line in enumerate(lines)
        ]
    cities = sorted({line["city"] for line in lines})
    items = sorted({line["item"] for line in lines})
    offers = [(rng.choice(items), rng.choice(cities)) for _ in range(150)]
    supplies = [Supply(place, rng.choice((100, 500, 2000, 20_000))) for place in range(len(offers))]
    score = [
        [(1.0 if city == line["city"] else 0.6) if item == line["item"] else NAN for item, city in offers]
        for line in lines
    ]
    return demands, supplies, np.array(score)
