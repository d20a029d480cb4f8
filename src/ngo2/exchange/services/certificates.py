"""What an organisation vouches for on paper: hours that were given to it, and goods that it received."""

from datetime import date

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.exchange import kinds, words
from ngo2.exchange.models import Acknowledgement, Certificate, Introduction, Volunteer
from ngo2.exchange.models.hours import Service
from ngo2.exchange.services.introductions import receiver_of
from ngo2.exchange.services.telling import tell
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.lib.text import tidy

NAME_WORDS = "1"  # version of the words under which a name is printed
_SALT = "exchange.certificate"
COUNTS = (Service.RECORDED, Service.CONFIRMED)


def issue_certificate(actor: Actor, volunteer: Volunteer, *, with_name: bool) -> Certificate:
    """Free, for the volunteer and for either side. What somebody objects to does not stand on it."""
    one = volunteer.introduction
    authorise(actor, "exchange.take_part", one)
    if receiver_of(one) is None:
        raise Hidden("certificate")
    with transaction.atomic():
        rows = list(volunteer.services.select_for_update().filter(state__in=COUNTS))
        if not rows:
            raise Refused(
                _(
                    "There are no hours yet that could be vouched for. Record them, or settle the objection first."
                ),
                code="no_hours",
            )
        made = Certificate.objects.create(
            volunteer=volunteer,
            rows=[[row.day.isoformat(), row.halves, row.what] for row in rows],
            halves=sum(row.halves for row in rows),
            insurance=words.insurance(getattr(one.post, "care", None)),
            with_name=with_name and bool(volunteer.name),
            version=NAME_WORDS if with_name else "",
            issued_at=timezone.now(),
            person=actor.person,
        )
        tell(actor, "exchange.certificate.issued", one, certificate=made.pk)
    return made


def token_of(certificate: Certificate) -> str:
    return signing.dumps(certificate.pk, salt=_SALT)


def certificate_of(text: str) -> int:
    """Never expires: paper lies in drawers for years. Hidden when it was never ours."""
    try:
        return int(signing.loads(text, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Hidden("certificate") from error


def acknowledge(
    actor: Actor, one: Introduction, *, wish: str, handler: str, received_on: date | None
) -> Acknowledgement:
    """What arrived, for whoever gave it (art. 38); that they stay unnamed or want none is written down, too."""
    authorise(actor, "exchange.acknowledge", one)
    if one.post.kind != kinds.MATERIAL or one.state != Introduction.DONE:
        raise Refused(
            _("First both sides say that it arrived, then what was received is written down."),
            code="not_done",
        )
    if wish not in Acknowledgement.WISHES:
        raise Refused(_("Please choose one of the answers in the list."), field="wish")
    handler = tidy(handler)
    if not 2 <= len(handler) <= 60:
        raise Refused(_("Please write who took it in: the law asks for the name."), field="handler")
    earliest = timezone.localdate(one.agreed_at) if one.agreed_at else None
    if received_on is None or received_on > timezone.localdate() or (earliest and received_on < earliest):
        raise Refused(_("Please choose the day on which it arrived."), field="received_on")
    with transaction.atomic():
        made, _new = Acknowledgement.objects.update_or_create(
            introduction=one,
            defaults={
                "wish": wish,
                "handler": handler,
                "received_on": received_on,
                "person": actor.person,
                "written_at": timezone.now(),
            },
        )
        tell(actor, "exchange.goods.acknowledged", one)
    return made
