"""Who may do what to a record. Names are asked by services through `lib.permissions.authorise`."""

from typing import Any

from rules.predicates import predicate

from ngo2.lib.actors import Actor
from ngo2.lib.permissions import rule
from ngo2.organisations.models import Membership, Organisation


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


rule("organisations.create", is_signed_in | is_machine)
rule("organisations.import", is_staff | is_machine)
rule("organisations.edit", is_editor | is_staff | is_machine, sees=is_member)
rule("organisations.see", is_member | is_staff, sees=is_member)
rule("organisations.manage_members", is_owner | is_staff, sees=is_member)
rule("organisations.propose", is_signed_in, sees=is_signed_in)
rule("organisations.claim", is_signed_in, sees=is_signed_in)
rule("organisations.decide_claim", is_staff)
