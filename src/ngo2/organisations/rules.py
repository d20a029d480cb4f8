"""Who may do what to a record. Names are asked by services through `lib.permissions.authorise`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from rules.predicates import predicate

from ngo2.lib.actors import Actor
from ngo2.lib.permissions import rule
from ngo2.organisations import disclosure, freshness, remits
from ngo2.organisations.models import Asking, Membership, Organisation, Subscription


@dataclass(frozen=True)
class Said:
    """What somebody wants to say of a record: {field: raw value}."""

    organisation: Organisation
    facts: Mapping[str, Any]


@predicate
def is_machine(actor: Actor, obj: Any = None) -> bool:
    return actor.kind in {"system", "import"}


@predicate
def is_staff(actor: Actor, obj: Any = None) -> bool:
    return actor.person is not None and actor.person.is_active and actor.person.is_staff


@predicate
def is_signed_in(actor: Actor, obj: Any = None) -> bool:
    return actor.person is not None and actor.person.is_active


def _has_role(actor: Actor, organisation: Organisation | None, roles: set[str]) -> bool:
    if organisation is None or actor.person is None or not actor.person.is_active:
        return False
    return Membership.objects.filter(
        organisation=organisation, person=actor.person, role__in=roles, suspended_at=None
    ).exists()


@predicate
def is_owner(actor: Actor, organisation: Organisation | None) -> bool:
    return _has_role(actor, organisation, {Membership.OWNER})


@predicate
def is_editor(actor: Actor, organisation: Organisation | None) -> bool:
    return _has_role(actor, organisation, {Membership.OWNER, Membership.EDITOR})


@predicate
def is_member(actor: Actor, organisation: Organisation | None) -> bool:
    return _has_role(actor, organisation, {Membership.OWNER, Membership.EDITOR, Membership.VIEWER})


@predicate
def is_partner_for(actor: Actor, organisation: Organisation | None) -> bool:
    """Acts for a partner that looks after where this one is, or what it works for."""
    return remits.partner_for(actor.person, organisation) is not None


@predicate
def is_unclaimed(actor: Actor, organisation: Organisation | None) -> bool:
    return organisation is not None and organisation.claimed_at is None


@predicate
def was_asked(actor: Actor, said: Said | None) -> bool:
    """Holds an open asking of this very record, and says no more than it asks. A badge confirms and changes nothing."""
    if said is None or actor.kind not in {"link", "sms"} or not actor.id.isdecimal():
        return False
    asking = Asking.objects.filter(
        pk=int(actor.id),
        organisation=said.organisation,
        used_at=None,
        ended_at=None,
        until__gt=timezone.now(),
    ).first()
    if asking is None or asking.organisation.state != Organisation.ACTIVE:
        return False
    if asking.kind == Asking.LETTER:
        return set(said.facts) <= set(asking.fields)
    record = asking.organisation
    shown = disclosure.public_facts(record.country, record.facts)
    stalest = freshness.stalest(shown)
    return actor.kind == "link" and all(
        key in stalest and value == record.facts[key]["v"] for key, value in said.facts.items()
    )


@predicate
def is_follower(actor: Actor, one: Subscription | None) -> bool:
    return one is not None and is_signed_in(actor) and one.person_id == actor.person.pk


_decides = is_staff | is_partner_for
rule("organisations.create", is_signed_in | is_machine)
rule("organisations.import", is_staff | is_machine)
rule("organisations.key_paper", is_staff)
rule("organisations.follow", is_signed_in)
rule("organisations.own_follow", is_follower)
rule("organisations.edit", is_editor | is_staff | is_machine, sees=is_member)
rule("organisations.answer", was_asked)
rule("organisations.see", is_member | is_staff, sees=is_member)
rule("organisations.manage_members", is_owner | is_staff, sees=is_member)
rule("organisations.close", is_owner | is_staff, sees=is_member)
rule("organisations.propose", is_signed_in, sees=is_signed_in)
rule("organisations.claim", is_signed_in, sees=is_signed_in)
# What the platform team decides, and a partner for its part (`remits.py`). The object is the organisation.
rule("organisations.decide_claim", _decides)
rule(
    "organisations.decide_proposal",
    is_editor | is_staff | is_machine | (is_partner_for & is_unclaimed),
    sees=is_member,
)
rule("organisations.see_waiting", is_editor | _decides, sees=is_member)  # the page on which it is decided
rule(
    "organisations.decide_held", _decides, sees=is_member
)  # what an owner changed and others rely on: name, code, status
rule("organisations.verify", _decides)
rule("organisations.decide_handover", _decides)
rule("organisations.merge", _decides)  # asked of both records
rule("organisations.overrule", is_staff)
rule("organisations.manage_partners", is_staff)
# Signals of trust, and a record that changes hands
rule("organisations.ask_check", is_editor, sees=is_member)
rule("organisations.vouch", is_owner, sees=is_member)  # asked of the one that speaks
rule("organisations.ask_handover", is_signed_in, sees=is_signed_in)
rule("organisations.stop_handover", is_owner | _decides, sees=is_member)
