"""What people do about each other: colleagues come and are shut out, the team turns what was decided."""

from functools import partial
from typing import Any

from django.utils import timezone

from benchmarks.year import rates
from benchmarks.year.ledger import STAFF
from benchmarks.year.world import World, photo
from ngo2.lib.actors import Actor, person_actor
from ngo2.organisations.models import Assertion, Claim, Handover, Membership, Merge, Organisation
from ngo2.organisations.queries import partners as partners_seen
from ngo2.organisations.services import (
    accept_invitation,
    handovers,
    make_invitation,
    merging,
    overrule_claim,
    overrule_fact,
    suspend_member,
)

_REASON = "我们又核对了一遍：这不对。"


def day(world: World) -> None:
    people = world.people()
    for a_year, do in (
        (rates.COLLEAGUE, invite),
        (rates.MEMBER_SUSPENDED, shut_out),
        (rates.HANDOVER_GRAB, ask_falsely),
    ):
        for _time in range(world.times(a_year, people)):
            world.tried(partial(do, world), f"{do.__name__}: ")
    if timezone.localdate().day == rates.LOOK_AT_PARTNERS:
        look_at_partners(world)


def invite(world: World) -> None:
    if (found := world.owner()) is None:
        return
    record, actor = found
    role = Membership.OWNER if world.chance(rates.COLLEAGUE_OWNS) else Membership.EDITOR
    _invitation, code = make_invitation(actor, record, role=role)
    world.ledger.owner("invite")
    accept_invitation(person_actor(world.somebody()), code)
    world.ledger.owner("join")
    world.ledger.happened("colleagues who joined")


def shut_out(world: World) -> None:
    """Some of those who are shut out try to come back by the door for successors, and are told to write to the team."""
    if (found := _with_colleagues(world)) is None:
        return
    actor, seat = found
    suspend_member(actor, seat)
    world.ledger.happened("members suspended by an owner")
    world.ledger.owner("suspend")
    if world.chance(rates.SUSPENDED_ASKS):
        world.later(world.dice.uniform(1, 20), partial(_ask_for_it, world, seat))


def _with_colleagues(world: World) -> tuple[Actor, Membership] | None:
    owners = {record: person for record, person in world.owned if person not in world.left}
    seats = Membership.objects.filter(
        organisation__in=owners, organisation__state=Organisation.ACTIVE, suspended_at=None
    ).select_related("organisation", "person").order_by("pk")  # fmt: skip
    others = [one for one in seats if one.person_id != owners[one.organisation_id]]
    if not others:
        return None
    seat = world.dice.choice(others)
    mine = seat.organisation.memberships.filter(
        person=owners[seat.organisation_id], role=Membership.OWNER, suspended_at=None, person__is_active=True
    )
    owner = mine.select_related("person").first()
    return (person_actor(owner.person), seat) if owner is not None else None


def _ask_for_it(world: World, seat: Membership) -> None:
    world.ledger.happened("hand-overs asked for by somebody shut out")
    try:
        handovers.ask_handover(
            person_actor(seat.person), seat.organisation, role="原成员", reason="他们不让我再进来。"
        )
    finally:
        world.ledger.desk(STAFF, "letter")  # refused or not, the team hears of it


def ask_falsely(world: World) -> None:
    """For a record whose owner is there: who hears of it stops it, else the team sees that the paper is not theirs."""
    if (found := world.owner()) is None:
        return
    record, owner = found
    actor = person_actor(world.somebody())
    made = handovers.ask_handover(actor, record, role="副主任", reason="负责人离职了。")
    handovers.send_document(actor, made, upload=photo())
    world.wrong.add(f"handover:{made.pk}")
    world.ledger.happened("hand-overs asked for though the owner is there")
    if world.chance(rates.OWNER_STOPS):
        world.later(world.dice.uniform(0, 4), partial(_stop, world, owner, made))


def _stop(world: World, owner: Actor, made: Handover) -> None:
    handovers.stop_handover(owner, made)
    world.ledger.owner("stop")
    world.ledger.happened("hand-overs stopped by an owner")


# The team turns what was decided.


def look_at_partners(world: World) -> None:
    """Once a month, at the page that lists what partners decided since the last time."""
    fresh = [one for one in partners_seen.decisions() if one[2] > world.looked]
    world.looked = timezone.now()
    if not fresh:
        return
    world.ledger.desk(STAFF, "open")
    world.ledger.desk(STAFF, "partners:line", times=len(partners_seen.lines(fresh)))
    for what, pk, _at in fresh:
        if what in {"claim", "fact"} and world.chance(rates.OVERRULED):
            world.tried(partial(_overrule, world, what, pk), "overrule: ")


def _overrule(world: World, what: str, pk: int) -> None:
    world.ledger.desk(STAFF, "overrule")  # also when it is found that it cannot be turned any more
    turn: Any = {"claim": (Claim, overrule_claim), "fact": (Assertion, overrule_fact)}[what]
    model, service = turn
    service(world.staff(), model.objects.select_related("organisation").get(pk=pk), answer=_REASON)
    world.ledger.happened("decisions of partners overruled")


def joined(world: World, merge: Merge) -> None:
    """Was it one organisation? Somebody writes that it was not, within the month in which it can be undone."""
    world.ledger.happened("records joined")
    if world.chance(rates.MERGE_UNDONE):
        world.later(world.dice.uniform(1, 25), partial(_undo, world, merge.pk))


def _undo(world: World, pk: int) -> None:
    world.ledger.desk(STAFF, "undo")
    merge = Merge.objects.select_related("kept", "gone").get(pk=pk)
    merging.undo_merge(world.staff(), merge)
    world.twins.pop(merge.gone_id, None)
    world.twins.pop(merge.kept_id, None)
    world.ledger.happened("records parted again")
