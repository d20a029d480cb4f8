"""SMS through the adapter that NGO2_SMS_ADAPTER names; without one, a file in the data folder and the log."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.notify.channels.letters import Channel, Letter

log = logging.getLogger("ngo2.sms")

# (number in E.164, text, id that stays the same at each try); raises as Channel.send does
Adapter = Callable[[str, str, str], None]


def send(letter: Letter) -> None:
    adapter: Adapter = import_string(settings.NGO2_SMS_ADAPTER)
    adapter(letter.to, letter.text, letter.message_id)


def to_file(number: str, text: str, message_id: str) -> None:
    """The default adapter: nobody is reached, and a developer can read what would have been sent."""
    folder = settings.DATA_DIR / "outbox"
    folder.mkdir(mode=0o700, exist_ok=True)
    line = f"{timezone.localtime():%Y-%m-%d %H:%M:%S} {number} {text}"
    with (folder / "sms.log").open("a", encoding="utf-8") as file:
        file.write(" ".join(line.split()) + "\n")
    log.info("%s", line)


channel = Channel("sms", _("SMS"), send, brief=True)
