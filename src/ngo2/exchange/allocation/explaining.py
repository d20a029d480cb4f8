"""Turns flows into rows with reasons, and says why something is missing or left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ngo2.exchange.allocation.scores import Edges, Numbers, Source
from ngo2.exchange.allocation.values import SCALE, Demand, Plan, Rest, Row, Supply, Weights
from ngo2.exchange.allocation.words import Reason


@dataclass(frozen=True)
class Result:
    """`asking`: the places of demands that could still gain, where the goal was less than the best plan."""

    edges: Edges
    given: Numbers
    objective: int
    bound: int
    asking: Numbers
    rounds: int


def explained(
    demands: Sequence[Demand],
    supplies: Sequence[Supply],
    source: Source,
    reach: tuple[Numbers, Numbers],
    weights: Weights,
    locked: Edges,
    result: Result,
) -> Plan:
    demand, supply, quantity, stays = _rows(locked, result, len(supplies))
    explain = _Explain(demands, supplies, source, reach, weights, np.bincount(demand, quantity, len(demands)))
    worth = source.worth(demand, supply)
    rows = tuple(
        Row(
            demands[i],
            supplies[j],
            units,
            (value - 1) / SCALE,
            fixed,
            tuple(explain.row(i, j, units, value, fixed)),
        )
        for i, j, units, value, fixed in zip(
            *(column.tolist() for column in (demand, supply, quantity, worth, stays)), strict=True
        )
    )
    taken = np.bincount(supply, quantity, len(supplies)).astype(np.int64)
    asking = set(result.asking.tolist())
    return Plan(
        rows=rows,
        unmet=tuple(
            Rest(one, one.quantity - got, explain.missing(place, place in asking))
            for place, (one, got) in enumerate(zip(demands, explain.got, strict=True))
            if got < one.quantity
        ),
        left=tuple(
            Rest(one, one.quantity - gone, explain.left(place))
            for place, (one, gone) in enumerate(zip(supplies, taken.tolist(), strict=True))
            if gone < one.quantity
        ),
        objective=result.objective / SCALE,
        bound=result.bound / SCALE,
        exact=result.objective == result.bound,
        rounds=result.rounds,
        edges=len(result.edges.worth),
    )


def _rows(locked: Edges, result: Result, supplies: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Locked and proposed units of a pair are one row; in the order of the demands, then of the supplies."""
    used = result.given > 0
    places = np.concatenate([locked.demand, result.edges.demand[used]]) * supplies + np.concatenate(
        [locked.supply, result.edges.supply[used]]
    )
    pairs, at = np.unique(places, return_inverse=True)
    quantity, stays = np.zeros(len(pairs), np.int64), np.zeros(len(pairs), np.int64)
    np.add.at(quantity, at, np.concatenate([locked.worth, result.given[used]]))
    np.add.at(stays, at[: len(locked.worth)], locked.worth)
    demand, supply = np.divmod(pairs, max(1, supplies))
    return demand, supply, quantity, stays


class _Explain:
    def __init__(
        self,
        demands: Sequence[Demand],
        supplies: Sequence[Supply],
        source: Source,
        reach: tuple[Numbers, Numbers],
        weights: Weights,
        got: Numbers,
    ) -> None:
        self.demands, self.supplies, self.weights = demands, supplies, weights
        self.offers, self.needs = (side.tolist() for side in reach)
        self.got: list[int] = got.astype(np.int64).tolist()
        best = source.more(np.zeros(len(supplies), np.int64), 1)
        order = np.lexsort((-best.supply, best.worth, best.demand))
        self.best: dict[int, tuple[int, int]] = dict(
            zip(
                best.demand[order].tolist(),
                zip(best.supply[order].tolist(), best.worth[order].tolist(), strict=True),
                strict=True,
            )
        )

    def row(self, i: int, j: int, units: int, worth: int, fixed: int) -> Iterator[Reason]:
        if fixed:
            yield Reason("locked") if fixed == units else Reason("partly_locked", {"n": fixed})
        if self.weights.most > 1:
            yield Reason("fits", {"n": round(100 * (worth - 1) / (self.weights.most - 1))})
        if fixed == units:
            return  # nobody weighed anything
        best, most = self.best[i]
        if self.offers[i] == 1:
            yield Reason("only_offer")
        elif worth == most:
            yield Reason("best_offer", {"n": self.offers[i]})
        else:
            yield Reason("better_taken", {"name": str(self.supplies[best])})
        if self.needs[j] == 1:
            yield Reason("only_need")
        got, asked = self.got[i], self.demands[i].quantity
        if got < asked:
            first = self.weights.shares[0]
            if self.weights.fairness and got <= max(1, asked * first):
                yield Reason("first_share", {"n": round(100 * first)})
            yield Reason("shared", {"n": got, "of": asked})

    def missing(self, i: int, asking: bool) -> Reason:
        if not self.offers[i]:
            return Reason("nobody_has")
        return Reason("could_be_more" if asking else "given_to_others")

    def left(self, j: int) -> Reason:
        return Reason("all_served" if self.needs[j] else "nobody_needs")
