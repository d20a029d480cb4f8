"""Hours of volunteers: recorded by whoever is helped, answered by those who helped; a correction keeps what was."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.exchange import hours, law
from ngo2.exchange.models import Introduction, Service, Volunteer
from ngo2.exchange.models.hours import MOST_A_DAY
from ngo2.exchange.services.introductions import receiver_of
from ngo2.exchange.services.telling import tell
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.lib.text import tidy

LONGEST = {"what": 200, "training": 200, "praise": 300}
MOST_ROWS = 1000  # of one agreement: more is a mistake


def record_service(
    actor: Actor,
    one: Introduction,
    *,
    name: str,
    day: date | None,
    halves: int,
    what: str,
    training: str = "",
    praise: str = "",
) -> Service:
    """`name` as on their papers. Who answered the post in their own name is that one person, whatever is written."""
    authorise(actor, "exchange.record_hours", one)
    agreed = _takes_hours(one)
    name = hours.name_of(name)
    said = _clean(agreed, day, halves, {"what": what, "training": training, "praise": praise})
    with transaction.atomic():
        Introduction.objects.select_for_update().get(pk=one.pk)
        if Service.objects.filter(volunteer__introduction=one).count() >= MOST_ROWS:
            raise Refused(_("That is more than one agreement can hold. Please make a new one."), code="full")
        volunteer = _volunteer(one, name)
        _fits_the_day(volunteer, said["day"], said["halves"])
        made = Service.objects.create(
            volunteer=volunteer, person=actor.person, recorded_at=timezone.now(), **said
        )
        _helped(volunteer)
        tell(actor, "exchange.hours.recorded", one, service=made.pk)
    return made


def correct_service(
    actor: Actor,
    service: Service,
    *,
    day: date | None,
    halves: int,
    what: str,
    training: str = "",
    praise: str = "",
) -> Service:
    """A new row in place of the old one, which stays. Whoever helped confirms it anew."""
    one = service.volunteer.introduction
    authorise(actor, "exchange.record_hours", one)
    said = _clean(_takes_hours(one), day, halves, {"what": what, "training": training, "praise": praise})
    with transaction.atomic():
        Introduction.objects.select_for_update().get(pk=one.pk)
        _move(service, Service.LIVE, Service.REPLACED)
        _fits_the_day(service.volunteer, said["day"], said["halves"])
        made = Service.objects.create(
            volunteer=service.volunteer,
            replaces=service,
            person=actor.person,
            recorded_at=timezone.now(),
            **said,
        )
        _helped(service.volunteer)
        tell(actor, "exchange.hours.corrected", one, service=made.pk)
    return made


def strike_service(actor: Actor, service: Service) -> None:
    """Recorded by mistake: it counts no longer, and stays to be seen."""
    one = service.volunteer.introduction
    authorise(actor, "exchange.record_hours", one)
    with transaction.atomic():
        _move(service, Service.LIVE, Service.STRUCK)
        tell(actor, "exchange.hours.struck", one, service=service.pk)


def confirm_service(actor: Actor, service: Service) -> None:
    """Whoever helped, or the organisation that sent them, says that it is right."""
    one = service.volunteer.introduction
    authorise(actor, "exchange.answer_hours", one)
    with transaction.atomic():
        _move(
            service,
            (Service.RECORDED, Service.OBJECTED),
            Service.CONFIRMED,
            answered_at=timezone.now(),
            objection="",
        )
        tell(actor, "exchange.hours.confirmed", one, service=service.pk)


def object_to_service(actor: Actor, service: Service, *, why: str) -> None:
    one = service.volunteer.introduction
    authorise(actor, "exchange.answer_hours", one)
    why = tidy(why)
    if not why:
        raise Refused(_("Please say in a sentence what is not right: they can correct it."), field="why")
    if len(why) > LONGEST["praise"]:
        raise Refused(_("At most %(n)s characters, please.") % {"n": LONGEST["praise"]}, field="why")
    with transaction.atomic():
        _move(
            service,
            (Service.RECORDED, Service.CONFIRMED),
            Service.OBJECTED,
            answered_at=timezone.now(),
            objection=why,
        )
        tell(actor, "exchange.hours.objected", one, service=service.pk)


def _takes_hours(one: Introduction) -> date:
    """The day from which hours count."""
    if law.volunteering(one.post.kind) is None:
        raise Refused(_("Hours are recorded where people help. This is about something else."), code="kind")
    if one.state not in {Introduction.AGREED, Introduction.DONE} or one.agreed_at is None:
        raise Refused(_("First both sides agree, then hours are recorded."), code="not_agreed")
    if receiver_of(one) is None:
        raise Refused(
            _("Hours are recorded by an organisation; here somebody is helped in person."), code="person"
        )
    return timezone.localdate(one.agreed_at)


def _clean(agreed: date, day: date | None, halves: int, texts: Mapping[str, str]) -> dict[str, Any]:
    day = hours.day_within(day, agreed, timezone.localdate())
    if not 1 <= halves <= MOST_A_DAY:
        raise Refused(_("From half an hour to 24 hours a day, please."), field="hours")
    said = {key: tidy(text) for key, text in texts.items()}
    if not said["what"]:
        raise Refused(_("Please say what was done: it stands on the certificate."), field="what")
    for key, text in said.items():
        if len(text) > LONGEST[key]:
            raise Refused(_("At most %(n)s characters, please.") % {"n": LONGEST[key]}, field=key)
    return {"day": day, "halves": halves, **said}


def _volunteer(one: Introduction, name: str) -> Volunteer:
    own = one.person if one.organisation_id is None and one.person_id else None
    known = Volunteer.objects.filter(introduction=one)
    there = known.filter(person=own) if own else known.filter(name=name)
    found = there.first()
    if found is None:
        try:
            with transaction.atomic():
                return Volunteer.objects.create(
                    introduction=one, person=own, name=name, last_at=timezone.now()
                )
        except IntegrityError:
            raise Refused(_("Somebody was quicker: please send it once more."), code="changed") from None
    if own and found.name != name:
        Volunteer.objects.filter(pk=found.pk).update(name=name)
        found.name = name
    return found


def _fits_the_day(volunteer: Volunteer, day: date, halves: int) -> None:
    """24 hours a day in all, for one with an account over all agreements. Rows are locked, so that two who record at
    once are counted one after the other."""
    same = {"person": volunteer.person_id} if volunteer.person_id else {"pk": volunteer.pk}
    mine = list(
        Volunteer.objects.select_for_update().filter(**same).order_by("pk").values_list("pk", flat=True)
    )
    there = Service.objects.filter(volunteer__in=mine, day=day, state__in=Service.LIVE)
    known = there.aggregate(n=Sum("halves"))["n"] or 0
    if known + halves > MOST_A_DAY:
        raise Refused(
            _("On that day %(n)s hours are recorded already: a day has 24.") % {"n": hours.shown(known)},
            field="hours",
        )


def _helped(volunteer: Volunteer) -> None:
    """The name is kept for some years from now on."""
    Volunteer.objects.filter(pk=volunteer.pk).update(last_at=timezone.now())


def _move(service: Service, before: tuple[str, ...], after: str, **columns: object) -> None:
    """A conditional update and its row count: who confirms what was corrected meanwhile hears of it."""
    if not Service.objects.filter(pk=service.pk, state__in=before).update(state=after, **columns):
        raise Refused(_("This was changed meanwhile. Please look at it again."), code="changed")
    service.refresh_from_db()
