"""Pairs of records that may be one, as far as somebody may decide about both."""

from typing import Any

from django.db.models import QuerySet

from ngo2.organisations import disclosure, duplicates, remits
from ngo2.organisations.models import Likeness, Organisation


def pairs(state: str) -> QuerySet[Likeness]:
    """The likeliest first; pairs of which one is closed or merged meanwhile ask nothing any more."""
    found = Likeness.objects.filter(
        state=state, first__state=Organisation.ACTIVE, second__state=Organisation.ACTIVE
    )
    return found.select_related("first", "second", "decided_by", "decided_for").order_by("-score", "pk")


def decided_by(person: Any, found: QuerySet[Likeness]) -> QuerySet[Likeness]:
    """Of `found` those that this person may decide: staff all, partners where both records are in their part."""
    if person.is_active and person.is_staff:
        return found
    partners = remits.partners_of(person)
    within: QuerySet[Likeness] = remits.within(found, partners, "first__")
    both: QuerySet[Likeness] = remits.within(within, partners, "second__")
    return both


def may_decide(person: Any) -> bool:
    return bool(person.is_active and (person.is_staff or remits.partners_of(person)))


def why_for(person: Any, one: Likeness) -> list[list[float | str]]:
    """What speaks for and against it; for a partner only as far as the public may know both records."""
    if person.is_staff:
        return list(one.why)
    first, second = (_public(record) for record in (one.first, one.second))
    return duplicates.compare(first, second).why


def _public(record: Organisation) -> duplicates.Likened:
    shown = disclosure.public_facts(record.country, record.facts)
    return duplicates.likened({key: fact["v"] for key, fact in shown.items()}, record.pk)
