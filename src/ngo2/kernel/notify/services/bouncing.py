"""Addresses that nobody reads: remembered when mail comes back, and healed when somebody proves the address again."""

from django.db import transaction
from django.utils import timezone

from ngo2.kernel.journal.services import record
from ngo2.kernel.notify.models import DeadAddress, Message
from ngo2.kernel.notify.reach import address_digest
from ngo2.kernel.notify.reports import Failed
from ngo2.kernel.notify.wording import message_id
from ngo2.lib.actors import SYSTEM


def mark_dead(channel: str, address: str, *, why: str = "") -> bool:
    """Remember it; True when that is new. What waits for an answer from there is told by the journal."""
    digest = address_digest(address)
    with transaction.atomic():
        _row, fresh = DeadAddress.objects.get_or_create(
            address_digest=digest,
            defaults={"channel": channel, "why": why[:200], "since": timezone.now()},
        )
        if fresh:
            record(SYSTEM, "notify.address.died", data={"digest": digest, "channel": channel})
    return fresh


def heal(address: str) -> None:
    """Somebody has just proved that they read it: a code that we sent there came back."""
    digest = address_digest(address)
    with transaction.atomic():
        if DeadAddress.objects.filter(address_digest=digest).delete()[0]:
            record(SYSTEM, "notify.address.healed", data={"digest": digest})


def take_report(failed: Failed) -> bool:
    """A delivery report said so. Believed only about a message that we really sent to that address.

    Anybody can write to the address that takes reports; only who got our message knows its Message-ID.
    """
    outbox_id = failed.message_id.strip("<> ").partition("@")[0]
    sent = Message.objects.filter(message_id=outbox_id, channel="email", address__iexact=failed.address)
    message = sent.first()
    if message is None or message_id(message.message_id) != failed.message_id.strip():
        return False
    sent.filter(state=Message.SENT).update(state=Message.RETURNED, error=failed.why[:500])
    mark_dead("email", message.address, why=failed.why)
    return True
