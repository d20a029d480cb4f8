"""What is different in another plan: for whoever moves a weight or fixes a row and wants to see what that does."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ngo2.exchange.allocation.values import Demand, Plan, Supply

_SENTENCES: dict[str, Any] = {
    "new": _("%(demand)s now gets %(after)s from %(supply)s."),
    "gone": _("%(demand)s no longer gets %(before)s from %(supply)s."),
    "more": _("%(demand)s gets more from %(supply)s: %(after)s instead of %(before)s."),
    "less": _("%(demand)s gets less from %(supply)s: %(after)s instead of %(before)s."),
}
_TOLD = _(
    "%(more)s needs get more and %(less)s less; %(served)s had nothing, %(emptied)s have nothing any more."
)


@dataclass(frozen=True)
class Change:
    demand: Demand
    supply: Supply
    before: int
    after: int

    @property
    def kind(self) -> str:
        if not self.before:
            return "new"
        if not self.after:
            return "gone"
        return "more" if self.after > self.before else "less"

    def __str__(self) -> str:
        numbers = {"before": f"{self.before:,}", "after": f"{self.after:,}"}
        return str(_SENTENCES[self.kind]) % {"demand": self.demand, "supply": self.supply, **numbers}


@dataclass(frozen=True)
class Changes:
    """`more` and `less`: so many demands get so in all; of these, `served` had nothing, `emptied` have nothing."""

    rows: Sequence[Change]
    more: int
    less: int
    served: int
    emptied: int

    def __bool__(self) -> bool:
        return bool(self.rows)

    def __str__(self) -> str:
        if not self.rows:
            return str(_("Nothing changes."))
        counts = {"more": self.more, "less": self.less, "served": self.served, "emptied": self.emptied}
        return str(_TOLD) % counts


def changes(before: Plan, after: Plan) -> Changes:
    """From one plan to the other, in the order of the later one; what is gone comes last."""
    pairs = [*after.by_pair, *(pair for pair in before.by_pair if pair not in after.by_pair)]
    rows = []
    for pair in pairs:
        old, new = before.by_pair.get(pair), after.by_pair.get(pair)
        row = new or old
        quantities = [one.quantity if one else 0 for one in (old, new)]
        if row and quantities[0] != quantities[1]:
            rows.append(Change(row.demand, row.supply, *quantities))
    had, has = _totals(before), _totals(after)
    differing = [(had[one], has[one]) for one in {**had, **has}]
    return Changes(
        rows,
        more=sum(new > old for old, new in differing),
        less=sum(new < old for old, new in differing),
        served=sum(not old for old, _new in differing),
        emptied=sum(not new for _old, new in differing),
    )


def _totals(plan: Plan) -> Counter[Any]:
    totals: Counter[Any] = Counter()
    for row in plan.rows:
        totals[row.demand.id] += row.quantity
    return totals
