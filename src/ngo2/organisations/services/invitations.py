"""One use, expiring: a link, a QR or a code on paper that makes its holder a member."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import spend
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused, SignInNeeded
from ngo2.organisations import codes
from ngo2.organisations.models import Invitation, Membership, Organisation
from ngo2.organisations.services.members import ROLES, add_member

_SALT = "invitation"


def make_invitation(actor: Actor, organisation: Organisation, *, role: str, days: int = 14) -> tuple[Invitation, str]:
    """The invitation and its code, which is shown once: only a digest is kept."""
    authorise(actor, "organisations.manage_members", organisation)
    if role not in ROLES:
        raise Refused(_("Please choose one of the answers in the list."), field="role")
    if Invitation.objects.filter(organisation=organisation, used_at=None, revoked_at=None, until__gt=timezone.now()).count() >= 20:
        raise Refused(_("Twenty invitations are open already. Take some back before you make more."))
    code, now = codes.new_code(), timezone.now()
    with transaction.atomic():
        invitation = Invitation.objects.create(
            organisation=organisation,
            role=role,
            digest=codes.digest(code, _SALT),
            made_by=actor.person,
            made_at=now,
            until=now + timedelta(days=days),
        )
        data = {"invitation": invitation.pk, "role": role}
        record(actor, "organisations.invitation.made", organisation, scope=organisation.scope, data=data)
    return invitation, code


def find_invitation(code: str) -> Invitation:
    """The open invitation of a code, or one sentence for every code that is none (wrong, used, expired, taken back)."""
    invitation = (
        Invitation.objects.select_related("organisation")
        .filter(digest=codes.digest(code, _SALT), used_at=None, revoked_at=None, until__gt=timezone.now())
        .first()
    )
    if invitation is None:
        raise Refused(
            _("This invitation does not work any more: it was used, taken back or is too old. Ask for a new one."),
            field="code",
        )
    return invitation


def accept_invitation(actor: Actor, code: str) -> Membership:
    """Use the code. Of two people who press at once, one gets in."""
    if actor.person is None:
        raise SignInNeeded("organisations.invitation")
    spend("organisations.invitation", f"person:{actor.person.pk}", 20, timedelta(minutes=10))
    invitation = find_invitation(code)
    with transaction.atomic():
        mine = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
        if not mine.update(used_at=timezone.now(), used_by=actor.person):
            find_invitation(code)
        return add_member(actor, invitation.organisation, actor.person, invitation.role)


def revoke_invitation(actor: Actor, invitation: Invitation) -> None:
    authorise(actor, "organisations.manage_members", invitation.organisation)
    with transaction.atomic():
        open_still = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
        if not open_still.update(revoked_at=timezone.now()):
            raise Refused(_("This invitation was used or taken back already."))
        organisation = invitation.organisation
        data = {"invitation": invitation.pk}
        record(actor, "organisations.invitation.revoked", organisation, scope=organisation.scope, data=data)
