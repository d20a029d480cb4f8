"""The best plan over given pairs: minimum-cost flow, and the prices that prove it.

Supplies send to demands over the pairs, demands to the sink over one arc for each tranche (the first pays most),
and what is left of a supply goes to the sink for nothing. So every problem can be solved, and without fairness all
tranches pay alike.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from ngo2.exchange.allocation.scores import Edges, Numbers

BIG = np.int64(1) << 40


@dataclass(frozen=True)
class Problem:
    """`room[k]`: how much of each demand's tranche k is open; `bonus[k]`: what a unit of it pays. Bonuses fall."""

    asked: Numbers
    had: Numbers
    room: NDArray[np.int64]
    bonus: Numbers

    def pays(self, given: Numbers) -> int:
        """What tranches pay when each demand gets so much."""
        return sum(
            int(bonus) * int(units.sum()) for bonus, units in zip(self.bonus, self.filled(given), strict=True)
        )

    def filled(self, given: Numbers) -> Numbers:
        """How much of each tranche that is; the first are filled first."""
        before = np.cumsum(self.room, axis=0) - self.room
        return np.clip(given - before, 0, self.room)


def solve(problem: Problem, edges: Edges) -> Numbers:
    """How much of each edge: an optimum over these edges. The same edges in the same order, the same answer."""
    demands, supplies = len(problem.asked), len(problem.had)
    sink = demands + supplies
    tranches = len(problem.bonus)
    arcs: list[tuple[Any, Any, Any, Any]] = [
        (
            edges.supply + demands,
            edges.demand,
            np.minimum(problem.had[edges.supply], problem.asked[edges.demand]),
            -edges.worth,
        ),
        (
            np.tile(np.arange(demands), tranches),
            np.full(demands * tranches, sink),
            problem.room.ravel(),
            np.repeat(-problem.bonus, demands),
        ),
        (
            np.arange(supplies) + demands,
            np.full(supplies, sink),
            problem.had,
            np.zeros(supplies, np.int64),
        ),
    ]
    tails, heads, capacities, costs = (np.concatenate(parts) for parts in zip(*arcs, strict=True))
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32), heads.astype(np.int32), capacities, costs
    )
    solver.set_nodes_supplies(
        np.arange(sink + 1, dtype=np.int32),
        np.concatenate([np.zeros(demands, np.int64), problem.had, [-problem.had.sum()]]),
    )
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ArithmeticError(f"the flow was not solved: {status}")
    return np.asarray(solver.flows(np.arange(len(edges.worth), dtype=np.int32)), np.int64)


@dataclass(frozen=True)
class Prices:
    """What one more unit of a supply is worth (`supply`) and what a demand pays for one on top of its worth."""

    supply: Numbers
    demand: Numbers


def prices(problem: Problem, edges: Edges, flow: Numbers, *, ceiling: int) -> Prices:
    """The greatest prices under which this optimum is one: what is lost when one unit less is there.

    Those are the ones under which the fewest other pairs would pay. OR-tools gives none, so they are the greatest
    solution of the differences that hold on the residual network, found by Bellman and Ford's rounds from above:
    a pair in use costs its price exactly, any other pair at least, and what is left over is free.
    """
    given = np.bincount(edges.demand, flow, len(problem.asked)).astype(np.int64)
    taken = np.bincount(edges.supply, flow, len(problem.had)).astype(np.int64)
    supply = np.where(taken < problem.had, 0, np.int64(ceiling))
    demand = _last_bonus(problem, given)
    used = flow > 0
    by_demand, by_supply = Groups(edges.demand), Groups(edges.supply[used])
    demand_of_used, worth_of_used = edges.demand[used], edges.worth[used]
    for _ in range(len(problem.asked) + len(problem.had) + 2):
        lower = by_demand.least(supply[edges.supply] - edges.worth, demand)
        cheaper = by_supply.least(worth_of_used + lower[demand_of_used], supply)
        if np.array_equal(lower, demand) and np.array_equal(cheaper, supply):
            return Prices(supply, np.where(given > 0, demand, _first_bonus(problem)))
        demand, supply = lower, cheaper
    raise ArithmeticError("prices go down for ever: the flow is no optimum")


def _last_bonus(problem: Problem, given: Numbers) -> Numbers:
    """What the last unit given to each demand pays; without one, no limit from above."""
    starts = np.cumsum(problem.room, axis=0) - problem.room
    found = np.full(len(given), BIG)
    for start, room, bonus in zip(starts, problem.room, problem.bonus, strict=True):
        found[(given > start) & (room > 0)] = bonus
    return found


def _first_bonus(problem: Problem) -> Numbers:
    """What the first unit pays: whoever got nothing pays no more, whatever the pairs so far would allow."""
    open_ = problem.room > 0
    return np.where(open_.any(axis=0), problem.bonus[open_.argmax(axis=0)], -BIG)


class Groups:
    """The least of each group's values, again and again over the same groups."""

    def __init__(self, keys: Numbers) -> None:
        self.order = np.argsort(keys, kind="stable")
        self.keys, self.starts = np.unique(keys[self.order], return_index=True)

    def least(self, values: Numbers, start: Numbers) -> Numbers:
        found = start.copy()
        if len(self.keys):
            found[self.keys] = np.minimum(
                found[self.keys], np.minimum.reduceat(values[self.order], self.starts)
            )
        return found


def bound(problem: Problem, supply: Numbers, most: Numbers) -> int:
    """What no plan can exceed when supplies cost `supply` and each demand's best pair leaves `most` (weak duality).

    Each unit of a plan is worth its pair's worth and its tranche's bonus. Take the price from the first and add it
    to what its supply is worth: no demand can gain more than its best pair leaves, tranche by tranche while that
    pays, and the supplies are worth their prices at most.
    """
    gains = np.maximum(most[None, :] + problem.bonus[:, None], 0)
    return dot(problem.had, supply) + sum(
        dot(room, gain) for room, gain in zip(problem.room, gains, strict=True)
    )


def dot(first: Numbers, second: Numbers) -> int:
    """In Python's numbers: ten million units for each of thousands are more than 64 bits hold."""
    return sum(a * b for a, b in zip(first.tolist(), second.tolist(), strict=True))
