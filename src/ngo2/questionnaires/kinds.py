"""What forms are for: each prefix of a scope ("survey" of "survey:7") is filled by the room that it belongs to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from ngo2.lib.actors import Actor
from ngo2.lib.registry import Registry

if TYPE_CHECKING:
    from ngo2.questionnaires.models import Response


@dataclass(frozen=True)
class About:
    """What those who answer read about it. `url` leads to its page; `consent` is the text they agree to, and
    `consent_version` counts its changes.

    `closes`: from then on nothing is begun, and what was begun can still be sent for a day: clocks differ.
    `minors`: whether somebody under 18 may answer; else they are asked, and kindly refused (rules 4.8).
    `thanks`: sentence on the page behind the last one.
    """

    title: str
    url: str = ""
    consent: str = ""
    closes: datetime | None = None
    minors: bool = False
    thanks: str = ""
    consent_version: int = 1


@dataclass(frozen=True)
class Next:
    """What waits for somebody who has answered: a page of the room above."""

    label: str
    url: str


def nothing(response: object) -> list[Next]:
    return []


@dataclass(frozen=True)
class Kind:
    """`about` is asked for the number in the scope; None: it is gone. `edits` and `reads` (the answers) ask for an
    actor. `collects`: may send answers with a device, or key paper. `after` gives what comes behind the last page.
    """

    prefix: str
    about: Callable[[int], About | None]
    edits: Callable[[Actor, int], bool]
    reads: Callable[[Actor, int], bool]
    collects: Callable[[Actor, int], bool]
    after: Callable[["Response"], list[Next]] = field(default=nothing)

    @property
    def name(self) -> str:
        return self.prefix


kinds: Registry[Kind] = Registry("kind of form")


def kind_of(scope: str) -> tuple[Kind, int] | None:
    prefix, _colon, number = scope.partition(":")
    return (kinds[prefix], int(number)) if prefix in kinds and number.isdecimal() else None


def about(scope: str) -> About | None:
    found = kind_of(scope)
    return found[0].about(found[1]) if found else None


def asks(about: About | None) -> bool:
    """Whether anybody has to agree, or to say that they are grown up."""
    return about is not None and (bool(about.consent) or not about.minors)


def may(what: str, actor: Actor, scope: str) -> bool:
    """`what`: edits, reads or collects. Nobody, where the room above is gone."""
    found = kind_of(scope)
    return bool(found and getattr(found[0], what)(actor, found[1]))


def after(scope: str, response: "Response") -> list[Next]:
    found = kind_of(scope)
    return found[0].after(response) if found else []
