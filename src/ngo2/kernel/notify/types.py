"""Which messages there are, and how people are reached. Filled by the manifests of higher rooms."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ngo2.lib.registry import Registry

if TYPE_CHECKING:
    from ngo2.kernel.journal.models import Entry


@dataclass(frozen=True)
class Recipient:
    """A person, reached where they chose; or somebody without an account, by `addresses` (channel: address).

    With both, `addresses` stands in for the address book: a number not yet theirs, an address just removed.
    """

    person: Any = None
    addresses: Mapping[str, str] | None = None
    language: str = ""


def _nothing(entry: "Entry") -> dict[str, object]:
    return {}


def _nowhere(entry: "Entry") -> str:
    return ""


def _everybody(person: Any) -> bool:
    return True


@dataclass(frozen=True)
class Rhythm:
    """How often letters of a type come, where each person chooses it. What was chosen is kept by the type's room.

    `choices` are (key, label); `of(person)` is the key in force; `choose(person, key)` sets it.
    """

    choices: Sequence[tuple[str, object]]
    of: Callable[[Any], str]
    choose: Callable[[Any, str], None]


@dataclass(frozen=True, kw_only=True)
class MessageType:
    """Messages about journal entries whose verb matches (`organisations.claim.*` too).

    `label` stands on the preferences page. `subject`, `body` and `short` (for SMS; the subject when empty)
    are lazy translations with `%(x)s` from `context(entry)`, or names of templates that end in `.txt`. They
    are written in the language of the reader. `link(entry)` is a path of this site, reversed in that
    language; it need not stand in the body. `mandatory` ones cannot be switched off (safety, duties).
    `concerns(person)` says on whose preferences page the type stands. `stop(entry)` is a path where exactly the
    messages about that thing are stopped by GET and POST (RFC 8058); without it, all messages of the type are.
    `rhythm` is chosen beside the channels.
    """

    name: str
    label: object
    verbs: tuple[str, ...]
    recipients: Callable[["Entry"], Iterable[Recipient]]
    subject: object
    body: object
    context: Callable[["Entry"], Mapping[str, object]] = _nothing
    channels: tuple[str, ...] = ("email", "sms", "inapp")
    mandatory: bool = False
    link: Callable[["Entry"], str] = _nowhere
    short: object = ""
    concerns: Callable[[Any], bool] = _everybody
    stop: Callable[["Entry"], str] | None = None
    rhythm: Rhythm | None = None

    def is_about(self, verb: str) -> bool:
        return any(verb == one or (one.endswith("*") and verb.startswith(one[:-1])) for one in self.verbs)


class AddressBook:
    """How a person is reached: `(person) -> {"email": "…", "sms": "+86…"}`. The accounts room fills it."""

    def __init__(self) -> None:
        self._look_up: Callable[[Any], Mapping[str, str]] | None = None

    def register(self, look_up: Callable[[Any], Mapping[str, str]]) -> None:
        if self._look_up not in (None, look_up):
            raise ValueError("two rooms register an address book: keep one")
        self._look_up = look_up

    def __call__(self, person: Any) -> dict[str, str]:
        return dict(self._look_up(person)) if self._look_up else {}


types: Registry[MessageType] = Registry("message type")
address_book = AddressBook()
