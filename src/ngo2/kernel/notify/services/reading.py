from collections.abc import Iterable

from ngo2.kernel.notify.models import Message
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise


def mark_read(actor: Actor, *, messages: Iterable[Message]) -> int:
    """Mark one's own in-app messages as read. Not journalled: reading is nobody else's business."""
    rows = list(messages)
    for message in rows:
        authorise(actor, "notify.read", message)
    unread = Message.objects.filter(pk__in=[row.pk for row in rows], channel="inapp", state=Message.SENT)
    return unread.update(state=Message.READ)
