"""One use, expiring: a link, a QR or a code on paper that makes its holder a member."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import spend
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Denied, Refused, SignInNeeded
from ngo2.organisations import codes
from ngo2.organisations.models import Invitation, Membership, Organisation
from ngo2.organisations.services.members import ROLES, add_member
from ngo2.organisations.services.standing import locked

DAYS = (1, 14, 60)
_SALT = "invitation"
_MOST_OPEN = 20
_TRIES, _TRIES_PERIOD = 20, timedelta(minutes=10)


def make_invitation(
    actor: Actor, organisation: Organisation, *, role: str, days: int = 14
) -> tuple[Invitation, str]:
    """The invitation and its code, which is shown once: only a digest is kept. `days` is one of DAYS."""
    authorise(actor, "organisations.manage_members", organisation)
    if role not in ROLES:
        raise Refused(_("Please choose one of the answers in the list."), field="role")
    if days not in DAYS:
        raise Refused(_("Please choose one of the answers in the list."), field="days")
    code, now = codes.new_code(), timezone.now()
    with transaction.atomic():
        locked(organisation.pk)  # so that twenty stay twenty
        if open_invitations(organisation).count() >= _MOST_OPEN:
            raise Refused(_("Twenty invitations are open already. Take some back before you make more."))
        invitation = Invitation.objects.create(
            organisation=organisation,
            role=role,
            digest=codes.digest(code, _SALT),
            made_by=actor.person,
            made_at=now,
            until=now + timedelta(days=days),
        )
        _tell(actor, "organisations.invitation.made", invitation)
    return invitation, code


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    return _open().filter(organisation=organisation).select_related("made_by").order_by("made_at", "pk")


def find_invitation(code: str) -> Invitation:
    """The open invitation of a code; one sentence for every code that is none (wrong, used, old, revoked)."""
    found = _open().filter(digest=codes.digest(code, _SALT), organisation__state=Organisation.ACTIVE)
    invitation = found.select_related("organisation", "made_by").first()
    if invitation is None:
        raise _none_such()
    return invitation


def accept_invitation(actor: Actor, code: str) -> Membership:
    """Use the code. Of two people who press at once, one gets in."""
    if actor.person is None:
        raise SignInNeeded("organisations.invitation")
    if not actor.person.is_active:
        raise Denied("organisations.invitation")
    spend("organisations.invitation", f"person:{actor.person.pk}", _TRIES, _TRIES_PERIOD)
    invitation = find_invitation(code)
    with transaction.atomic():
        if not _open().filter(pk=invitation.pk).update(used_at=timezone.now(), used_by=actor.person):
            raise _none_such()
        locked(invitation.organisation_id)
        return add_member(actor, invitation.organisation, actor.person, invitation.role)


def revoke_invitation(actor: Actor, invitation: Invitation) -> None:
    authorise(actor, "organisations.manage_members", invitation.organisation)
    with transaction.atomic():
        unused = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
        if not unused.update(revoked_at=timezone.now()):
            raise Refused(_("This invitation was used or taken back already."))
        _tell(actor, "organisations.invitation.revoked", invitation)


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at=None, revoked_at=None, until__gt=timezone.now())


def _none_such() -> Refused:
    return Refused(
        _(
            "This invitation does not work: it is mistyped, used, taken back or too old. "
            "Look again, or ask for a new one."
        ),
        field="code",
        code="no_invitation",
    )


def _tell(actor: Actor, verb: str, invitation: Invitation) -> None:
    organisation = invitation.organisation
    data = {"invitation": invitation.pk, "role": invitation.role}
    record(actor, verb, organisation, scope=organisation.scope, data=data)
