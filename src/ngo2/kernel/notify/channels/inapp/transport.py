"""Messages that stay here: the person finds them under `/me/messages/`."""

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.notify.channels.letters import Channel, Letter


def send(letter: Letter) -> None:
    """Nothing leaves the house: being written is being delivered."""


channel = Channel("inapp", _("On this site"), send, addressed=False)
