"""SMS that people send us: taken once, understood or kept, and always answered."""

import hashlib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import TooMany, spend
from ngo2.kernel.notify.incoming import STOP, Answer, Sms, answerers, meaning
from ngo2.kernel.notify.links import Held
from ngo2.kernel.notify.models import IncomingSms, Message
from ngo2.kernel.notify.reach import address_digest
from ngo2.kernel.notify.services.wishes import stop
from ngo2.kernel.notify.types import types
from ngo2.lib import phones
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused

REPLAYED, UNKNOWN, STOPPED, UNREADABLE = "replayed", "unknown", "stopped", "unreadable"
ANSWERS, ANSWERS_PERIOD = 6, timedelta(hours=1)  # to one number: nobody lets us pay for a war of machines
LONGEST = 1000


def take_sms(sms: Sms) -> tuple[str, str]:
    """(outcome, our answer). The same id of the provider again does nothing and answers nothing."""
    number = phones.normalise(sms.number, settings.NGO2_COUNTRY)
    if not number or not sms.id.strip():
        return UNREADABLE, ""
    sms = Sms(number, sms.text[:LONGEST], sms.id.strip()[:80])
    try:
        with transaction.atomic():
            row = IncomingSms.objects.create(
                provider_id=sms.id, number=number, outcome=UNKNOWN, at=timezone.now()
            )
            with override(_language(number)):
                answer = _answer(sms)
            _keep(row, sms, answer)
            entry = record(
                Actor("sms"),
                "notify.sms.received",
                scope=answer.scope,
                data={"sms": row.pk, "outcome": answer.outcome},
            )
            _reply(entry, number, answer.text, person=answer.person)
    except IntegrityError:
        if IncomingSms.objects.filter(provider_id=sms.id).exists():
            return REPLAYED, ""
        raise
    return answer.outcome, answer.text


def answer_sms(actor: Actor, sms: IncomingSms, *, text: str) -> None:
    """The platform team answers words that no program understood; without `text` it has only read them."""
    authorise(actor, "notify.repair", sms)
    now = timezone.now()
    with transaction.atomic():
        if not IncomingSms.objects.filter(pk=sms.pk, handled_at=None).update(handled_at=now, text=""):
            raise Refused(_("Somebody has already dealt with this. Load the list again to see what is left."))
        entry = record(
            actor, "notify.sms.answered", sms, scope=sms.scope, data={"answered": bool(text.strip())}
        )
        if text.strip():
            _reply(entry, sms.number, text.strip()[:300], person=sms.person)
    sms.refresh_from_db()


def _language(number: str) -> str:
    """Whoever has a Chinese number reads Chinese; others the language of an account, or English."""
    return "zh-hans" if number.startswith("+86") else "en"


def _answer(sms: Sms) -> Answer:
    said = meaning(sms.text)
    if said == STOP:
        return _stop(sms)
    for one in answerers:
        if (answer := one.answer(sms, said)) is not None:
            return answer
    return Answer(
        _(
            "NGO 2.0: we have not asked this number anything. Here is how to keep your record up to date: %(site)s"
        )
        % {"site": settings.NGO2_SITE_URL},
        UNKNOWN,
    )


def _stop(sms: Sms) -> Answer:
    """Everything that may be stopped and was ever sent to this number."""
    sent = (
        Message.objects.filter(channel="sms", address=sms.number).values_list("type", "person_id").distinct()
    )
    stopped = [(kind, person) for kind, person in sent if kind in types and not types[kind].mandatory]
    for kind, person in stopped:
        digest = "" if person else address_digest(sms.number)
        stop(Actor("sms"), link=Held(person or 0, digest, kind, "sms"))
    return Answer(
        _("NGO 2.0: stopped. We send no more questions to this number. To begin again, sign in."), STOPPED
    )


def _keep(row: IncomingSms, sms: Sms, answer: Answer) -> None:
    row.outcome, row.person, row.scope = answer.outcome, answer.person, answer.scope
    row.text = sms.text if answer.keep else ""
    row.handled_at = None if answer.keep else row.at
    row.save()


def _reply(entry: Entry, number: str, text: str, *, person: Any) -> None:
    """Through the outbox: it is sent after this is committed, and again when the provider does not answer."""
    try:
        spend("notify.sms.answer", number, ANSWERS, ANSWERS_PERIOD)
    except TooMany:
        return
    Message.objects.create(
        entry=entry,
        type="notify.sms_answer",
        channel="sms",
        person=person,
        address=number,
        language=_language(number),
        subject=text[:200],
        body=text,
        dedupe=hashlib.sha256(f"{entry.pk}\nsms_answer\n{number}".encode()).hexdigest(),
        due=timezone.now(),
    )
