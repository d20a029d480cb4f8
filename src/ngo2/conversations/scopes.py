"""Who talks where: each prefix of a scope ("introduction" of "introduction:42") is filled by the room it belongs to.

Asked anew at every request, so that whoever leaves an organisation is out at once.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ngo2.lib.registry import Registry


@dataclass(frozen=True)
class Side:
    """`key` is kept with each message; `name` (an organisation, or a person) is read by everybody who takes part.

    `people` speak for it now: they read and write.
    """

    key: str
    name: str
    people: tuple[Any, ...]
    is_person: bool = False  # its name is the person's own


@dataclass(frozen=True)
class About:
    """`title` and `url` say and lead to what it is about. From `closes` on it is only read; None: no end is near.

    `advice`: a sentence beside the form; "" for none.
    """

    title: str
    url: str
    sides: tuple[Side, ...]
    closes: datetime | None = None
    advice: str = ""

    def side_of(self, person: Any) -> Side | None:
        return next((one for one in self.sides if person in one.people), None)

    def side(self, key: str) -> Side | None:
        return next((one for one in self.sides if one.key == key), None)

    def is_open(self, now: datetime) -> bool:
        return self.closes is None or now < self.closes


@dataclass(frozen=True)
class Talk:
    """A conversation with what is said about it now."""

    conversation: Any
    about: About


@dataclass(frozen=True)
class Kind:
    """`about` answers for many numbers at once, with the same few queries; whatever is gone stays out.

    `of_person` is a queryset of one column, the scopes in which somebody takes part. `takes_part` answers for one
    person and one number with as little as can be: it is asked by every page that waits.
    """

    prefix: str
    about: Callable[[Collection[int]], Mapping[int, About]]
    of_person: Callable[[Any], Iterable[str]]
    takes_part: Callable[[Any, int], bool]

    @property
    def name(self) -> str:
        return self.prefix


kinds: Registry[Kind] = Registry("kind of conversation")


def about_all(scopes: Iterable[str]) -> dict[str, About]:
    numbers: dict[str, dict[int, str]] = {}
    for scope in scopes:
        prefix, _colon, number = scope.partition(":")
        if prefix in kinds and number.isdecimal():
            numbers.setdefault(prefix, {})[int(number)] = scope
    return {
        wanted[number]: about
        for prefix, wanted in numbers.items()
        for number, about in kinds[prefix].about(list(wanted)).items()
    }


def takes_part(person: Any, scope: str) -> bool:
    prefix, _colon, number = scope.partition(":")
    return prefix in kinds and number.isdecimal() and kinds[prefix].takes_part(person, int(number))


def about_one(scope: str) -> About | None:
    return about_all([scope]).get(scope)
