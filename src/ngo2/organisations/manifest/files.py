"""Whose files: those of an organisation, and what somebody shows to prove that a record is theirs."""

from ngo2.kernel.files.scopes import Scope, id_in
from ngo2.lib.actors import Actor
from ngo2.organisations import rules
from ngo2.organisations.models import Organisation


def _organisation(scope: str) -> Organisation | None:
    number = id_in(scope)
    return Organisation.objects.filter(pk=number).first() if number.isdecimal() else None


def members_read(actor: Actor, scope: str) -> bool:
    organisation = _organisation(scope)
    return organisation is not None and (rules.is_member(actor, organisation) or rules.is_staff(actor))


def editors_write(actor: Actor, scope: str) -> bool:
    organisation = _organisation(scope)
    return organisation is not None and (rules.is_editor(actor, organisation) or rules.is_staff(actor))


def claimant_of(scope: str) -> str:
    return id_in(scope).rpartition(".")[2]


def is_claimant(actor: Actor, scope: str) -> bool:
    """`claim:<organisation>.<person>`: nobody else adds to it."""
    return actor.kind == "person" and rules.is_signed_in(actor) and actor.id == claimant_of(scope)


def sees_claim(actor: Actor, scope: str) -> bool:
    return is_claimant(actor, scope) or rules.is_staff(actor)


ORGANISATION = Scope("organisation", may_read=members_read, may_write=editors_write)
CLAIM = Scope("claim", may_read=sees_claim, may_write=is_claimant, owner=claimant_of)
