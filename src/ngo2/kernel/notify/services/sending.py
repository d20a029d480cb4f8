"""The outbox: claimed by a conditional UPDATE, tried again for a day and a half, then a dead letter."""

import logging
import random
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation

from ngo2.kernel.jobs import stop
from ngo2.kernel.notify import links
from ngo2.kernel.notify.channels import channels
from ngo2.kernel.notify.channels.letters import Letter, NobodyThere, Undeliverable
from ngo2.kernel.notify.models import Message
from ngo2.kernel.notify.services.bouncing import mark_dead
from ngo2.kernel.notify.services.pausing import is_paused
from ngo2.kernel.notify.types import types
from ngo2.kernel.notify.wording import message_id

log = logging.getLogger("ngo2.notify")
LEASE = timedelta(minutes=2)  # longer than any transport waits
WAITS = [timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440)]
JITTER = 0.2  # of the wait: a provider that comes back is not met by all at once


def deliver_due(limit: int = 100) -> int:
    """Send what is due; returns how many were sent. Stops between two when asked to."""
    if is_paused():
        return 0
    sent = 0
    due = Message.objects.filter(state=Message.WAITING, due__lte=timezone.now()).order_by("due", "id")
    for message in due[:limit]:
        if stop.asked():
            break
        if _claim(message):
            sent += _deliver(message)
    return sent


def _claim(message: Message) -> bool:
    mine = Message.objects.filter(pk=message.pk, state=Message.WAITING, due=message.due)
    return bool(mine.update(due=timezone.now() + LEASE, attempts=F("attempts") + 1))


def _deliver(message: Message) -> bool:
    row = Message.objects.filter(pk=message.pk, state=Message.WAITING)
    try:
        with translation.override(message.language):
            channels[message.channel].send(_letter(message))
    except Undeliverable as error:
        gone = isinstance(error, NobodyThere)
        row.update(state=Message.RETURNED if gone else Message.DEAD, error=str(error)[:500])
        if gone:
            mark_dead(message.channel, message.address, why=str(error))
        log.warning("message %s refused for good", message.pk)
        return False
    except Exception as error:  # whatever an adapter raises: one message must not stop the others
        _put_off(message, f"{type(error).__name__}: {error}")
        return False
    Message.objects.filter(pk=message.pk).update(state=Message.SENT, error="")
    return True


def _put_off(message: Message, error: str) -> None:
    row = Message.objects.filter(pk=message.pk, state=Message.WAITING)
    tried = message.attempts + 1
    if tried > len(WAITS):
        row.update(state=Message.DEAD, error=error[:500])
        log.error("message %s is a dead letter after %d attempts", message.pk, tried)
        return
    wait = WAITS[tried - 1] * (1 + JITTER * random.random())  # noqa: S311 (no secret)
    row.update(due=timezone.now() + wait, error=error[:500])
    log.info("message %s could not be sent, attempt %d", message.pk, tried)


def _letter(message: Message) -> Letter:
    return Letter(
        to=message.address,
        subject=message.subject,
        text=message.body,
        message_id=message_id(message.message_id),
        link=message.link,
        stop_url=_stop_url(message),
    )


def _stop_url(message: Message) -> str:
    """Of what can be stopped: the thing itself where its type says how, else all messages of the type."""
    if message.type not in types or types[message.type].mandatory:
        return ""
    own = types[message.type].stop
    path = own(message.entry) if own else reverse("notify:stop", args=[links.token(message)])
    return f"{settings.NGO2_SITE_URL}{path}"
