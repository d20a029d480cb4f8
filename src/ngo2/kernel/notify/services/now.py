"""Sign-in codes and the like: sent while the person waits, kept nowhere."""

import logging

from django.utils.translation import gettext as _

from ngo2.kernel.notify.channels import channels
from ngo2.kernel.notify.channels.letters import Letter, Undeliverable
from ngo2.kernel.notify.models import fresh_id
from ngo2.kernel.notify.wording import message_id
from ngo2.lib.refusals import Refused

log = logging.getLogger("ngo2.notify")


def send_now(channel: str, address: str, subject: str, body: str) -> None:
    """Send at once and keep nothing; `body` is plain text in the reader's language (all of an SMS).

    Raises Refused with a sentence that says what to do. Call it outside a transaction: the network may take
    seconds.
    Not stopped by the pause switch, because somebody is waiting for it.
    """
    letter = Letter(to=address, subject=subject, text=body, message_id=message_id(fresh_id()))
    try:
        channels[channel].send(letter)
    except Undeliverable as error:
        log.warning("%s refused for good: %s", channel, error)
        raise Refused(
            _("Our message was not accepted there. Check the address for a mistake, or give another one."),
            code="undeliverable",
        ) from error
    except Exception as error:  # whatever an adapter raises, the person hears what to do
        log.exception("%s could not be sent", channel)
        raise Refused(
            _("We could not send the message just now. Please try again in a minute, or choose another way."),
            code="not_sent",
        ) from error
