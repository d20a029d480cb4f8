"""Who may act for an organisation: there is always somebody who owns it, once somebody did."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.services.standing import locked

ROLES = {
    Membership.OWNER: _("Owner: may do everything, also invite and remove people"),
    Membership.EDITOR: _("Editor: may change the record"),
    Membership.VIEWER: _("Viewer: may see what the public does not see"),
}


def change_role(actor: Actor, membership: Membership, *, role: str) -> Membership:
    authorise(actor, "organisations.manage_members", membership.organisation)
    if role not in ROLES:
        raise Refused(_("Please choose one of the answers in the list."), field="role")
    with transaction.atomic():
        membership = _locked(membership)
        if membership.role != role:
            _save(membership, role=role)
            _tell(actor, "organisations.member.changed", membership, role=role)
    return membership


def suspend_member(actor: Actor, membership: Membership) -> Membership:
    """Stop somebody acting for the organisation, at once; `return_member` lets them in again."""
    authorise(actor, "organisations.manage_members", membership.organisation)
    with transaction.atomic():
        membership = _locked(membership)
        if membership.suspended_at is not None:
            raise Refused(_("This member is suspended already."))
        _save(membership, suspended_at=timezone.now())
        _tell(actor, "organisations.member.suspended", membership)
    return membership


def return_member(actor: Actor, membership: Membership) -> Membership:
    authorise(actor, "organisations.manage_members", membership.organisation)
    with transaction.atomic():
        membership = _locked(membership)
        if membership.suspended_at is None:
            raise Refused(_("This member is not suspended (any more)."))
        _save(membership, suspended_at=None)
        _tell(actor, "organisations.member.returned", membership)
    return membership


def leave(actor: Actor, membership: Membership) -> None:
    """A member leaves, or an owner removes one. The last owner hands over first."""
    if not _is_oneself(actor, membership):
        authorise(actor, "organisations.manage_members", membership.organisation)
    with transaction.atomic():
        membership = _locked(membership)
        if _acts_as_owner(membership):
            _somebody_else_owns(membership)
        _tell(actor, "organisations.member.left", membership)
        membership.delete()


def set_answers(actor: Actor, membership: Membership, *, answers: bool) -> Membership:
    """Whether this member may be asked questions. The public sees it with their own consent only."""
    if not _is_oneself(actor, membership):
        authorise(actor, "organisations.manage_members", membership.organisation)
    with transaction.atomic():
        membership = _locked(membership)
        _save(membership, answers=answers)
        _tell(actor, "organisations.member.changed", membership, answers=answers)
    return membership


def add_member(actor: Actor, organisation: Organisation, person: Any, role: str) -> Membership:
    """Called by the services that have checked why: claims and invitations. A higher role is kept."""
    membership, made = Membership.objects.get_or_create(
        organisation=organisation,
        person=person,
        defaults={"role": role, "since": timezone.now(), "answers": role == Membership.OWNER},
    )
    if not made:
        if membership.suspended_at is not None:
            raise Refused(_("You were suspended here. Ask an owner of the organisation to let you in again."))
        if _rank(role) <= _rank(membership.role):
            raise Refused(
                _("You are a member already, and may do all that this would let you do."), code="member"
            )
        membership.role = role
        membership.save()
    _tell(actor, "organisations.member.joined", membership, role=membership.role)
    return membership


def sole_ownerships(person: Any) -> list[Organisation]:
    """Organisations that nobody could run when this person went."""
    others = _owners(OuterRef("organisation")).exclude(person=person)
    mine = Membership.objects.filter(~Exists(others), person=person, role=Membership.OWNER, suspended_at=None)
    return [one.organisation for one in mine.select_related("organisation").order_by("pk")]


def _owners(organisation_id: Any) -> QuerySet[Membership]:
    return Membership.objects.filter(
        organisation=organisation_id, role=Membership.OWNER, suspended_at=None, person__is_active=True
    )


def _rank(role: str) -> int:
    return [Membership.VIEWER, Membership.EDITOR, Membership.OWNER].index(role)


def _is_oneself(actor: Actor, membership: Membership) -> bool:
    return actor.person is not None and actor.person.is_active and membership.person_id == actor.person.pk


def _acts_as_owner(membership: Membership) -> bool:
    return membership.role == Membership.OWNER and membership.suspended_at is None


def _locked(membership: Membership) -> Membership:
    """The membership as it is now, with its organisation locked: two owners cannot both leave at once."""
    locked(membership.organisation_id)
    found = Membership.objects.select_related("organisation").filter(pk=membership.pk).first()
    if found is None:
        raise Hidden("membership")
    return found


def _save(membership: Membership, **changes: Any) -> None:
    before = _acts_as_owner(membership)
    for name, value in changes.items():
        setattr(membership, name, value)
    if before and not _acts_as_owner(membership):
        _somebody_else_owns(membership)
    membership.save()


def _somebody_else_owns(membership: Membership) -> None:
    if not _owners(membership.organisation_id).exclude(pk=membership.pk).exists():
        raise Refused(
            _("Then nobody could run this organisation any more. Make somebody else an owner first."),
            code="last_owner",
        )


def _tell(actor: Actor, verb: str, membership: Membership, **more: Any) -> None:
    organisation = membership.organisation
    data = {"person": membership.person_id, "membership": membership.pk, **more}
    record(actor, verb, organisation, scope=organisation.scope, data=data)
