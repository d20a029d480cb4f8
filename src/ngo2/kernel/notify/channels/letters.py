"""What every channel has in common. Each is a folder of one shape: `transport.py` with a `channel`."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """One message, ready to go: `text` is plain, `message_id` the same at each try."""

    to: str  # an address of the channel
    subject: str
    text: str
    message_id: str = ""
    link: str = ""
    stop_url: str = ""  # where the reader can stop messages of this type; empty when they are mandatory


class Undeliverable(Exception):
    """The address or the text was refused for good: trying again would not help. The text says why."""


class NobodyThere(Undeliverable):
    """The address itself is wrong or gone: nothing more should be sent there."""


@dataclass(frozen=True)
class Channel:
    """`send` raises Undeliverable, or anything else when it is worth trying again.

    `brief`: only the short text fits (SMS). `addressed`: a person must have an address to be reached.
    """

    name: str
    label: object
    send: Callable[[Letter], None]
    addressed: bool = True
    brief: bool = False
