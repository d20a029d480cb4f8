"""A stranger's correction: it waits for the owner, or for the platform team while nobody owns the record."""

from datetime import timedelta
from typing import Any

from ngo2.kernel.limits.services import spend
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden
from ngo2.organisations.models import Organisation
from ngo2.organisations.services.record import assert_facts
from ngo2.organisations.sources import PROPOSAL

A_DAY = 30


def propose_fact(actor: Actor, organisation: Organisation, *, field: str, value: Any, note: str = "") -> None:
    """`value` as somebody typed it. Raises Refused with the sentence when it makes no sense."""
    authorise(actor, "organisations.propose", organisation)
    if organisation.state != Organisation.ACTIVE:
        raise Hidden("organisation")
    spend("organisations.propose", f"person:{actor.id}", A_DAY, timedelta(days=1))
    outcome = assert_facts(
        actor, organisation, {field: value}, source=PROPOSAL, note=note.replace("\0", "").strip()
    )
    for refusal in outcome.refused.values():
        raise refusal
