"""The preferences page as data: per type the channels on which this person can be reached."""

from dataclasses import dataclass
from typing import Any

from ngo2.kernel.notify import queries
from ngo2.kernel.notify.channels import channels
from ngo2.kernel.notify.reach import is_default
from ngo2.kernel.notify.types import MessageType, address_book, types


@dataclass(frozen=True)
class Choice:
    name: str  # of the form field
    channel: str
    label: object
    on: bool


@dataclass(frozen=True)
class Row:
    kind: MessageType
    choices: list[Choice]
    every: str = ""  # of a type with a rhythm: what is chosen

    @property
    def every_name(self) -> str:
        """Of the form field."""
        return f"{self.kind.name}:every"


def rows(person: Any) -> list[Row]:
    """Types that concern this person; without a choice when none of their channels reaches them."""
    addresses = address_book(person)
    said = queries.wishes_of(person)
    return [
        Row(
            kind,
            [_choice(kind, name, addresses, said) for name in _reaching(kind, addresses)],
            kind.rhythm.of(person) if kind.rhythm else "",
        )
        for kind in types
        if kind.concerns(person)
    ]


def missing(person: Any) -> list[object]:
    """Labels of channels for which we have no address of theirs."""
    addresses = address_book(person)
    return [one.label for one in channels if one.addressed and not addresses.get(one.name)]


def _reaching(kind: MessageType, addresses: dict[str, str]) -> list[str]:
    return [name for name in kind.channels if addresses.get(name) or not channels[name].addressed]


def _choice(
    kind: MessageType, name: str, addresses: dict[str, str], said: dict[tuple[str, str], bool]
) -> Choice:
    on = kind.mandatory or said.get((kind.name, name), is_default(kind, name, addresses))
    return Choice(f"{kind.name}:{name}", name, channels[name].label, on)
