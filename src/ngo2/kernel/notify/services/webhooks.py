"""Webhooks: registered for a scope, told of its public events through the outbox, tried, renewed, removed."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.services import record
from ngo2.kernel.journal.verbs import verbs as all_verbs
from ngo2.kernel.notify.channels.webhook import signing
from ngo2.kernel.notify.channels.webhook.transport import payload
from ngo2.kernel.notify.models import Message, WebhookEndpoint
from ngo2.lib import http
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused

MOST, LONGEST = 10, 500
OLD_SECRET_LASTS = timedelta(days=1)
PING = "ping"


def public_verbs() -> list[str]:
    """What may be told outside: the same that the public history of a record names."""
    return [verb.name for verb in all_verbs if verb.shown]


def add_webhook(
    actor: Actor, scope: str, *, url: str, verbs: Iterable[str] = ()
) -> tuple[WebhookEndpoint, str]:
    """The row, and its secret. Without `verbs`, all public ones."""
    authorise(actor, "notify.webhooks", scope)
    url, chosen = _checked(url), sorted(set(verbs) or public_verbs())
    if not set(chosen) <= set(public_verbs()):
        raise Refused(_("Please choose only what is in the list."), field="verbs")
    with transaction.atomic():
        if WebhookEndpoint.objects.filter(scope=scope).count() >= MOST:
            raise Refused(_("There are ten webhooks already. Remove one that is no longer used."))
        row = WebhookEndpoint.objects.create(
            scope=scope,
            person=actor.person,
            url=url,
            verbs=chosen,
            secret=signing.new_secret(),
            made_at=timezone.now(),
        )
        record(actor, "notify.webhook.added", row, scope=scope, data={"verbs": chosen})
    return row, row.secret


def change_webhook(actor: Actor, endpoint: WebhookEndpoint, *, on: bool) -> None:
    """Switch it on (its failures are forgotten) or off (what waits is not sent)."""
    authorise(actor, "notify.webhooks", endpoint.scope)
    with transaction.atomic():
        rows = WebhookEndpoint.objects.filter(pk=endpoint.pk)
        if on:
            rows.update(state=WebhookEndpoint.ON, failures=0, failing_since=None)
        else:
            rows.update(state=WebhookEndpoint.OFF)
            _waiting(endpoint).update(state=Message.CANCELLED)
        record(actor, "notify.webhook.changed", endpoint, scope=endpoint.scope, data={"on": on})


def renew_secret(actor: Actor, endpoint: WebhookEndpoint) -> str:
    """A new secret; for a day everything is signed with the old one too."""
    authorise(actor, "notify.webhooks", endpoint.scope)
    fresh = signing.new_secret()
    with transaction.atomic():
        row = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
        WebhookEndpoint.objects.filter(pk=row.pk).update(
            secret=fresh, old_secret=row.secret, old_until=timezone.now() + OLD_SECRET_LASTS
        )
        record(actor, "notify.webhook.changed", row, scope=row.scope, data={"secret": "renewed"})
    return fresh


def remove_webhook(actor: Actor, endpoint: WebhookEndpoint) -> None:
    """With what waits for it and what was sent there."""
    authorise(actor, "notify.webhooks", endpoint.scope)
    with transaction.atomic():
        record(actor, "notify.webhook.removed", endpoint, scope=endpoint.scope)
        Message.objects.filter(channel="webhook", address=endpoint.address).delete()
        endpoint.delete()


def try_webhook(actor: Actor, endpoint: WebhookEndpoint) -> Message:
    """Send it a `ping` with the next round."""
    authorise(actor, "notify.webhooks", endpoint.scope)
    if not WebhookEndpoint.objects.filter(pk=endpoint.pk, state=WebhookEndpoint.ON).exists():
        raise Refused(_("This webhook is switched off. Switch it on first."))
    with transaction.atomic():
        entry = record(actor, "notify.webhook.tried", endpoint, scope=endpoint.scope)
        message = _message(endpoint, entry, PING, {})
        message.save()
    return message


def send_event_again(actor: Actor, endpoint: WebhookEndpoint, pk: int) -> None:
    """What could not be delivered goes out once more, under its old id."""
    authorise(actor, "notify.webhooks", endpoint.scope)
    dead = Message.objects.filter(pk=pk, channel="webhook", address=endpoint.address, state=Message.DEAD)
    with transaction.atomic():
        if not dead.update(state=Message.WAITING, attempts=0, due=timezone.now()):
            raise Refused(_("Somebody has already dealt with this. Load the list again to see what is left."))
        record(actor, "notify.message.sent_again", Message.objects.get(pk=pk), scope=endpoint.scope)


def write_webhooks(entry: Entry) -> None:
    """The journal's handler: one row for each webhook that wants it; idempotent by `dedupe`."""
    listening = WebhookEndpoint.objects.filter(state=WebhookEndpoint.ON, scope__in=["", entry.scope])
    data = {"object": entry.object_type, "id": entry.object_id, "scope": entry.scope}
    rows = [_message(one, entry, entry.verb, data) for one in listening if entry.verb in one.verbs]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def _message(endpoint: WebhookEndpoint, entry: Entry, kind: str, data: dict[str, str]) -> Message:
    """Thin: what happened to which thing. What it is now, and may be shown, the API says."""
    return Message(
        entry=entry,
        type=kind,
        channel="webhook",
        address=endpoint.address,
        language="en",
        subject=kind,
        body=payload(kind, entry.at.isoformat(), data),
        dedupe=hashlib.sha256(f"{entry.pk}\n{endpoint.address}".encode()).hexdigest(),
        due=timezone.now(),
    )


def _waiting(endpoint: WebhookEndpoint) -> QuerySet[Message]:
    return Message.objects.filter(channel="webhook", address=endpoint.address, state=Message.WAITING)


def _checked(url: str) -> str:
    try:
        address = http.check_address(url.strip())
    except http.Forbidden:
        raise Refused(
            _("We call only addresses on the internet that begin with https://, without name and password."),
            field="url",
        ) from None
    if len(address) > LONGEST:
        raise Refused(_("This address is too long. Give one of at most 500 characters."), field="url")
    return address
