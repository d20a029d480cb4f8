"""One organisation says of another that it knows it: in a sentence, in public, until it takes it back."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import spend
from ngo2.kernel.ui import pages
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.lib.text import tidy
from ngo2.organisations import identity, rules
from ngo2.organisations.models import Membership, Organisation, Vouch
from ngo2.organisations.services.standing import locked

A_YEAR = timedelta(days=365)
MOST_A_YEAR = (
    12  # one a month: as many as a small group can know well; a machine that vouches gets no further
)
SHORTEST, LONGEST = 10, 300
_A_DAY = timedelta(days=1)


def vouch(actor: Actor, by: Organisation, organisation: Organisation, *, note: str) -> Vouch:
    """An owner of `by` speaks for `organisation`. Everybody reads the sentence."""
    authorise(actor, "organisations.vouch", by)
    if {organisation.state, by.state} != {Organisation.ACTIVE}:
        raise Hidden("organisation")
    note = tidy(note)
    _makes_sense(actor, by, organisation, note)
    with transaction.atomic():
        for pk in sorted(
            (by.pk, organisation.pk)
        ):  # so that twelve stay twelve, and neither is joined meanwhile
            locked(pk)
        by.refresh_from_db()
        _may_speak(by)
        try:
            with transaction.atomic():
                made = Vouch.objects.create(
                    organisation=organisation, by=by, person=actor.person, note=note, at=timezone.now()
                )
        except IntegrityError:
            raise Refused(
                _("Your organisation vouches for this one already. Take that back first to say it anew."),
                code="twice",
            ) from None
        _tell(actor, "organisations.vouch.given", made)
    return made


def withdraw_vouch(actor: Actor, given: Vouch) -> None:
    """The owners of the one that spoke, at any time; the platform team, when it was reported."""
    permission = "organisations.overrule" if rules.is_staff(actor) else "organisations.vouch"
    authorise(actor, permission, given.by)
    with transaction.atomic():
        if not Vouch.objects.filter(pk=given.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
            raise Refused(_("This was taken back already."), code="decided")
        _tell(actor, "organisations.vouch.withdrawn", given)


def report_vouch(actor: Actor, given: Vouch, *, note: str) -> None:
    """A member of the one that was vouched for says that this is not right. The platform team looks at it."""
    authorise(actor, "organisations.see", given.organisation)
    if not note.strip():
        raise Refused(_("Tell us in a sentence what is not right about it."), field="note")
    if given.withdrawn_at is not None:
        raise Refused(_("This was taken back already."), code="decided")
    spend("organisations.vouch.report", f"person:{actor.id}", 10, _A_DAY)
    record(
        actor,
        "organisations.vouch.reported",
        given,
        scope=given.organisation.scope,
        private={"note": note.strip()[:500]},
        person=actor.person,
    )


def keep_vouch(actor: Actor, given: Vouch) -> None:
    """Reported, looked at, and found to be all right."""
    authorise(actor, "organisations.overrule", given.organisation)
    if given.withdrawn_at is not None:
        raise Refused(_("This was taken back already."), code="decided")
    record(actor, "organisations.vouch.kept", given, scope=given.organisation.scope)


def _makes_sense(actor: Actor, by: Organisation, organisation: Organisation, note: str) -> None:
    if by.pk == organisation.pk:
        raise Refused(_("An organisation cannot vouch for itself. Ask one that knows you."), code="self")
    if rules.is_member(actor, organisation):
        raise Refused(
            _("You belong to this organisation yourself. Its word counts when others give it."), code="self"
        )
    if len(note) < SHORTEST:
        raise Refused(_("Say in a sentence how you know each other."), field="note")
    if len(note) > LONGEST:
        raise Refused(
            _("At most %(n)s characters, please: one sentence is enough.") % {"n": LONGEST}, field="note"
        )


def _may_speak(by: Organisation) -> None:
    if not identity.is_verified(by):
        raise Refused(
            _("Who vouches for others shows first who they are: ask for a check of your own organisation."),
            code="unverified",
        )
    lately = Vouch.objects.filter(by=by, at__gt=timezone.now() - A_YEAR)
    if lately.count() >= MOST_A_YEAR:
        raise Refused(
            _("Your organisation has vouched %(n)s times within a year. That is as often as it counts.")
            % {"n": MOST_A_YEAR},
            code="often",
        )


def speakers(person: Any, *, besides: int) -> list[Organisation]:
    """Organisations with a checked identity in whose name this person may speak about the one `besides`."""
    return list(
        Organisation.objects.filter(
            ~Q(pk=besides),
            state=Organisation.ACTIVE,
            verified_until__gte=timezone.localdate(),
            memberships__person=person,
            memberships__role=Membership.OWNER,
            memberships__suspended_at=None,
        ).order_by("name", "pk")
    )


def _tell(actor: Actor, verb: str, given: Vouch) -> None:
    data = {"vouch": given.pk, "by": given.by_id}
    pages.touch(f"organisation:{given.by_id}")  # there the word may be mutual, or no longer
    record(actor, verb, given.organisation, scope=given.organisation.scope, data=data)
