from ngo2.kernel.notify.services.now import send_now
from ngo2.kernel.notify.services.pausing import is_paused, pause, resume
from ngo2.kernel.notify.services.reading import mark_read
from ngo2.kernel.notify.services.repairing import give_up, hand_over_again, send_again
from ngo2.kernel.notify.services.sending import deliver_due
from ngo2.kernel.notify.services.webhooks import (
    add_webhook,
    change_webhook,
    remove_webhook,
    renew_secret,
    send_event_again,
    try_webhook,
    write_webhooks,
)
from ngo2.kernel.notify.services.wishes import choose, stop
from ngo2.kernel.notify.services.writing import write_messages

__all__ = [
    "add_webhook",
    "change_webhook",
    "choose",
    "deliver_due",
    "give_up",
    "hand_over_again",
    "is_paused",
    "mark_read",
    "pause",
    "remove_webhook",
    "renew_secret",
    "resume",
    "send_again",
    "send_event_again",
    "send_now",
    "stop",
    "try_webhook",
    "write_messages",
    "write_webhooks",
]
