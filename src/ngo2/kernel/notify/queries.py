"""What a reader has, what they asked for, and what could not be delivered."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from ngo2.kernel.journal.models import Delivery
from ngo2.kernel.notify.channels.webhook.owners import owned_by
from ngo2.kernel.notify.models import (
    DeadAddress,
    IncomingSms,
    Message,
    Pause,
    Preference,
    WebhookEndpoint,
)
from ngo2.kernel.notify.reach import address_digest
from ngo2.lib.actors import person_actor


def my_messages(person: Any) -> QuerySet[Message]:
    """In-app messages, newest first."""
    mine = Message.objects.filter(person=person, channel="inapp")
    return mine.exclude(state=Message.CANCELLED).order_by("-id")


def unread_messages(person: Any) -> QuerySet[Message]:
    return my_messages(person).filter(state=Message.SENT)


def dead_messages() -> QuerySet[Message]:
    """What the team could send again. Events for webhooks are not among them: whoever runs the receiver sees those.

    Nor is what came back from an address that nobody reads: that is remembered (`DeadAddress`), nothing more goes
    there, and whoever it belongs to hears of it when they sign in. No press of the team would bring it to anybody.
    """
    return Message.objects.filter(state=Message.DEAD).exclude(channel="webhook").order_by("due", "id")


def waiting_messages() -> QuerySet[Message]:
    return Message.objects.filter(state=Message.WAITING)


def dead_deliveries() -> QuerySet[Delivery]:
    """Journal entries that a handler failed on for good."""
    return Delivery.objects.filter(state=Delivery.DEAD).select_related("entry").order_by("due", "id")


def wishes_of(person: Any) -> dict[tuple[str, str], bool]:
    """What a person said, by (type, channel)."""
    return {(row.type, row.channel): row.on for row in Preference.objects.filter(person=person)}


def current_pause() -> Pause | None:
    return Pause.objects.first()


def webhooks_of(person: Any) -> QuerySet[WebhookEndpoint]:
    """Those of every scope that the person may manage, whoever registered them."""
    scopes = [one.scope for one in owned_by(person_actor(person))]
    return WebhookEndpoint.objects.filter(scope__in=scopes).order_by("scope", "pk")


def webhook_log(endpoint: WebhookEndpoint) -> QuerySet[Message]:
    """What was sent there, is to be, or could not be; latest first."""
    return Message.objects.filter(channel="webhook", address=endpoint.address).order_by("-id")


def sms_to_read() -> QuerySet[IncomingSms]:
    """Words that no program understood, longest waiting first."""
    return IncomingSms.objects.filter(handled_at=None).order_by("at", "pk")


def dead_addresses(addresses: Iterable[str]) -> dict[str, DeadAddress]:
    """{address: why and since when nobody reads it}."""
    digests = {address_digest(one): one for one in addresses if one}
    found = DeadAddress.objects.filter(address_digest__in=digests)
    return {digests[one.address_digest]: one for one in found}
