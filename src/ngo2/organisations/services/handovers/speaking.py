"""Two voices: members of the record, or owners of organisations whose identity was checked."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Denied, Refused, SignInNeeded
from ngo2.organisations import identity
from ngo2.organisations.models import Handover, Membership, Organisation, Voice
from ngo2.organisations.services.handovers.asking import over, tell
from ngo2.organisations.services.standing import locked

VOICES = 2
COOLING = timedelta(days=7)


def capacities(person: Any, handover: Handover) -> list[Organisation]:
    """For whom this person may speak here: the record itself as its member, or their own checked organisations."""
    seats = Membership.objects.filter(person=person, suspended_at=None).select_related("organisation")
    found = [seat.organisation for seat in seats.order_by("pk") if _speaks(seat, handover)]
    return sorted(found, key=lambda one: one.pk != handover.organisation_id)


def speak_for(actor: Actor, handover: Handover, *, speaks_for: int) -> Voice:
    """One person, one voice; one organisation, one voice, except the record itself. With the second the week begins."""
    person = actor.person
    if person is None:
        raise SignInNeeded("organisations.handover")
    if not person.is_active:
        raise Denied("organisations.handover")
    if person.pk == handover.person_id:
        raise Refused(_("You are the one who asks. Pass the link on to two others."), code="self")
    with transaction.atomic():
        locked(handover.organisation_id)  # before the hand-over, as a merge does
        organisation = next((one for one in capacities(person, handover) if one.pk == speaks_for), None)
        if organisation is None:
            raise Refused(_not_entitled(), code="not_entitled")
        open_still = Handover.objects.select_for_update().filter(pk=handover.pk, state=Handover.WAITING)
        handover_now = open_still.select_related("organisation").first()
        if handover_now is None:
            raise over()
        voice = _speak(actor, handover_now, organisation)
        tell(actor, "organisations.handover.spoken", handover_now, speaks_for=organisation.pk)
        if len(counting(handover_now)) >= VOICES:
            begin_week(actor, handover_now)
    return voice


def counting(handover: Handover) -> list[Voice]:
    """Voices of people who could still give them: somebody may have been suspended since, or a check have ended."""
    voices = handover.voices.select_related("person", "speaks_for").order_by("at", "pk")
    return [
        one for one in voices if one.person.is_active and one.speaks_for in capacities(one.person, handover)
    ]


def begin_week(actor: Actor, handover: Handover, **decided: Any) -> bool:
    """False: it was not waiting any more. Everybody concerned is told by the entry (`manifest/trust_messages.py`)."""
    until = timezone.now() + COOLING
    begun = Handover.objects.filter(pk=handover.pk, state=Handover.WAITING).update(
        state=Handover.COOLING, cooling_until=until, **decided
    )
    if begun:
        tell(actor, "organisations.handover.begun", handover)
    return bool(begun)


def _speak(actor: Actor, handover: Handover, organisation: Organisation) -> Voice:
    own = organisation.pk == handover.organisation_id
    if not own and handover.voices.filter(speaks_for=organisation).exists():
        raise Refused(
            _(
                "Somebody of your organisation has spoken already. The second voice must come from another one."
            ),
            code="same_organisation",
        )
    try:
        with transaction.atomic():
            return Voice.objects.create(
                handover=handover, person=actor.person, speaks_for=organisation, at=timezone.now()
            )
    except IntegrityError:
        raise Refused(_("You have spoken already. One person has one voice."), code="twice") from None


def _speaks(seat: Membership, handover: Handover) -> bool:
    organisation = seat.organisation
    if organisation.state != Organisation.ACTIVE:
        return False
    if organisation.pk == handover.organisation_id:
        return True
    return seat.role == Membership.OWNER and identity.is_verified(organisation)


def _not_entitled() -> Any:
    return _(
        "Two kinds of people can speak here: members of this organisation, and owners of an organisation whose "
        "identity was checked. You are neither at the moment."
    )
