"""After the week the one who asked owns the record. What nobody spoke for is forgotten after a month."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ngo2.lib.actors import SYSTEM
from ngo2.organisations.models import Handover, Invitation, Membership, Organisation
from ngo2.organisations.services.handovers.asking import close, tell

PATIENCE = timedelta(days=30)


def finish_due() -> int:
    """Every hour. Run twice at once, each hand-over is finished once."""
    due = Handover.objects.filter(state=Handover.COOLING, cooling_until__lte=timezone.now())
    return sum(_finish(pk) for pk in list(due.order_by("pk").values_list("pk", flat=True)))


def give_up_old() -> int:
    """Nobody waits in a record's way for ever: a paper that waits for us is ours to answer, and stays."""
    old = Handover.objects.filter(
        state=Handover.WAITING, proof=Handover.VOICES, made_at__lt=timezone.now() - PATIENCE
    )
    given_up = 0
    for handover in old.select_related("organisation").order_by("pk"):
        with transaction.atomic():
            if close(handover, Handover.CANCELLED, SYSTEM, (Handover.WAITING,)):
                tell(SYSTEM, "organisations.handover.lapsed", handover)
                given_up += 1
    return given_up


def _finish(pk: int) -> bool:
    found = Handover.objects.select_related("organisation", "person").get(pk=pk)
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=found.organisation_id)
        if not organisation.handovers.filter(pk=pk).exists():
            return False  # it went with a merge to the record that was kept; the next hour finds it there
        end = _end(found, organisation)
        if not close(found, end, SYSTEM, (Handover.COOLING,)):
            return False  # stopped at the last moment
        more = {"former": _give(found, organisation)} if end == Handover.DONE else {}
        tell(SYSTEM, f"organisations.handover.{end}", found, **more)
    return end == Handover.DONE


def _end(handover: Handover, organisation: Organisation) -> str:
    """What happened meanwhile may answer the question: suspended, record gone, owner already."""
    seat = Membership.objects.filter(organisation=organisation, person=handover.person_id).first()
    if not handover.person.is_active or organisation.state != Organisation.ACTIVE:
        return Handover.STOPPED
    if seat is not None and seat.suspended_at is not None:
        return Handover.STOPPED
    if seat is not None and seat.role == Membership.OWNER:
        return Handover.CANCELLED
    return Handover.DONE


def _give(handover: Handover, organisation: Organisation) -> list[int]:
    """The one who asked owns it; who owned it before may still edit and see all, and is told. Open invitations end."""
    before = Membership.objects.filter(organisation=organisation, role=Membership.OWNER)
    former = list(before.order_by("pk").values_list("person", flat=True))
    before.update(role=Membership.EDITOR, answers=False)
    Membership.objects.update_or_create(
        organisation=organisation,
        person=handover.person,
        defaults={"role": Membership.OWNER, "answers": True},
        create_defaults={"role": Membership.OWNER, "answers": True, "since": timezone.now()},
    )
    Invitation.objects.filter(organisation=organisation, used_at=None, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    return former
