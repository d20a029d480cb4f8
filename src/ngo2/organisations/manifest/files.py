"""Whose files: those of an organisation, and what somebody shows to prove that a record is theirs."""

from ngo2.kernel.files.scopes import Scope, id_in
from ngo2.lib.actors import Actor
from ngo2.organisations import remits, rules
from ngo2.organisations.models import Claim, Organisation


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
    return is_claimant(actor, scope) or rules.is_staff(actor) or decides_claim(actor, scope)


def decides_claim(actor: Actor, scope: str) -> bool:
    """The partner of that part, while the claim waits; when it is decided the paper is no longer theirs to see."""
    number, _dot, claimant = id_in(scope).partition(".")
    if not (number.isdecimal() and claimant.isdecimal()):
        return False
    waiting = Claim.objects.filter(organisation=int(number), person=int(claimant), state=Claim.WAITING)
    found = waiting.select_related("organisation").first()
    return (
        found is not None
        and remits.partner_for(actor.person, found.organisation) is not None
        and remits.may_judge(actor.person, found.person_id)
    )


ORGANISATION = Scope("organisation", may_read=members_read, may_write=editors_write)
CLAIM = Scope("claim", may_read=sees_claim, may_write=is_claimant, owner=claimant_of)
