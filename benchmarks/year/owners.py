"""What owners do of themselves: change, claim, ask for checks, vouch, leave and come after."""

from functools import partial
from typing import Any

from benchmarks.year import facts, lists, rates
from benchmarks.year.world import World, photo
from ngo2.kernel.notify.models import DeadAddress
from ngo2.kernel.notify.reach import addresses_of
from ngo2.kernel.notify.services import add_webhook
from ngo2.kernel.notify.types import Recipient
from ngo2.lib.actors import Actor, person_actor
from ngo2.organisations.models import Handover, Membership, Organisation, Verification
from ngo2.organisations.services import (
    addresses,
    assert_facts,
    checks,
    claim_by_code,
    claim_by_document,
    claim_by_staff,
    create_organisation,
    enter_code,
    handovers,
    vouches,
)

_SAFE = ("phone", "email", "staff", "volunteers", "address", "summary_zh", "website", "wechat", "causes")


def day(world: World) -> None:
    people = world.people()
    for a_year, of, do in (
        (rates.EDIT, people, edit),
        (rates.HELD, people, change_held),
        (rates.CLAIM, Organisation.objects.filter(claimed_at=None, state=Organisation.ACTIVE).count(), claim),
        (rates.NEW, world.size, make_new),
        (rates.CHECK, people, ask_check),
        (rates.VOUCH, len(_checked()), vouch),
        (rates.OWNER_LEAVES, people, leave),
        (rates.MAIL_DIES, people, partial(die, channel="email")),
        (rates.PHONE_DIES, people, partial(die, channel="sms")),
        (rates.WEBHOOK, world.size, webhook),
    ):
        for _time in range(world.times(a_year, of)):
            world.tried(partial(do, world), f"{getattr(do, '__name__', 'address dies')}: ")


def edit(world: World) -> None:
    if (found := world.owner()) is None:
        return
    record, actor = found
    keys = world.dice.sample(_SAFE, world.dice.randint(1, 3))
    said = {key: facts.another(world.dice, key, record.facts.get(key, {}).get("v")) for key in keys}
    assert_facts(actor, record, said)
    world.ledger.happened("edits that pass by themselves")
    world.ledger.owner("edit")
    world.ledger.owner("edit:fact", len(said))


def change_held(world: World) -> None:
    if (found := world.owner()) is None:
        return
    record, actor = found
    key = world.dice.choices(("name_zh", "legal_status"), (0.6, 0.4))[0]
    value = facts.another(world.dice, key, record.facts.get(key, {}).get("v"))
    outcome = assert_facts(actor, record, {key: value})
    world.ledger.happened("changes of names and status")
    world.ledger.owner("held")
    if not outcome.held:
        return
    if world.chance(rates.HELD_WRONG):
        waiting = record.assertions.filter(field=key).order_by("-pk").first()
        world.wrong.add(f"held:{waiting.pk}" if waiting else "")
    elif record.dataset == lists.NAME and key == "name_zh" and world.chance(rates.HELD_IN_LIST):
        world.later(world.dice.uniform(0, 120), partial(_in_list, world, record.external_id, key, value))


def _in_list(world: World, number: str, key: str, value: Any) -> None:
    if number in world.lines:
        world.lines[number][key] = value


def claim(world: World) -> None:
    if (record := world.unowned()) is None:
        return
    actor = person_actor(world.somebody())
    way, ways = world.dice.random(), addresses(record)
    world.ledger.happened("claims")
    if way < rates.BY_CODE and ways:
        kind = world.dice.choice(sorted(ways))
        claim, code = claim_by_code(actor, record, address_kind=kind)
        world.ledger.owner("claim:code")
        if ways[kind] not in world.wires.dead:
            enter_code(actor, claim, code=code)
            world.own(record, actor.person)
            world.ledger.happened("claims by code, done at once")
        return
    if way < rates.BY_CODE + rates.BY_DOCUMENT:
        made = claim_by_document(actor, record, upload=photo(), note="我是负责人。")
        world.ledger.owner("claim:document")
    else:
        made = claim_by_staff(actor, record, note="我是这里的会计，电话可以打到办公室。")
        world.ledger.owner("claim:note")
    if world.chance(rates.CLAIM_FALSE):
        world.wrong.add(f"claim:{made.pk}")


def make_new(world: World) -> None:
    person = world.somebody()
    record = create_organisation(person_actor(person), facts=facts.organisation(world.dice))
    world.own(record, person)
    world.ledger.happened("new records by their owners")
    world.ledger.owner("new")


def ask_check(world: World) -> None:
    if (found := world.owner()) is not None:
        ask_check_of(world, *found)


def ask_check_of(world: World, record: Organisation, actor: Actor, how: str = "") -> None:
    how = how or world.dice.choice((Verification.DOCUMENT, Verification.REGISTER))
    if how == Verification.DOCUMENT:
        made = checks.ask_check(actor, record, how="document", upload=photo(), note="营业执照")
    else:
        page = f"https://register.example.org/{record.pk}"
        made = checks.ask_check(actor, record, how="register", source_url=page)
    world.ledger.happened("checks asked for")
    world.ledger.owner("check")
    if world.chance(rates.CHECK_REFUSED):
        world.wrong.add(f"check:{made.pk}")


def _checked() -> list[int]:
    found = Organisation.objects.filter(verified_until__isnull=False, state=Organisation.ACTIVE)
    return list(found.order_by("pk").values_list("pk", flat=True))


def _checked_owner(world: World) -> tuple[Organisation, Actor] | None:
    if not (checked := _checked()):
        return None
    seat = Membership.objects.filter(
        organisation=world.dice.choice(checked), role=Membership.OWNER, suspended_at=None
    ).select_related("organisation", "person").order_by("pk").first()  # fmt: skip
    if seat is None or seat.person_id in world.left or not seat.person.is_active:
        return None
    return seat.organisation, person_actor(seat.person)


def vouch(world: World) -> None:
    by, other = _checked_owner(world), world.record()
    if by is None or other is None:
        return
    given = vouches.vouch(by[1], by[0], other, note="我们一起办过三次活动，了解他们的工作。")
    world.ledger.happened("vouches")
    world.ledger.owner("vouch")
    seat = (
        Membership.objects.filter(organisation=other, role=Membership.OWNER).select_related("person").first()
    )
    if seat is not None and world.chance(rates.VOUCH_REPORTED):
        vouches.report_vouch(person_actor(seat.person), given, note="我们不认识他们。")
        world.ledger.happened("vouches reported")


def leave(world: World) -> None:
    """Nobody says so. Sometimes a colleague comes after weeks and wants to go on."""
    if (found := world.owner()) is None:
        return
    record, actor = found
    world.left.add(actor.person.pk)
    world.ledger.happened("only owners who left")
    if world.chance(0.5):
        _die(world, actor.person, "email")
    if world.chance(rates.SUCCESSOR):
        world.later(world.dice.uniform(5, 60), partial(come_after, world, record.pk))


def come_after(world: World, pk: int) -> None:
    record = Organisation.objects.get(pk=pk)
    person = world.somebody()
    actor = person_actor(person)
    made = handovers.ask_handover(actor, record, role="现任主任", reason="原来的负责人离职了。")
    world.ledger.happened("hand-overs asked for")
    world.ledger.owner("handover")
    false = world.chance(rates.HANDOVER_FALSE)
    if false:
        world.wrong.add(f"handover:{made.pk}")
    voices = 0
    if not false and world.chance(rates.BY_VOICES):
        for _try in range(12):
            speaker = _checked_owner(world)
            if voices < handovers.VOICES and speaker is not None:
                spoken = world.tried(
                    partial(handovers.speak_for, speaker[1], made, speaks_for=speaker[0].pk), "voice: "
                )
                voices += spoken is not None
                world.ledger.owner("voice", times=int(spoken is not None))
    if voices < handovers.VOICES:
        handovers.send_document(actor, made, upload=photo())
    world.later(60, partial(_settle_in, world, made.pk, person.pk))


def _settle_in(world: World, handover: int, person: int) -> None:
    done = Handover.objects.filter(pk=handover, state=Handover.DONE).first()
    if done is not None:
        world.owned.append((done.organisation_id, person))
        world.ledger.happened("hand-overs done")


def die(world: World, *, channel: str) -> None:
    if (found := world.owner()) is not None and _die(world, found[1].person, channel):
        world.ledger.happened(f"addresses that died: {channel}")


def _die(world: World, person: Any, channel: str) -> bool:
    address = addresses_of(Recipient(person)).get(channel)
    if address:
        world.wires.dead.add(address)
    return bool(address)


def webhook(world: World) -> None:
    if (found := world.owner()) is None:
        return
    record, actor = found
    dead = "dead" if world.chance(rates.DEAD_RECEIVER) else "live"
    add_webhook(actor, record.scope, url=f"https://{dead}.example.org/{record.pk}")
    world.ledger.happened("webhooks added")
    world.ledger.owner("webhook")


def renew_checks(world: World) -> None:
    """Reminded today: some ask anew."""
    from datetime import timedelta

    from django.utils import timezone

    for days, share in rates.RENEWS.items():
        ending = Verification.objects.filter(
            state=Verification.VALID, until=timezone.localdate() + timedelta(days=days), reminded=days
        )
        for check in ending.select_related("organisation").order_by("pk"):
            seat = check.organisation.memberships.filter(role=Membership.OWNER, suspended_at=None).first()
            world.ledger.happened(f"checks that end in {days} days, owners reminded")
            if seat is not None and seat.person_id not in world.left and world.chance(share):
                world.tried(
                    partial(ask_check_of, world, check.organisation, person_actor(seat.person), check.how),
                    "renew: ",
                )


def addresses_known_dead() -> int:
    return DeadAddress.objects.count()
