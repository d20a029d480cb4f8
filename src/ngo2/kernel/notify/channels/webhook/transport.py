"""Events to the programs of others: signed, through the guarded client, one call at a time to each."""

import json
import time
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.services import record
from ngo2.kernel.notify.channels.letters import Channel, Letter, Undeliverable
from ngo2.kernel.notify.channels.webhook import signing
from ngo2.kernel.notify.models import Message, WebhookEndpoint
from ngo2.lib import http
from ngo2.lib.actors import SYSTEM

BROKEN_AFTER, BROKEN_FAILURES = timedelta(hours=24), 10
NOT_AT_ONCE = timedelta(
    minutes=1
)  # after a failure the next event waits: a dead receiver holds up nobody else
SECONDS, LARGEST = 10.0, 65_536
GONE = 410  # Standard Webhooks: do not come again


class NotTaken(Exception):
    """Worth trying again."""


def send(letter: Letter) -> None:
    """Raises Undeliverable when the receiver is gone or was switched off, else NotTaken."""
    endpoint = _endpoint(letter)
    if endpoint is None or endpoint.state != endpoint.ON:
        raise Undeliverable("this webhook is switched off")
    try:
        answer = http.send(
            "POST",
            endpoint.url,
            body=letter.text.encode(),
            headers=_headers(endpoint, letter),
            seconds=SECONDS,
            largest=LARGEST,
        )
    except http.Forbidden as error:
        _failed(endpoint, letter)
        raise NotTaken(f"not called: {error}") from error
    except http.Unreachable as error:
        _failed(endpoint, letter)
        raise NotTaken(str(error)) from error
    if 200 <= answer.status < 300:
        if endpoint.failures:
            _rows(endpoint).update(failures=0, failing_since=None)
        return
    _failed(endpoint, letter, gone=answer.status == GONE)
    raise (Undeliverable if answer.status == GONE else NotTaken)(f"answered {answer.status}")


def payload(kind: str, at: str, data: dict[str, str]) -> str:
    return json.dumps(
        {"type": kind, "timestamp": at, "data": data}, ensure_ascii=False, separators=(",", ":")
    )


def _endpoint(letter: Letter) -> WebhookEndpoint | None:
    return WebhookEndpoint.objects.filter(pk=letter.to.removeprefix("webhook:")).first()


def _rows(endpoint: WebhookEndpoint) -> QuerySet[WebhookEndpoint]:
    return WebhookEndpoint.objects.filter(pk=endpoint.pk)


def _headers(endpoint: WebhookEndpoint, letter: Letter) -> dict[str, str]:
    keys = [endpoint.secret]
    if endpoint.old_until is not None and endpoint.old_until > timezone.now():
        keys.append(endpoint.old_secret)
    webhook_id = "msg_" + letter.message_id.strip("<>").partition("@")[0]
    return signing.headers(webhook_id, int(time.time()), letter.text.encode(), keys)


def _failed(endpoint: WebhookEndpoint, letter: Letter, *, gone: bool = False) -> None:
    """Count it; let the others wait a little; switch off what has failed for a day, and say so."""
    now = timezone.now()
    with transaction.atomic():
        _rows(endpoint).filter(failing_since=None).update(failing_since=now)
        _rows(endpoint).update(failures=F("failures") + 1)
        waiting = Message.objects.filter(channel="webhook", address=letter.to, state=Message.WAITING)
        waiting.filter(due__lte=now).update(due=now + NOT_AT_ONCE)
        long = Q(failing_since__lte=now - BROKEN_AFTER, failures__gte=BROKEN_FAILURES)
        broken = _rows(endpoint).filter(Q() if gone else long, state=endpoint.ON)
        if broken.update(state=endpoint.BROKEN):
            record(
                SYSTEM,
                "notify.webhook.broken",
                endpoint,
                scope=endpoint.scope,
                data={"person": endpoint.person_id},
            )


channel = Channel("webhook", _("Webhook"), send)
