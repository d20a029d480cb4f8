"""The directory at the beginning: a list came in, owners have made and claimed records in the year before."""

from datetime import timedelta
from functools import partial
from typing import Any

from benchmarks.year import facts, lists, rates
from benchmarks.year.world import World, photo
from ngo2.lib.actors import person_actor
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import (
    add_remit,
    checks,
    claim_by_staff,
    create_organisation,
    decide_claim,
    make_partner,
)


def found(world: World) -> None:
    """Of the year before only what it left: its minutes are not counted."""
    world.meet_dana()
    world.house.leave_machine()
    start = world.clock.at
    listed = round(world.size * rates.LISTED)
    for number in range(listed):
        world.lines[f"L{number}"] = facts.organisation(world.dice, listed=True)
    lists.bring(world, counted=False)
    made = max(0, world.size - Organisation.objects.count())
    claimed = round(listed * rates.LISTED_OWNED)
    turns = [True] * made + [False] * claimed
    world.dice.shuffle(turns)
    for nth, made_new in enumerate(turns):
        world.clock.to(start + timedelta(days=rates.YEAR * nth / len(turns)))
        world.tried(partial(_own_one, world, made_new=made_new), "founding ")
    world.clock.to(start + timedelta(days=rates.YEAR))
    _appoint_partners(world)
    world.house.work()
    world.wires.bring_back()
    world.house.work()


def _own_one(world: World, *, made_new: bool) -> None:
    person = world.somebody()
    actor = person_actor(person)
    if made_new:
        record = create_organisation(actor, facts=facts.organisation(world.dice))
    else:
        listed = world.unowned()
        if listed is None:
            return
        record = listed
        claim = claim_by_staff(actor, record, note="我是这里的工作人员。")
        decide_claim(world.staff(), claim, accept=True)
    world.own(record, person)
    if world.chance(rates.CHECK):  # half of them by a paper, in that year too
        page = f"https://register.example.org/{record.pk}"
        by_paper = world.chance(0.5)
        shown: dict[str, Any] = (
            {"how": "document", "upload": photo()} if by_paper else {"how": "register", "source_url": page}
        )
        check = checks.ask_check(actor, record, **shown)
        checks.decide_check(world.staff(), check, accept=True)


def _appoint_partners(world: World) -> None:
    for province, _share in rates.PROVINCES:
        found = world.owner()
        if found is None:
            return
        record, actor = found
        partner = world.tried(partial(make_partner, world.staff(), record))
        if partner is not None:
            add_remit(world.staff(), partner, country="CN", division=province)
            world.partners.append(actor.person)
