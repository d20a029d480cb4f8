"""What the platform team does with dead letters: send again, or give up."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.models import Delivery
from ngo2.kernel.journal.services import record
from ngo2.kernel.notify.models import Message
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused

_GONE = _("Somebody has already dealt with this. Load the list again to see what is left.")


def send_again(actor: Actor, *, message: Message) -> Message:
    """A dead letter goes out with the next round, with all its attempts and under its old Message-ID."""
    authorise(actor, "notify.repair", message)
    _change(message, {"state": Message.WAITING, "attempts": 0, "due": timezone.now()}, actor, "sent_again")
    return message


def give_up(actor: Actor, *, message: Message) -> Message:
    authorise(actor, "notify.repair", message)
    _change(message, {"state": Message.CANCELLED}, actor, "given_up")
    return message


def _change(message: Message, fields: dict[str, object], actor: Actor, did: str) -> None:
    with transaction.atomic():
        if not Message.objects.filter(pk=message.pk, state=Message.DEAD).update(**fields):
            raise Refused(_GONE)
        record(actor, f"notify.message.{did}", message)
    message.refresh_from_db()


def hand_over_again(actor: Actor, *, delivery: Delivery) -> Delivery:
    """A journal entry whose handler failed for good is handed to it again."""
    authorise(actor, "notify.repair", delivery)
    dead = Delivery.objects.filter(pk=delivery.pk, state=Delivery.DEAD)
    with transaction.atomic():
        if not dead.update(state=Delivery.WAITING, attempts=0, due=timezone.now()):
            raise Refused(_GONE)
        record(actor, "notify.delivery.started_again", delivery, data={"entry": delivery.entry_id})
    delivery.refresh_from_db()
    return delivery
