"""Changes that wait for a look before they show: of facts by which others know who somebody is."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.facts.choices import OWN
from ngo2.organisations.models import Assertion, Organisation

SETTLING = timedelta(days=7)  # so long whoever said it first mends slips of the pen without asking
HELD = Q(state=Assertion.WAITING, source__in=OWN)  # the organisation's own word; any other is a proposal
PROPOSED = Q(state=Assertion.WAITING) & ~Q(source__in=OWN)


def is_held(assertion: Assertion) -> bool:
    """The organisation's own word, which waited or waits for a look: everybody else's is a proposal."""
    return assertion.source in OWN


def received(fields: Iterable[str]) -> str:
    """What whoever said it hears: it is not lost, and does not show yet."""
    words = _(
        "Received: %(fact)s. Others know you by it, so somebody looks at it before it shows. "
        "Until then the old value stays."
    )
    return words % {"fact": _(", ").join(str(CATALOGUE[key].label) for key in fields)}


def waits(organisation: Organisation, said: Assertion, current: Mapping[str, Any] | None) -> bool:
    """Another value of a held fact, said in the organisation's name. By whichever way: form, link, SMS, paper."""
    fact = CATALOGUE.get(said.field)
    if fact is None or not fact.held or said.source not in OWN:
        return False
    if current is None or current["v"] is None or current["v"] == said.value:
        return False
    return not _is_fresh(organisation, said.field)


def _is_fresh(organisation: Organisation, field: str) -> bool:
    """Said for the first time a few days ago, by the organisation itself, and no papers were checked against it.

    So a slip of the pen in a new record is mended at once; what a list or the team said, or stood longer, waits.
    """
    until = organisation.verified_until
    if until is not None and until >= timezone.localdate():
        return False
    said = organisation.assertions.filter(field=field, state=Assertion.ACCEPTED).order_by("at", "pk")
    first = next((one for one in said if one.value is not None), None)
    return first is not None and first.source in OWN and first.at > timezone.now() - SETTLING
