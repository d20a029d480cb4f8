"""What makes no sense is refused before anything is reckoned."""

import itertools
from collections.abc import Hashable, Sequence
from math import isfinite
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from ngo2.exchange.allocation.scores import Edges, Numbers, Source
from ngo2.exchange.allocation.values import (
    MOST_TRANCHES,
    MOST_UNITS,
    MOST_WEIGHT,
    Demand,
    Lock,
    Supply,
    Weights,
)
from ngo2.lib.refusals import Refused


def check_weights(weights: Weights) -> None:
    for field in ("benefit", "distance", "fairness"):
        weight = getattr(weights, field)
        if not (isfinite(weight) and 0 <= weight <= MOST_WEIGHT):
            raise Refused(
                _("A weight lies between 0 and %(most)s. Choose another one.") % {"most": MOST_WEIGHT}, field
            )
    ends = (0.0, *weights.tranches, 1.0)
    if len(weights.tranches) >= MOST_TRANCHES or any(a >= b for a, b in itertools.pairwise(ends)):
        raise Refused(
            _("Shares rise from above 0 to below 100 %%, and are at most %(most)s. Choose others.")
            % {"most": MOST_TRANCHES - 1},
            "tranches",
        )


def quantities(things: Sequence[Demand] | Sequence[Supply]) -> Numbers:
    if len({thing.id for thing in things}) < len(things):
        raise ValueError("an id is there twice")
    for thing in things:
        if not 0 <= thing.quantity <= MOST_UNITS:
            raise Refused(
                _("%(name)s: a quantity lies between 0 and %(most)s. Correct it, or choose a larger unit.")
                % {"name": thing, "most": f"{MOST_UNITS:,}"},
                "quantity",
            )
    return np.array([thing.quantity for thing in things], np.int64)


def fixed(
    demands: Sequence[Demand], supplies: Sequence[Supply], locks: Sequence[Lock], source: Source
) -> Edges:
    """The locks as edges, with their quantity where edges have their worth; refuses what cannot be kept."""
    demand_at = {demand.id: place for place, demand in enumerate(demands)}
    supply_at = {supply.id: place for place, supply in enumerate(supplies)}
    if len({(lock.demand, lock.supply) for lock in locks}) < len(locks):
        raise ValueError("a pair is locked twice")
    for lock in locks:
        if lock.demand not in demand_at or lock.supply not in supply_at:
            raise Refused(
                _(
                    "A fixed row is about a need or an offer that is no longer here. Release it and try again."
                ),
                "locks",
            )
        if lock.quantity < 1:
            raise Refused(_("A fixed row gives at least 1. Correct it, or release it."), "locks")
    found = Edges(
        *(
            np.array(values, np.int64)
            for values in (
                [demand_at[lock.demand] for lock in locks],
                [supply_at[lock.supply] for lock in locks],
                [lock.quantity for lock in locks],
            )
        )
    )
    for place in np.flatnonzero(source.worth(found.demand, found.supply) <= 0):
        raise Refused(
            _("%(supply)s may not serve %(demand)s. Release this row and try again.")
            % {"supply": supplies[found.supply[place]], "demand": demands[found.demand[place]]},
            "locks",
        )
    _within(
        demands, found.demand, found.worth, _("%(name)s asks for %(n)s, and %(fixed)s are fixed. Fix less.")
    )
    _within(supplies, found.supply, found.worth, _("%(name)s has %(n)s, and %(fixed)s are fixed. Fix less."))
    return found


def _within(
    things: Sequence[Demand] | Sequence[Supply], at: Numbers, quantity: Numbers, sentence: Any
) -> None:
    totals: dict[Hashable, int] = {}
    for place, units in zip(at.tolist(), quantity.tolist(), strict=True):
        totals[place] = total = totals.get(place, 0) + units
        if total > things[place].quantity:
            values = {"name": things[place], "n": f"{things[place].quantity:,}", "fixed": f"{total:,}"}
            raise Refused(sentence % values, "locks")
