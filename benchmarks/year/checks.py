"""Whether the house is still whole after all that. Each fault is a sentence; none is good."""

import random
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from benchmarks.year.office import lines_of
from benchmarks.year.world import World
from ngo2.kernel.journal import chain
from ngo2.kernel.journal.models import Delivery
from ngo2.organisations.models import Asking, CauseOf, Handover, Membership, Organisation
from ngo2.organisations.services import rebuild

LONGEST = 14  # days in which staff decide whatever a person waits for
_ROW = (
    "name",
    "search_text",
    "kind",
    "legal_status",
    "credit_code",
    "country",
    "area1",
    "area2",
    "area3",
    "facts",
)


def faults(world: World, sample: int = 300) -> list[str]:
    return [
        *chain.verify().faults,
        *_projections(sample),
        *_waits(world),
        *_deliveries(),
        *_nobodys(),
    ]


def _projections(sample: int) -> Iterator[str]:
    active = list(
        Organisation.objects.filter(state=Organisation.ACTIVE).order_by("pk").values_list("pk", flat=True)
    )
    for pk in random.Random(7).sample(active, min(sample, len(active))):
        one = Organisation.objects.get(pk=pk)
        before = {name: getattr(one, name) for name in _ROW} | {"causes": _causes(pk)}
        rebuild(one)
        one.refresh_from_db()
        after = {name: getattr(one, name) for name in _ROW} | {"causes": _causes(pk)}
        for name in before:
            if before[name] != after[name]:
                yield f"organisation {pk}: {name} is not what its assertions say"


def _causes(pk: int) -> list[str]:
    return list(CauseOf.objects.filter(organisation=pk).order_by("pk").values_list("cause", flat=True))


def _waits(world: World) -> Iterator[str]:
    for line in lines_of(world.dana, 100_000):
        days = (timezone.now() - line.item.since).days
        if days > LONGEST and not line.item.stale:
            yield f"{line.kind.name} {line.item.key} waits for {days} days: {line.item.title}"
    if world.ledger.oldest > LONGEST:
        yield f"something waited for {world.ledger.oldest} days before it was decided"


def _deliveries() -> Iterator[str]:
    stuck = Delivery.objects.filter(
        state=Delivery.WAITING, due__lt=timezone.now() - timedelta(days=3)
    ).count()
    dead = Delivery.objects.filter(state=Delivery.DEAD).count()
    if stuck or dead:
        yield f"{stuck} steps wait and {dead} are dead: {Delivery.objects.filter(state=Delivery.DEAD).first()}"


def _nobodys() -> Iterator[str]:
    owned = Membership.objects.filter(role=Membership.OWNER).values("organisation")
    lost = Organisation.objects.filter(claimed_at__isnull=False, state=Organisation.ACTIVE).exclude(
        pk__in=owned
    )
    yield from (f"organisation {one.pk} was claimed and has no owner" for one in lost[:5])
    late = timezone.now() - timedelta(days=2)
    for one in Handover.objects.filter(state=Handover.COOLING, cooling_until__lt=late)[:5]:
        yield f"hand-over {one.pk} should be finished"
    twice = Asking.objects.filter(
        kind=Asking.LETTER, used_at=None, ended_at=None, organisation__state="merged"
    )
    yield from (f"asking {one.pk} is about a record that was joined" for one in twice[:5])
