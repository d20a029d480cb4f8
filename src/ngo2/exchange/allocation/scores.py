"""How well each pair fits: tables and lists of scores, made into whole numbers and asked for their best pairs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ngo2.exchange.allocation.values import SCALE, Demand, Supply, Weights

Numbers = NDArray[np.int64]
Floats = NDArray[np.floating[Any]]
BLOCK = 512  # rows looked at together: what they need fits the processor's cache, whatever the table's size
NOT_ALLOWED = -(1 << 30)
LEAST = np.iinfo(np.int32).min


class Edges(NamedTuple):
    """Allowed pairs by place of demand and supply, with what a unit is worth (whole numbers from 1)."""

    demand: Numbers
    supply: Numbers
    worth: Numbers


class Source(Protocol):
    """Allowed pairs, given little by little."""

    def best(self, most: int) -> Edges:
        """At least the `most` best pairs of each demand and of each supply."""

    def more(self, prices: Numbers, most: int) -> Edges:
        """At least the `most` pairs of each demand where worth - price of the supply is greatest."""

    def reach(self) -> tuple[Numbers, Numbers]:
        """How many supplies each demand may get from, and how many demands each supply may serve."""

    def worth(self, demands: Numbers, supplies: Numbers) -> Numbers:
        """Of these pairs; NOT_ALLOWED where it is so."""


class Scores(Protocol):
    def weighed(self, weights: Weights) -> Source: ...


def whole(score: Floats, near: Floats | None, weights: Weights) -> NDArray[np.int32]:
    """What a unit of these pairs is worth, times SCALE.

    A score of NaN: not allowed. A nearness of NaN: not known, counts nothing.

    The least of all is 1 and not 0: what may be given is better given than left, also where nothing else speaks
    for it. So each unit is worth up to 1.5 / SCALE more or less than the formula says.
    """
    worth = score * (weights.benefit * SCALE)
    if near is not None:
        worth = worth + np.nan_to_num(near) * (weights.distance * SCALE)
    forbidden = np.isnan(worth)
    np.rint(worth, out=worth)
    worth[forbidden] = NOT_ALLOWED - 1
    return worth.astype(np.int32) + np.int32(1)


def checked(values: Any, shape: tuple[int, ...] | None = None) -> Floats:
    found = np.asarray(values)
    if not np.issubdtype(found.dtype, np.floating):
        found = found.astype(np.float64)
    if shape is not None and found.shape != shape:
        raise ValueError(f"{found.shape} instead of {shape}")
    if found.size and (np.nanmin(found, initial=0) < 0 or np.nanmax(found, initial=0) > 1):
        raise ValueError("scores and nearness are from 0 to 1, or NaN")
    return found


@dataclass(frozen=True)
class Table:
    """A score for each pair, [demand, supply], from 0 to 1; NaN is not allowed. `near`, too, when it counts."""

    score: Floats
    near: Floats | None = None

    def weighed(self, weights: Weights) -> "WeighedTable":
        score = checked(self.score)
        near = None if self.near is None or not weights.distance else checked(self.near, score.shape)
        worth = np.empty(score.shape, np.int32)
        for at in range(0, len(score), BLOCK):
            rows = slice(at, at + BLOCK)
            worth[rows] = whole(score[rows], None if near is None else near[rows], weights)
        return WeighedTable(worth)

    @classmethod
    def asked(
        cls,
        benefit: Callable[[Demand, Supply], float | None],
        demands: Sequence[Demand],
        supplies: Sequence[Supply],
    ) -> "Table":
        """Asks about every pair; None is not allowed."""
        rows = [[benefit(demand, supply) for supply in supplies] for demand in demands]
        return cls(np.array(rows, dtype=float).reshape(len(demands), len(supplies)))


@dataclass(frozen=True)
class WeighedTable:
    table: NDArray[np.int32]

    def best(self, most: int) -> Edges:
        from_demands = self._tops(self.table, most)
        by_supply = np.ascontiguousarray(self.table.T)
        supply, demand = self._tops(by_supply, most)
        places = np.concatenate([_places(*from_demands, self.table), _places(demand, supply, self.table)])
        return _edges(np.unique(places), self.table)

    @staticmethod
    def _tops(table: NDArray[np.int32], most: int) -> tuple[Numbers, Numbers]:
        """The places of the `most` greatest of each row."""
        width = min(most, table.shape[1])
        found = [
            np.argpartition(table[at : at + BLOCK], -width, axis=1)[:, table.shape[1] - width :]
            for at in range(0, len(table), BLOCK)
            if width
        ]
        columns = np.concatenate(found) if found else np.empty((len(table), 0), np.int64)
        return np.repeat(np.arange(len(table)), width), columns.ravel()

    def more(self, prices: Numbers, most: int) -> Edges:
        price = prices.astype(np.int32)
        width = min(most, self.table.shape[1])
        found = []
        for at in range(0, len(self.table), BLOCK):
            profit = self.table[at : at + BLOCK] - price
            rows = np.arange(len(profit))
            for _ in range(width):
                columns = profit.argmax(axis=1)
                found.append(_places(rows + at, columns, self.table))
                profit[rows, columns] = LEAST
        return _edges(np.concatenate(found) if found else np.empty(0, np.int64), self.table)

    def reach(self) -> tuple[Numbers, Numbers]:
        allowed = self.table > 0
        return allowed.sum(axis=1), allowed.sum(axis=0)

    def worth(self, demands: Numbers, supplies: Numbers) -> Numbers:
        return self.table[demands, supplies].astype(np.int64)


def _places(demand: Numbers, supply: Numbers, table: NDArray[np.int32]) -> Numbers:
    return demand * np.int64(table.shape[1]) + supply


def _edges(places: Numbers, table: NDArray[np.int32]) -> Edges:
    worth = table.ravel()[places].astype(np.int64)
    allowed = worth > 0
    demand, supply = np.divmod(places[allowed], max(1, table.shape[1]))
    return Edges(demand, supply, worth[allowed])


@dataclass(frozen=True)
class Listed:
    """Scores of the pairs that are allowed at all, by place of demand and supply; each pair once."""

    demands: int
    supplies: int
    demand: Numbers
    supply: Numbers
    score: Floats
    near: Floats | None = None

    def weighed(self, weights: Weights) -> "WeighedList":
        demand, supply = np.asarray(self.demand, np.int64), np.asarray(self.supply, np.int64)
        score = checked(self.score, demand.shape)
        near = None if self.near is None or not weights.distance else checked(self.near, score.shape)
        worth = whole(score, near, weights).astype(np.int64)
        order = np.lexsort((supply, demand))
        order = order[worth[order] > 0]
        edges = Edges(demand[order], supply[order], worth[order])
        places = edges.demand * self.supplies + edges.supply
        if len(np.unique(places)) < len(places):
            raise ValueError("a pair is listed twice")
        return WeighedList(self.demands, self.supplies, edges, places)


@dataclass(frozen=True)
class WeighedList:
    """All pairs are known from the beginning, so there are never more of them."""

    demands: int
    supplies: int
    edges: Edges
    places: Numbers

    def best(self, most: int) -> Edges:
        return self.edges

    def more(self, prices: Numbers, most: int) -> Edges:
        return self.edges

    def reach(self) -> tuple[Numbers, Numbers]:
        return (
            np.bincount(self.edges.demand, minlength=self.demands),
            np.bincount(self.edges.supply, minlength=self.supplies),
        )

    def worth(self, demands: Numbers, supplies: Numbers) -> Numbers:
        wanted = demands * self.supplies + supplies
        at = np.searchsorted(self.places, wanted)
        found = np.full(len(wanted), NOT_ALLOWED, np.int64)
        inside = at < len(self.places)
        inside[inside] = self.places[at[inside]] == wanted[inside]
        found[inside] = self.edges.worth[at[inside]]
        return found
