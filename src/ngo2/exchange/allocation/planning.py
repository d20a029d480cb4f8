"""Makes the plan: locks first, then the flow, pair by pair until the bound says that it is good enough."""

from collections.abc import Sequence

import numpy as np

from ngo2.exchange.allocation import flow
from ngo2.exchange.allocation.checks import check_weights, fixed, quantities
from ngo2.exchange.allocation.explaining import Result, explained
from ngo2.exchange.allocation.scores import Edges, Numbers, Scores, Source
from ngo2.exchange.allocation.values import Demand, Lock, Plan, Supply, Weights

FIRST = (
    8  # pairs of each demand and each supply to begin with: enough for most instances to need no second round
)
THEN = 8  # pairs of a demand that are looked at when its prices ask for more


def propose(
    demands: Sequence[Demand],
    supplies: Sequence[Supply],
    scores: Scores,
    *,
    locks: Sequence[Lock] = (),
    weights: Weights = Weights(),  # noqa: B008 (a value, never changed)
    goal: float = 1.0,
) -> Plan:
    """The plan that is worth most, of all that keep the locks; with a `goal` below 1, one proven that near to it.

    A plan is worth the sum of its units: each one by how well its pair fits (`Weights`, rounded to 1 / SCALE, so the
    figures are right to 1.5 / SCALE a unit), and with fairness a bonus that falls from tranche to tranche of what a
    demand asks for. All supplies and demands of one call are counted in the same unit.

    The promise of fairness, with `weights.fairness` >= 1 and `goal` = 1: when a demand may get from a supply and
    lacks a unit of its tranche k, then no unit of this supply went into a later tranche than k of any other demand,
    unless it is locked. (Else moving this unit would gain at least one step of bonus, which is more than any two
    scores differ, and the plan would not be the best.) So nobody who could be served is left at zero while another
    has more than its first tranche from the same supply.

    Refuses locks that cannot be kept, and quantities and weights that make no sense. Nothing here is random.
    """
    check_weights(weights)
    asked, had = quantities(demands), quantities(supplies)
    source = scores.weighed(weights)
    reach = source.reach()
    if [len(side) for side in reach] != [len(demands), len(supplies)]:
        raise ValueError("the scores are of other demands and supplies")
    locked = fixed(demands, supplies, locks, source)
    asked_first = np.bincount(locked.demand, locked.worth, len(demands)).astype(np.int64)
    had_first = np.bincount(locked.supply, locked.worth, len(supplies)).astype(np.int64)
    whole = flow.Problem(asked, had, _tranches(asked, weights), np.array(weights.bonuses, np.int64))
    problem = flow.Problem(
        asked - asked_first, had - had_first, whole.room - whole.filled(asked_first), whole.bonus
    )
    worth = source.worth(locked.demand, locked.supply)
    kept = flow.dot(worth, locked.worth) + whole.pays(asked_first)
    solved = _grown(problem, source, goal, kept, weights)
    return explained(demands, supplies, source, reach, weights, locked, solved)


def _tranches(asked: Numbers, weights: Weights) -> Numbers:
    """How many units of each demand lie in each tranche; the first has at least one."""
    ends = [
        np.minimum(np.ceil(np.round(asked * share, 6)).astype(np.int64), asked) for share in weights.shares
    ]
    return np.diff(np.array(ends), axis=0, prepend=0)


def _grown(problem: flow.Problem, source: Source, goal: float, kept: int, weights: Weights) -> Result:
    """Begins with the best pairs of both sides and takes in those for which the prices ask, until the goal is met.

    Each round takes in at least one new pair (else the prices were wrong), so it ends; usually after one to six.
    """
    ceiling = int(weights.most + problem.bonus[0] + 1)
    edges = _useful(source.best(FIRST), problem)
    rounds = 0
    while True:
        rounds += 1
        given = flow.solve(problem, edges)
        prices = flow.prices(problem, edges, given, ceiling=ceiling)
        pairs = _useful(source.more(prices.supply, THEN), problem)
        gain = pairs.worth - prices.supply[pairs.supply]
        most = -flow.Groups(pairs.demand).least(-gain, np.full(len(problem.asked), flow.BIG))
        bound = flow.bound(problem, prices.supply, most) + kept
        each = np.bincount(edges.demand, given, len(problem.asked)).astype(np.int64)
        objective = flow.dot(given, edges.worth) + problem.pays(each) + kept
        asks = gain > -prices.demand[pairs.demand]
        if not asks.any() or objective >= goal * bound:
            return Result(edges, given, objective, bound, np.unique(pairs.demand[asks]), rounds)
        joined = _joined(edges, Edges(*(values[asks] for values in pairs)), len(problem.had))
        if len(joined.worth) == len(edges.worth):
            raise ArithmeticError("the prices ask for pairs that are there")
        edges = joined


def _useful(edges: Edges, problem: flow.Problem) -> Edges:
    """Without those whose locks took all."""
    open_ = (problem.asked[edges.demand] > 0) & (problem.had[edges.supply] > 0)
    return Edges(*(values[open_] for values in edges))


def _joined(first: Edges, second: Edges, supplies: int) -> Edges:
    demand, supply, worth = (np.concatenate(values) for values in zip(first, second, strict=True))
    _places, at = np.unique(demand * supplies + supply, return_index=True)
    return Edges(demand[at], supply[at], worth[at])
