"""The signed link in optional messages: whoever holds it may stop this type on this channel, no more."""

from dataclasses import dataclass

from django.core import signing

from ngo2.kernel.notify.models import Message
from ngo2.kernel.notify.reach import address_digest
from ngo2.lib.refusals import Hidden

_SALT = "notify.stop"


@dataclass(frozen=True)
class Held:
    """Whose messages: of a person, or (0) of an address without an account, known by its digest."""

    person_id: int
    digest: str
    type: str
    channel: str


def token(message: Message) -> str:
    digest = "" if message.person_id else address_digest(message.address)
    said = [message.person_id or 0, digest, message.type, message.channel]
    return signing.dumps(said, salt=_SALT, compress=True)


def held(text: str) -> Held:
    """Never expires: stopping must work from the oldest mail. Raises Hidden on a forged or cut link."""
    try:
        return Held(*signing.loads(text, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Hidden("notify.stop") from error
