"""What everybody else does: propose, follow, write, put in again; and what the team does beside Today."""

from functools import partial

from django.utils import timezone

from benchmarks.year import disputes, facts, lists, rates
from benchmarks.year.ledger import STAFF
from benchmarks.year.owners import _in_list
from benchmarks.year.world import World
from ngo2.accounts.services import suspend_person
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.incoming import Sms
from ngo2.kernel.notify.services import take_sms
from ngo2.lib.actors import person_actor
from ngo2.organisations.following import area
from ngo2.organisations.models import Organisation
from ngo2.organisations.paper import typed
from ngo2.organisations.services import create_organisation, follows, paper, propose_fact

_PROPOSED = ("phone", "email", "address", "website", "founded", "summary_zh")
_TOLD_BY_LIST = ("phone", "email")


def day(world: World) -> None:
    for a_year, do in (
        (rates.PROPOSAL, propose),
        (rates.AGAIN, put_in_again),
        (rates.FOLLOW, follow),
        (rates.SUSPENDED, suspend),
        (rates.STRANGE_SMS, write_sms),
    ):
        for _time in range(world.times(a_year, world.size)):
            world.tried(partial(do, world), f"{do.__name__}: ")
    for sheets_on in rates.WORKSHOPS:
        if world.day == sheets_on - 7:
            world.tried(partial(print_sheets, world), "print: ")
    disputes.day(world)


def propose(world: World) -> None:
    if (record := world.record()) is None:
        return
    from_list = record.dataset == lists.NAME and world.chance(rates.PROPOSAL_IN_LIST)
    key = world.dice.choice(_TOLD_BY_LIST if from_list else _PROPOSED)
    value = facts.another(world.dice, key, record.facts.get(key, {}).get("v"))
    propose_fact(person_actor(world.somebody()), record, field=key, value=value, note="在他们的网站上看到的")
    world.ledger.happened("proposals by visitors")
    if from_list:
        world.later(world.dice.uniform(-1, 60), partial(_in_list, world, record.external_id, key, value))
    elif not world.chance(rates.PROPOSAL_TRUE):
        world.wrong.add(f"proposal:{record.pk}:{key}")


def put_in_again(world: World) -> None:
    """They were shown what is like it, and went on."""
    if (record := world.record()) is None:
        return
    known = {key: one["v"] for key, one in record.facts.items()}
    known["division"] = (known.get("division") or {}).get("code")
    if not known["division"]:
        return
    person = world.somebody()
    twin = create_organisation(person_actor(person), facts=facts.written_again(world.dice, known))
    world.own(twin, person)
    world.twins[twin.pk] = record.pk
    world.ledger.happened("new records that were here already")


def follow(world: World) -> None:
    province = world.dice.choice(sorted(facts.counties()))
    follows.follow(person_actor(world.somebody()), area("CN", province))
    world.ledger.happened("follows begun")


def suspend(world: World) -> None:
    if (found := world.owner()) is not None and found[1].person not in world.partners:
        suspend_person(world.staff(), found[1].person)
        world.ledger.happened("people suspended")
        world.ledger.desk(STAFF, "suspend")


def write_sms(world: World) -> None:
    number = facts.mobile(world.dice)
    take_sms(Sms(number, "你好，请问培训什么时候开始？", f"strange-{number}"))
    world.ledger.happened("SMS of numbers never asked")


def print_sheets(world: World) -> None:
    found = Organisation.objects.filter(state=Organisation.ACTIVE).order_by("pk")
    most = min(rates.SHEETS, max(2, world.size // 25))
    chosen = world.dice.sample(list(found.values_list("pk", flat=True)), most)
    batch = paper.issue_forms(world.staff(), list(found.filter(pk__in=chosen)))
    world.later(9, partial(key_sheets, world, batch))


def key_sheets(world: World, batch: Entry) -> None:
    for sheet in paper.forms_of(world.staff(), batch.pk):
        world.tried(partial(_key, world, sheet), "sheet: ")


def _key(world: World, sheet: paper.Sheet) -> None:
    line = f"41 {world.dice.randrange(0, 30)}; 42 {world.dice.randrange(5, 300)}"
    if world.chance(0.4):
        line += f"; 51 {facts.mobile(world.dice).removeprefix('+86')}"
    said = typed.read(line, {}, (), rest=True, seen=sheet.seen)
    paper.key_form(world.staff(), sheet, said)
    world.ledger.happened("paper forms keyed")
    world.ledger.desk(STAFF, "sheet")
    world.ledger.owner("sheet")


def monthly(world: World) -> None:
    if timezone.localdate().day == 1:
        world.tried(partial(lists.month, world), "list: ")
