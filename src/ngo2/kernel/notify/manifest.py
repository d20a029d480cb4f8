from datetime import time

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.jobs.schedule import DAILY, EVERY_TICK, Scheduled, schedule
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify import forgetting, services
from ngo2.kernel.notify.channels.webhook.owners import told_of_broken
from ngo2.kernel.notify.types import MessageType, types
from ngo2.lib import personal
from ngo2.lib.personal import UNTIL_ERASED, Erase, Personal

verbs.add(
    Verb("notify.message.sent_again", _("%(actor)s sent an undelivered message again")),
    Verb("notify.message.given_up", _("%(actor)s put an undelivered message aside")),
    Verb("notify.delivery.started_again", _("%(actor)s had a failed step tried again")),
    Verb("notify.wishes.chosen", _("%(actor)s chose which messages to get")),
    Verb("notify.wishes.stopped", _("Messages of one kind were stopped by the link in a message")),
    Verb("notify.paused", _("%(actor)s let all messages wait")),
    Verb("notify.webhook.added", _("A webhook was registered")),
    Verb("notify.webhook.changed", _("A webhook was changed")),
    Verb("notify.webhook.removed", _("A webhook was removed")),
    Verb("notify.webhook.tried", _("A webhook was tried")),
    Verb("notify.webhook.broken", _("A webhook was switched off, because nobody answered")),
    Verb("notify.address.died", _("An address turned out to be dead")),
    Verb("notify.address.healed", _("A dead address was proved again")),
    Verb("notify.sms.received", _("An SMS came in")),
    Verb("notify.sms.answered", _("%(actor)s dealt with an SMS")),
    Verb("notify.resumed", _("%(actor)s let messages go out again")),
)
schedule.add(
    Scheduled("notify.deliver", services.deliver_due, EVERY_TICK, "Send messages that are due."),
    Scheduled("notify.forget_files", forgetting.forget_old, DAILY, "Forget old message files.", time(3, 30)),
)

types.add(
    MessageType(
        name="notify.webhook_broken",
        label=_("A webhook of yours was switched off"),
        verbs=("notify.webhook.broken",),
        recipients=told_of_broken,
        subject=_("A webhook of yours no longer answers, so we switched it off"),
        body=_(
            "We tried for a day and longer. Open the page below to see what it answered. When your program is "
            "mended, switch the webhook on again."
        ),
        link=lambda entry: reverse("notify:webhook", args=[entry.object_id]),
        channels=("email", "inapp"),
        mandatory=True,
    )
)

_TELL = _("To tell you what happens to what is yours.")
_KEPT = personal.days(180, "created")


def _kept(label: object) -> Personal:
    return Personal(_TELL, _KEPT, erase=Erase.DELETE_ROW, label=label)


personal.declare(
    "notify.Message",
    title=_("Messages to you"),
    person="person",
    fields={
        "address": _kept(_("Sent to")),
        "subject": _kept(_("Subject")),
        "body": _kept(_("Text")),
        "link": _kept(_("Address in the message")),
        "error": _kept(_("Why it could not be sent")),
    },
    plain={"entry", "person", "type", "channel", "language", "dedupe", "message_id", "state"},
)
personal.declare(
    "notify.Preference",
    title=_("Which messages you want"),
    person="person",
    fields={
        "type": Personal(
            _("To write to you only about what you want to hear."),
            UNTIL_ERASED,
            erase=Erase.DELETE_ROW,
            label=_("Kind of message"),
        )
    },
    plain={"person", "channel", "address_digest"},
)
personal.declare("notify.DeadAddress", plain={"address_digest", "channel", "why"})
personal.declare(
    "notify.IncomingSms",
    title=_("SMS that you sent us"),
    person="person",
    fields={
        name: Personal(
            _("To understand and answer what you wrote."),
            personal.days(180, "at"),
            erase=Erase.DELETE_ROW,
            label=label,
        )
        for name, label in (("number", _("Sent from")), ("text", _("Text")))
    },
    plain={"provider_id", "person", "scope", "outcome"},
)
personal.declare("notify.Pause", plain={"why"})
personal.places.add(
    personal.Place(
        "notify.files",
        _("Messages kept as files"),
        _("To read what would have been sent, where no mail or SMS provider is set."),
        personal.days(30, "sent"),
        erase="ngo2.kernel.notify.forgetting.erase_files",
    )
)
personal.declare(
    "notify.WebhookEndpoint",
    title=_("Webhooks that you registered"),
    person="person",
    fields={
        "url": Personal(
            _("To tell your program what changes."),
            UNTIL_ERASED,
            erase=Erase.DELETE_ROW,
            label=_("Address of your program"),
        )
    },
    plain={"scope", "person", "verbs", "secret", "old_secret", "state"},
)
