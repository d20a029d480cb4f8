"""What waits for a person, in the order in which it wants to be done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.kernel.queue.kinds import Item, kinds
from ngo2.kernel.ui.ages import age

SHOWN = 50  # of one group; what is further down waits for its turn


@dataclass
class Line:
    """One item with the words before it: how long it waits, or how long there is left."""

    item: Item
    when: str


@dataclass
class Group:
    title: str
    tone: str
    lines: list[Line]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


@dataclass
class Today:
    groups: list[Group] = field(default_factory=list)
    counts: list[tuple[int, object]] = field(default_factory=list)  # (number, label of the kind)

    @property
    def total(self) -> int:
        return sum(number for number, _label in self.counts)


def today_of(person: Any) -> Today:
    """By legal deadline, then who waits longest, then what is oldest."""
    found: list[Item] = []
    today = Today()
    for kind in kinds:
        items = list(kind.items(person)) if kind.may_decide(person) else []
        if items:
            today.counts.append((len(items), kind.label))
            found += items
    law = sorted((one for one in found if one.deadline), key=lambda one: (one.deadline, one.since))
    people = sorted((one for one in found if not one.deadline and not one.stale), key=_since)
    stale = sorted((one for one in found if not one.deadline and one.stale), key=_since)
    for title, tone, items, words in (
        (_("Deadlines of the law"), "waiting", law, _left),
        (_("People are waiting"), "", people, _waited),
        (_("Growing old"), "quiet", stale, _grown),
    ):
        if items:
            today.groups.append(_group(title, tone, items, words))
    return today


def _since(item: Item) -> datetime:
    return item.since.astimezone(UTC)


def _group(title: str, tone: str, items: list[Item], words: Callable[[Item], str]) -> Group:
    return Group(title, tone, [Line(item, words(item)) for item in items[:SHOWN]], len(items))


def _days_since(moment: datetime) -> int:
    return (timezone.localdate() - timezone.localtime(moment).date()).days


def _left(item: Item) -> str:
    deadline: date = item.deadline or timezone.localdate()
    days = (deadline - timezone.localdate()).days
    if days < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}
    if days == 0:
        return _("until tonight")
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}


def _waited(item: Item) -> str:
    days = _days_since(item.since)
    if days <= 0:
        return _("since today")
    return ngettext("for %(n)s day", "for %(n)s days", days) % {"n": days}


def _grown(item: Item) -> str:
    return age(item.since)
