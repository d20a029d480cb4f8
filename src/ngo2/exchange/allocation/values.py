"""What goes into a plan and what comes out. Quantities are whole numbers of the smallest unit that is given away."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

# What the plan can tell apart: one hundred-thousandth of a point. OR-tools reckons in whole numbers.
SCALE = 100_000
# Above these the sums of a plan could leave 64 bits.
MOST_UNITS = 10**9
MOST_WEIGHT = 10
MOST_TRANCHES = 8


@dataclass(frozen=True)
class _Side:
    """`name` is how reasons call it."""

    id: Hashable
    quantity: int
    name: str = ""

    def __str__(self) -> str:
        return self.name or str(self.id)


class Demand(_Side):
    """What somebody needs."""


class Supply(_Side):
    """Of these nothing more is given than there is."""


@dataclass(frozen=True)
class Lock:
    """ "This one stays": at least so much of this supply goes to this demand."""

    demand: Hashable
    supply: Hashable
    quantity: int


@dataclass(frozen=True)
class Weights:
    """A unit given is worth `benefit` x score + `distance` x nearness, both from 0 to 1.

    `fairness`: how much more a unit of an earlier tranche is worth than one of the next, in parts of the most that
    score and nearness can make up. From 1 on no score makes up for it (the promise in `planning`); 0 is off.
    `tranches`: where they end, as shares of what is asked for, rising; the last one ends at 1 and is not written.
    """

    benefit: float = 1.0
    distance: float = 0.0
    fairness: float = 1.0
    tranches: tuple[float, ...] = (0.1, 0.25, 0.5)

    @property
    def most(self) -> int:
        """The most that a unit can be worth by score and nearness, times SCALE."""
        return round((self.benefit + self.distance) * SCALE) + 1

    @property
    def shares(self) -> tuple[float, ...]:
        return (*self.tranches, 1.0) if self.fairness else (1.0,)

    @property
    def bonuses(self) -> tuple[int, ...]:
        """What a unit of each tranche is worth on top, times SCALE."""
        step = round(self.fairness * self.most)
        return tuple(step * later for later in reversed(range(len(self.shares))))


@dataclass(frozen=True)
class Row:
    """So much of a supply for a demand. `locked` of it stays because a person said so; `worth` is of one unit."""

    demand: Demand
    supply: Supply
    quantity: int
    worth: float
    locked: int = 0
    reasons: Sequence[object] = ()


@dataclass(frozen=True)
class Rest:
    """What is missing of a demand, or left of a supply, and why."""

    whose: Demand | Supply
    quantity: int
    reason: object


@dataclass(frozen=True)
class Plan:
    """`objective` is what the plan is worth and `bound` what none can exceed, both with fairness and locked rows.

    `exact`: no plan is worth more. `rounds` and `edges` say how much work it was: how often the flow was solved, and
    over how many pairs in the end.
    """

    rows: Sequence[Row] = ()
    unmet: Sequence[Rest] = ()
    left: Sequence[Rest] = ()
    objective: float = 0.0
    bound: float = 0.0
    exact: bool = True
    rounds: int = 0
    edges: int = 0

    @property
    def ratio(self) -> float:
        """The plan is worth at least this part of the best one."""
        return self.objective / self.bound if self.bound else 1.0

    @property
    def quantity(self) -> int:
        return sum(row.quantity for row in self.rows)

    @cached_property
    def by_pair(self) -> Mapping[tuple[Hashable, Hashable], Row]:
        return {(row.demand.id, row.supply.id): row for row in self.rows}
