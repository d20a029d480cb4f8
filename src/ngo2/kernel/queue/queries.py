"""What waits for a person, in the order in which it wants to be done."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.kernel.queue import rows
from ngo2.kernel.queue.kinds import Action, Item, ItemKind, kinds
from ngo2.kernel.queue.models import Handling
from ngo2.kernel.ui.ages import age
from ngo2.lib.once import reading

SHOWN = 50  # of one group; what is further down waits for its turn
QUICK = 3  # actions that stand beside the item; all of them stand on its own page
Handlings = dict[tuple[str, str], Handling]


@dataclass(frozen=True)
class Wanted:
    """What of it: of one kind, what somebody gave me, what was put off."""

    kind: str = ""
    mine: bool = False
    later: bool = False

    @property
    def narrows(self) -> bool:
        return bool(self.kind or self.mine or self.later)


@dataclass
class Line:
    """One item with the words before it: how long it waits, or how long there is left. `n`: the how-manieth."""

    item: Item
    kind: ItemKind
    when: str
    handling: Handling | None = None
    n: int = 0

    @property
    def suggested(self) -> Action | None:
        return self.kind.action(self.item.suggested)

    @property
    def actions(self) -> list[Action]:
        return [one for one in self.kind.actions if not one.at_times or one.name == self.item.suggested]

    @property
    def quick(self) -> list[Action]:
        """What one press does without a word being written."""
        others = [one for one in self.actions if not one.needs_words and one.name != self.item.suggested]
        found = [self.suggested, *others] if self.suggested else others
        return [one for one in found if one is not None and not one.careful][:QUICK]

    @property
    def assignee(self) -> Any:
        return self.handling.assignee if self.handling else None

    @property
    def put_off(self) -> datetime | None:
        until = self.handling.snoozed_until if self.handling else None
        return until if until and until > timezone.now() else None


@dataclass
class Group:
    title: str
    tone: str
    lines: list[Line]


@dataclass(frozen=True)
class Count:
    kind: ItemKind
    number: int


@dataclass
class Today:
    """`counts` are of everything that waits now, `mine` and `later` how many of these there are besides."""

    groups: list[Group] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    mine: int = 0
    later: int = 0
    wanted: Wanted = field(default_factory=Wanted)

    @property
    def total(self) -> int:
        return sum(one.number for one in self.counts)

    @property
    def minutes(self) -> int:
        return -(-sum(one.number * one.kind.seconds for one in self.counts) // 60)

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]

    @property
    def more(self) -> int:
        """What waits and is not shown."""
        if self.wanted.mine or self.wanted.later:
            return 0
        of = [one.number for one in self.counts if self.wanted.kind in {"", one.kind.name}]
        return sum(of) - len(self.lines)


@reading()
def kinds_of(person: Any) -> list[ItemKind]:
    return [kind for kind in kinds if kind.may_decide(person)]


@reading()
def today_of(person: Any, wanted: Wanted | None = None, shown: int = SHOWN) -> Today:
    """By legal deadline, then who waits longest, then what is oldest. Costs the same however much waits."""
    wanted = wanted or Wanted()
    mine = kinds_of(person)
    handled = _handled(mine)
    today, found = Today(wanted=wanted), []
    for kind in mine:
        items = rows.kept(kind.items(person))
        off = {key for (name, key), one in handled.items() if name == kind.name and _is_off(one)}
        given = {
            key for (name, key), one in handled.items() if name == kind.name and one.assignee_id == person.pk
        }
        first, total = rows.first(items, shown + len(off))
        put_off = [one for one in first if one.key in off and _counts(handled[kind.name, one.key], one)]
        lying = {one.key for one in put_off}
        now = [one for one in first if one.key not in lying]
        ours = [one for one in rows.only(items, given - lying) if _counts(handled[kind.name, one.key], one)]
        today.later += len(put_off)
        today.mine += len(ours)
        if total - len(put_off) > 0:
            today.counts.append(Count(kind, total - len(put_off)))
        if wanted.kind in {"", kind.name}:
            chosen = put_off if wanted.later else ours if wanted.mine else now
            found += [_line(kind, one, handled) for one in chosen]
    today.groups = _groups(found, shown)
    return today


@reading()
def anything(person: Any) -> bool:
    """Whether something waits that was not put off. For a letter to many: stops at the first kind that has it."""
    return any(_has(person, kind) for kind in kinds if kind.may_decide(person))


def _has(person: Any, kind: ItemKind) -> bool:
    if not rows.first(kind.items(person), 1)[0]:
        return False
    off = {key: one for (_name, key), one in _handled([kind]).items() if _is_off(one)}
    found = rows.first(kind.items(person), len(off) + 1)[0] if off else ()
    return not off or any(one.key not in off or not _counts(off[one.key], one) for one in found)


@reading()
def line_of(person: Any, kind: ItemKind, key: str) -> Line | None:
    """One item, also when it was put off; None when it does not wait for this person (any more)."""
    item = rows.find(kind.items(person), key)
    return _line(kind, item, _handled([kind], key)) if item else None


def _handled(of: Iterable[ItemKind], key: str = "") -> Handlings:
    found = Handling.objects.filter(kind__in=[one.name for one in of]).select_related("assignee", "person")
    if key:
        found = found.filter(key=key)
    return {(one.kind, one.key): one for one in found}


def _is_off(handling: Handling) -> bool:
    return handling.snoozed_until is not None and handling.snoozed_until > timezone.now()


def _counts(handling: Handling, item: Item) -> bool:
    """What was said before the item began to wait was said of another one under the same key."""
    return handling.at >= item.since


def _line(kind: ItemKind, item: Item, handled: Handlings) -> Line:
    handling = handled.get((kind.name, item.key))
    if handling is not None and not _counts(handling, item):
        handling = None
    words = (_left, _waited, _grown)[rows.order(item)[0]]
    return Line(item, kind, words(item), handling)


def _groups(found: list[Line], shown: int) -> list[Group]:
    ordered = sorted(found, key=lambda line: rows.order(line.item))
    titles = (
        (_("Deadlines"), "waiting"),
        (_("People are waiting"), ""),
        (_("Growing old"), "quiet"),
    )
    groups, n = [], 0
    for number, (title, tone) in enumerate(titles):
        lines = [one for one in ordered if rows.order(one.item)[0] == number][:shown]
        for line in lines:
            line.n, n = n, n + 1
        if lines:
            groups.append(Group(title, tone, lines))
    return groups


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
