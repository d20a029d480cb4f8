"""What becomes of our questions: answered by link or SMS after some days, or not at all."""

from functools import partial

from benchmarks.year import facts, rates
from benchmarks.year.world import World
from ngo2.kernel.notify.incoming import Sms
from ngo2.kernel.notify.services import take_sms
from ngo2.organisations.models import Asking
from ngo2.organisations.services import askings
from ngo2.organisations.sources import LINK

_CORRECTED = ("phone", "email", "staff", "volunteers", "address", "website", "wechat", "causes", "founded")


class Readers:
    def __init__(self) -> None:
        self._seen = 0

    def read(self, world: World) -> None:
        """Who was asked since the last look, and will answer."""
        asked = Asking.objects.filter(pk__gt=self._seen, kind=Asking.LETTER)
        for one in asked.select_related("organisation", "person").order_by("pk"):
            self._seen = one.pk
            if one.ended_at is not None and one.until == one.made_at:
                world.ledger.happened("records that nobody can be asked about")
                continue
            world.ledger.happened(f"askings by {one.channel}")
            if one.channel == "sms" and world.chance(rates.SMS_REFUSED):
                world.wires.refuse_next |= set(_number(one))
            if one.person_id not in world.left and world.chance(_share(one)):
                world.later(world.dice.expovariate(0.5), partial(_answer, world, one.pk))


def _share(one: Asking) -> float:
    return rates.ANSWERS["member" if one.person_id else "own", one.channel]


def _number(one: Asking) -> list[str]:
    to = askings.recipient(one)
    return list((to.addresses or {}).values()) if to is not None else []


def _answer(world: World, pk: int) -> None:
    one = Asking.objects.select_related("organisation", "person").get(pk=pk)
    address = next(iter(_number(one)), "")
    if not address or address in world.wires.dead:
        return
    if one.channel == "sms":
        _by_sms(world, one, address)
    else:
        _by_link(world, one)


def _by_sms(world: World, one: Asking, number: str) -> None:
    chance = world.dice.random()
    said = (
        "1" if chance < rates.SMS_YES else "换了负责人" if chance < rates.SMS_YES + rates.SMS_WORDS else "0"
    )
    outcome, _text = take_sms(Sms(number, said, f"reply-{one.pk}"))
    world.ledger.happened(f"answers by SMS: {outcome}")
    world.ledger.owner("sms:words" if outcome == "kept" else "sms")


def _by_link(world: World, one: Asking) -> None:
    held = askings.hold(askings.token(one))
    if held.state != askings.OPEN:
        world.ledger.happened(f"answers by link: {held.state}")
        return
    wrong = [key for key in held.fields if key in _CORRECTED] if world.chance(rates.LINK_CORRECTS) else []
    said = {key: facts.another(world.dice, key, held.facts[key]["v"]) for key in wrong[:1]}
    askings.answer_asking(
        held.actor, one, source=LINK, right=[key for key in held.fields if key not in said], corrected=said,
        revision=held.revision,
    )  # fmt: skip
    world.ledger.happened("answers by link: corrected" if said else "answers by link: all is right")
    world.ledger.owner("link")
    if said:
        world.ledger.owner("link:correction")
