"""What conversations contribute to the rooms below."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from ngo2.conversations import services
from ngo2.conversations.manifest import files, looks, messages, personal_data
from ngo2.kernel.files.scopes import scopes
from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify.types import types
from ngo2.kernel.queue.kinds import kinds

# That something was written, and never what.
verbs.add(
    Verb("conversations.written", _("A message was written")),
    Verb("conversations.unread", _("Somebody was told that a message waits")),
    Verb("conversations.look.asked", _("The platform team was asked to look at a conversation")),
    Verb("conversations.look.seen", _("The platform team read a conversation")),
    Verb("conversations.look.settled", _("The platform team answered both sides of a conversation")),
)
scopes.add(files.CONVERSATION)
types.add(messages.UNREAD, messages.SETTLED)
kinds.add(looks.LOOKS)
schedule.add(
    Scheduled(
        "conversations.tell_unread",
        services.tell_unread,
        timedelta(minutes=1),
        "Tell people of messages that they have not read.",
    ),
    Scheduled(
        "conversations.forget_old",
        services.forget_old,
        DAILY,
        "Remove private messages after three years, with their files.",
        time(3, 50),
    ),
)
personal_data.declare_all()
