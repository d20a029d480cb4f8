"""What keeping a record fresh unlocks: declared by each app in its manifest, shown to the owner before it bites."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext

from ngo2.kernel.ui.ages import day_of
from ngo2.lib.registry import Registry
from ngo2.organisations import freshness


@dataclass(frozen=True)
class Unlock:
    """`needs`: the worst grade that still has it. Sentences are lazy translations.

    `has`: what the owner has, for good while nothing ages. `until`: the same with %(day)s, when the grade will fall.
    `lacks`: what would be there again.
    """

    name: str
    label: object
    needs: str
    has: object
    until: object
    lacks: object


@dataclass(frozen=True)
class Standing:
    """One unlock as its owner reads it. `count`: facts to confirm to keep it, or to get it back."""

    label: str
    sentence: str
    todo: str
    unlocked: bool
    count: int


unlocks: Registry[Unlock] = Registry("unlock")


def holds(unlock: Unlock, grade: str) -> bool:
    order = list(freshness.GRADES)
    return order.index(grade) <= order.index(unlock.needs)


def standings(facts: Mapping[str, Mapping[str, Any]], now: datetime | None = None) -> list[Standing]:
    """All unlocks for a record with these facts. Pure."""
    now = now or timezone.now()
    return [_standing(one, facts, now) for one in unlocks]


def _standing(unlock: Unlock, facts: Mapping[str, Mapping[str, Any]], now: datetime) -> Standing:
    label = str(unlock.label)
    if not holds(unlock, freshness.grade(facts, now)):
        count = freshness.to_reach(facts, unlock.needs, now)
        return Standing(label, str(unlock.lacks), _to_get(count), False, count)
    ends = _ends(unlock, facts, now)
    if ends is None:
        return Standing(label, str(unlock.has), "", True, 0)
    count = freshness.to_reach(facts, unlock.needs, ends)
    return Standing(
        label, str(unlock.until) % {"day": day_of(ends).isoformat()}, _to_stay(count), True, count
    )


def _ends(unlock: Unlock, facts: Mapping[str, Mapping[str, Any]], now: datetime) -> datetime | None:
    """When the record falls below what `unlock` needs."""
    moment = freshness.falls(facts, now)
    while moment is not None and holds(unlock, freshness.grade(facts, moment)):
        moment = freshness.falls(facts, moment)
    return moment


def _to_get(count: int) -> str:
    return ngettext("Confirm %(n)s fact to get there.", "Confirm %(n)s facts to get there.", count) % {
        "n": count
    }


def _to_stay(count: int) -> str:
    return ngettext("Confirm %(n)s fact to stay.", "Confirm %(n)s facts to stay.", count) % {"n": count}
