from ngo2.kernel.notify.services.bouncing import heal, mark_dead, take_report
from ngo2.kernel.notify.services.now import send_now
from ngo2.kernel.notify.services.pausing import is_paused, pause, resume
from ngo2.kernel.notify.services.reading import mark_read
from ngo2.kernel.notify.services.receiving import answer_sms, take_sms
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
    "answer_sms",
    "change_webhook",
    "choose",
    "deliver_due",
    "give_up",
    "hand_over_again",
    "heal",
    "is_paused",
    "mark_dead",
    "mark_read",
    "pause",
    "remove_webhook",
    "renew_secret",
    "resume",
    "send_again",
    "send_event_again",
    "send_now",
    "stop",
    "take_report",
    "take_sms",
    "try_webhook",
    "write_messages",
    "write_webhooks",
]
