"""Dana, and the people of the partners, at Today: in the order shown, by the actions that stand there."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from benchmarks.year import disputes, rates
from benchmarks.year.house import MACHINE
from benchmarks.year.ledger import PARTNER, STAFF
from benchmarks.year.world import World
from ngo2.kernel.queue import queries
from ngo2.kernel.queue.queries import Line
from ngo2.kernel.queue.services import act, put_off
from ngo2.lib.actors import Actor, person_actor
from ngo2.lib.refusals import Hidden
from ngo2.organisations.models import Claim, Handover, Likeness, Membership, Organisation, Verification
from ngo2.organisations.services import checks, handovers, merging

MOST = 400  # decisions of one sitting
Deciders = dict[str, Callable[[World, Actor, Line], str]]


def sit_down(world: World, person: object, who: str) -> None:
    """Until nothing waits, or the time that somebody gives it is over."""
    actor = person_actor(person)
    before = world.ledger.minutes(who)
    first = True
    for _round in range(20):
        lines = lines_of(actor.person)
        if lines and first:
            world.ledger.desk(who, "open")
            first = False
        for line in lines:
            _decide(world, actor, who, line)
        if len(lines) < queries.SHOWN or world.ledger.minutes(who) - before > rates_of(who):
            return


def lines_of(person: Any, shown: int = queries.SHOWN) -> list[Line]:
    """Without what the machine says of itself: there are no backups in a played year."""
    found = queries.today_of(person, shown=shown).lines
    return [line for line in found if not line.kind.name.startswith(MACHINE)]


def rates_of(who: str) -> float:
    """Minutes of one sitting at most."""
    return 60 if who == STAFF else 30


def _decide(world: World, actor: Actor, who: str, line: Line) -> None:
    kind = line.kind.name
    done = world.tried(partial(_how(kind), world, actor, line), f"{kind}: ")
    if done is None:  # somebody was faster, or it cannot be decided today
        world.tried(
            partial(put_off, actor, kind, line.item.key, until=timezone.localdate() + timedelta(days=8))
        )
        return
    waited = (timezone.now() - line.item.since).days
    world.ledger.waits[waited] += 1
    if not line.item.stale:
        world.ledger.oldest = max(world.ledger.oldest, waited)
    world.ledger.desk(who, kind, seconds=done)


def _how(kind: str) -> Callable[[World, Actor, Line], str]:
    return _HOW.get(kind, _suggested)


def _press(actor: Actor, line: Line, name: str, answer: str = "") -> None:
    act(actor, line.kind.name, line.item.key, name=name, answer=answer)


def _suggested(world: World, actor: Actor, line: Line) -> str:
    first = line.item.suggested or (line.kind.actions[0].name if line.kind.actions else "")
    if first:
        _press(actor, line, first)
    return line.kind.name


def _claim(world: World, actor: Actor, line: Line) -> str:
    false = f"claim:{line.item.key}" in world.wrong
    claim = Claim.objects.select_related("organisation", "person").get(pk=line.item.key)
    if false:
        _press(actor, line, "decline", "这份文件是另一个组织的。")
    else:
        _press(actor, line, "approve")
        world.own(claim.organisation, claim.person)
    return "organisations.claims" if claim.document else "organisations.claims:note"


def _correction(world: World, actor: Actor, line: Line) -> str:
    false = any(one.startswith(f"proposal:{line.item.key}:") for one in world.wrong)
    _press(actor, line, "decline" if false else "take")
    return line.kind.name


def _own(world: World, actor: Actor, line: Line) -> str:
    """A correction of a record of their own: what owners do."""
    _correction(world, actor, line)
    return "organisations.orphan_proposals"


def _held(world: World, actor: Actor, line: Line) -> str:
    false = f"held:{line.item.key}" in world.wrong
    _press(actor, line, "decline" if false else "take", "登记册上不是这样写的。" if false else "")
    return line.kind.name


def _check(world: World, actor: Actor, line: Line) -> str:
    check = Verification.objects.select_related("organisation").get(pk=line.item.key)
    accept = f"check:{check.pk}" not in world.wrong
    if accept and line.item.suggested == "renew":
        _press(actor, line, "renew")
        return "organisations.checks:renew"
    checks.decide_check(actor, check, accept=accept, answer="" if accept else "照片看不清楚，请再拍一次。")
    return line.kind.name


def _handover(world: World, actor: Actor, line: Line) -> str:
    found = Handover.objects.select_related("organisation", "person").get(pk=line.item.key)
    true = f"handover:{found.pk}" not in world.wrong
    handovers.decide_handover(
        actor, found, accept=true, answer="" if true else "这份文件不能证明您是负责人。"
    )
    return line.kind.name


def _likeness(world: World, actor: Actor, line: Line) -> str:
    pair = Likeness.objects.select_related("first", "second").filter(pk=line.item.key).first()
    if pair is None:  # one of them was joined with a third a minute ago
        raise Hidden("likeness")
    first, second = _root(world, pair.first_id), _root(world, pair.second_id)
    if first != second:
        _press(actor, line, "different")
        return line.kind.name
    kept, gone = _which_stays(pair.first, pair.second)
    seen = merging.preview_merge(actor, kept, gone)
    choices = {one.field: one.likely for one in seen.conflicts if one.open}
    disputes.joined(
        world, merging.merge_records(actor, kept, gone, choices=choices, seen=seen.seen, sure=True)
    )
    return "organisations.likenesses:merge"


def _vouch(world: World, actor: Actor, line: Line) -> str:
    _press(actor, line, "remove" if world.chance(rates.VOUCH_UNTRUE) else "keep")
    return line.kind.name


def _root(world: World, pk: int) -> int:
    while pk in world.twins:
        pk = world.twins[pk]
    return pk


def _which_stays(first: Organisation, second: Organisation) -> tuple[Organisation, Organisation]:
    return (second, first) if second.claimed_at and not first.claimed_at else (first, second)


_HOW: Deciders = {
    "organisations.claims": _claim,
    "organisations.orphan_proposals": _correction,
    "organisations.own_proposals": _own,
    "organisations.held": _held,
    "organisations.checks": _check,
    "organisations.handovers": _handover,
    "organisations.likenesses": _likeness,
    "organisations.vouches": _vouch,
}


def owners_decide(world: World) -> None:
    """Once a week some of the owners look at what was proposed about their records."""
    from ngo2.organisations import queries as records

    waiting = records.with_proposals().exclude(claimed_at=None)
    for record in waiting.order_by("pk"):
        seat = Membership.objects.filter(
            organisation=record, role=Membership.OWNER, suspended_at=None, person__is_active=True
        ).select_related("person").order_by("pk").first()  # fmt: skip
        if seat is None or seat.person_id in world.left or not world.chance(rates.OWNER_DECIDES):
            continue
        name = "decline" if any(one.startswith(f"proposal:{record.pk}:") for one in world.wrong) else "take"
        done = world.tried(
            partial(act, person_actor(seat.person), "organisations.own_proposals", str(record.pk), name=name),
            "own: ",
        )
        if done is not None:
            world.ledger.owner("decide")


def waiting(world: World) -> int:
    counts = queries.today_of(world.dana, shown=1).counts
    return sum(one.number for one in counts if not one.kind.name.startswith(MACHINE))


def all_sit_down(world: World) -> None:
    """Partners twice a week, Dana every working day, owners on Sundays."""
    weekday = timezone.localdate().weekday()
    if weekday in {1, 3}:
        for person in world.partners:
            if person.memberships.exists():
                sit_down(world, person, PARTNER)
    if weekday < 5:
        sit_down(world, world.dana, STAFF)
    if weekday == 6:
        owners_decide(world)
