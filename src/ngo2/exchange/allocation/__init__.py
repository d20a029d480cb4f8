"""Who gets what when offers are scarce: a whole plan, explained, for a person to approve. Pure.

`propose` solves the transport problem as a minimum-cost flow (OR-tools) over few pairs: the best of each demand and of
each supply. The prices of that solution say which of the other pairs would pay; they are taken in, until none does or
until the bound (weak duality over all pairs) proves that the plan is near enough to the best. So 5,000 demands and
5,000 supplies need some 50,000 pairs out of 25 million (`benchmarks/allocation`).
"""

from ngo2.exchange.allocation.changes import Change, Changes, changes
from ngo2.exchange.allocation.planning import propose
from ngo2.exchange.allocation.scores import Listed, Table
from ngo2.exchange.allocation.values import Demand, Lock, Plan, Rest, Row, Supply, Weights
from ngo2.exchange.allocation.words import Reason

__all__ = [
    "Change",
    "Changes",
    "Demand",
    "Listed",
    "Lock",
    "Plan",
    "Reason",
    "Rest",
    "Row",
    "Supply",
    "Table",
    "Weights",
    "changes",
    "propose",
]
