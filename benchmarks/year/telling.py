"""The figures of a year, as text."""

from collections.abc import Iterator

from benchmarks.year.ledger import OWNERS, PARTNER, STAFF, Ledger
from benchmarks.year.world import World

_NAMES = {STAFF: "the one staff member", PARTNER: "people of partners", OWNERS: "owners"}


def told(world: World, days: int) -> Iterator[str]:
    ledger = world.ledger
    yield f"\n{world.size} organisations, {days} days"
    yield "\nEvents"
    yield from (f"  {number:7d}  {what}" for what, number in sorted(ledger.events.items()))
    yield f"  {world.wires.mails:7d}  e-mails, {world.wires.bounces} came back; {world.wires.sms} SMS"
    for who in (STAFF, PARTNER, OWNERS):
        yield from _of(ledger, who)
    yield from _targets(world, days)


def _of(ledger: Ledger, who: str) -> Iterator[str]:
    whole = ledger.minutes(who)
    yield f"\nWhat reached {_NAMES[who]}: {whole:.0f} minutes"
    rows = [(spent, kind) for (whose, kind), spent in ledger.seconds.items() if whose == who]
    for spent, kind in sorted(rows, reverse=True):
        share = spent / 60 / whole if whole else 0
        yield f"  {ledger.items[who, kind]:7d}  {kind:34s} {spent / 60:8.0f} min  {share:4.0%}"


def _targets(world: World, days: int) -> Iterator[str]:
    ledger, year = world.ledger, 365 / days
    staff, partner, owners = (ledger.minutes(who) * year for who in (STAFF, PARTNER, OWNERS))
    queue = ledger.queue or [0]
    yield "\nTargets"
    yield f"  staff: {staff / 52 / 60:.2f} hours a week (at most 2)"
    yield f"  staff: {staff / world.size:.2f} minutes an organisation and year (at most 1.2)"
    yield f"  staff and partners: {(staff + partner) / world.size:.2f} minutes an organisation and year"
    yield f"  owners: {owners / max(1, world.people()):.1f} minutes an owned record and year (at most 30)"
    mean = sum(queue) / len(queue)
    yield f"  what waits on Sunday evenings: most {max(queue)}, at the end {queue[-1]}, on average {mean:.1f}"
    yield f"  the longest wait of a person: {ledger.oldest} days"
