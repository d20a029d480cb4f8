"""Somebody signed in asks to own a record whose owner has left."""

from datetime import timedelta
from typing import Any

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.files.services import keep_document
from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import spend
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations.models import Handover, Membership, Organisation
from ngo2.organisations.services.checks.asking import delete_document
from ngo2.organisations.services.standing import locked

OPEN = (Handover.WAITING, Handover.COOLING)
REST = timedelta(days=180)  # who was stopped does not come back next week
LONGEST = 500
_ROLE = 60
_A_DAY = timedelta(days=1)


def ask_handover(actor: Actor, organisation: Organisation, *, role: str, reason: str) -> Handover:
    """Begin with two voices; `send_document` shows a paper instead. Asked again, the words are put anew.

    What the answer says is the same whoever the members are: nobody learns here who they are, or whether they are.
    """
    authorise(actor, "organisations.ask_handover", organisation)
    _can_be_asked(actor, organisation)
    note = _words(role, reason)
    if mine := _mine(actor, organisation).first():
        Handover.objects.filter(pk=mine.pk).update(note=note)
        mine.note = note
        return mine
    _rested(actor, organisation)
    spend("organisations.handover", f"person:{actor.id}", 5, _A_DAY)
    try:
        with transaction.atomic():
            locked(organisation.pk)
            made = Handover.objects.create(
                organisation=organisation,
                person=actor.person,
                proof=Handover.VOICES,
                note=note,
                made_at=timezone.now(),
            )
            tell(actor, "organisations.handover.asked", made)
    except IntegrityError:
        raise Refused(
            _(
                "Somebody has asked for this record already, and that is not decided yet. Try again in a month."
            ),
            code="asked",
        ) from None
    return made


def send_document(actor: Actor, handover: Handover, *, upload: Upload) -> Handover:
    """A paper instead of voices: only this person, the platform team and the partner open it. Outside a transaction."""
    own(actor, handover)
    spend("organisations.handover.document", f"person:{actor.id}", 10, _A_DAY)
    kept = keep_document(
        actor, document_scope(handover.organisation_id, actor.id), upload, purpose="handover"
    )
    try:
        with transaction.atomic():
            locked(handover.organisation_id)
            rows = Handover.objects.filter(pk=handover.pk, state=Handover.WAITING)
            before = rows.values_list("document", flat=True).first()
            if not rows.update(proof=Handover.DOCUMENT, document=kept.pk):
                raise over()
            delete_document(before)
            tell(actor, "organisations.handover.shown", handover)
    except Refused:
        delete_document(kept.pk)
        raise
    handover.refresh_from_db()
    return handover


def cancel_handover(actor: Actor, handover: Handover) -> None:
    own(actor, handover)
    with transaction.atomic():
        locked(handover.organisation_id)
        if not close(handover, Handover.CANCELLED, actor, OPEN):
            raise over()
        tell(actor, "organisations.handover.cancelled", handover)


def document_scope(organisation_pk: int, person_pk: object) -> str:
    return f"handover:{organisation_pk}.{person_pk}"


def own(actor: Actor, handover: Handover) -> None:
    if actor.person is None or not actor.person.is_active or handover.person_id != actor.person.pk:
        raise Hidden("handover")


def close(handover: Handover, state: str, actor: Actor, among: tuple[str, ...], **more: Any) -> bool:
    """The conditional UPDATE that each end goes through: of two that come at once, one counts rows."""
    rows = Handover.objects.filter(pk=handover.pk, state__in=among)
    return bool(rows.update(state=state, decided_at=timezone.now(), decided_by=actor.person, **more))


def over() -> Refused:
    return Refused(
        _("This is not open any more: it was decided, stopped or taken back. Load the page again to see."),
        code="decided",
    )


def tell(actor: Actor, verb: str, handover: Handover, **more: Any) -> None:
    organisation = handover.organisation
    data = {"handover": handover.pk, "person": handover.person_id, **more}
    record(actor, verb, organisation, scope=organisation.scope, data=data)


def _can_be_asked(actor: Actor, organisation: Organisation) -> None:
    if organisation.state != Organisation.ACTIVE:
        raise Hidden("organisation")
    if organisation.claimed_at is None:
        raise Refused(_("Nobody runs this record yet: you can simply claim it."), code="unclaimed")
    seat = Membership.objects.filter(organisation=organisation, person=actor.person).first()
    if seat is None:
        return
    if seat.suspended_at is not None:
        raise Refused(
            _(
                "You were suspended in this organisation. Write to the platform team and say why it should change."
            ),
            code="suspended",
        )
    if seat.role == Membership.OWNER:
        raise Refused(_("You own this record already."), code="owner")


def _mine(actor: Actor, organisation: Organisation) -> QuerySet[Handover]:
    found = Handover.objects.filter(organisation=organisation, person=actor.person, state__in=OPEN)
    return found.select_related("organisation", "person")


def _rested(actor: Actor, organisation: Organisation) -> None:
    lately = timezone.now() - REST
    if Handover.objects.filter(
        organisation=organisation, person=actor.person, state=Handover.STOPPED, decided_at__gt=lately
    ).exists():
        raise Refused(
            _(
                "The organisation stopped this lately. If you think that is wrong, write to the platform team."
            ),
            code="stopped",
        )


def _words(role: str, reason: str) -> str:
    role, reason = " ".join(role.split())[:_ROLE], reason.strip()
    if not role:
        raise Refused(_("Say what you do in the organisation."), field="role")
    if not reason:
        raise Refused(_("Say in a sentence why nobody can sign in any more."), field="reason")
    return f"{role}\n{reason}"[:LONGEST]
