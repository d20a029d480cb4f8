"""Three signals of trust on the page of an organisation, side by side, in words with dates, and never summed.

A room above fills a slot with what it computes; until one does, the slot says plainly that nobody looks at it yet.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ngo2.lib.registry import Registry

Facts = Mapping[str, Mapping[str, Any]]  # what `disclosure.public_facts` lets through
IDENTITY, DISCLOSES, VOUCHED = "identity", "discloses", "vouched"
SLOTS = (IDENTITY, DISCLOSES, VOUCHED)


@dataclass(frozen=True)
class Word:
    """What one organisation says of this one. `mutual`: this one says the same of it."""

    name: str
    url: str
    note: str
    day: str
    mutual: bool = False


@dataclass(frozen=True)
class Shown:
    """One signal in words. `tone` is "confirmed" where something was looked at, never "wrong" where nothing was."""

    label: str
    text: str
    tone: str = ""
    link: tuple[str, str] = ("", "")  # (words, address) that leads to the evidence
    words: tuple[Word, ...] = ()


@dataclass(frozen=True)
class Signal:
    """`name` is one of SLOTS. `context(organisation, public facts)` must touch the page key when it changes."""

    name: str
    context: Callable[[Any, Facts], Shown]


signals: Registry[Signal] = Registry("signal of trust")


def shown(organisation: Any, facts: Facts) -> list[Shown]:
    return [signals[name].context(organisation, facts) if name in signals else _unseen() for name in SLOTS]


def _unseen() -> Shown:
    """Not a low mark: nobody has looked, at anybody."""
    return Shown(
        _("Openness: not looked at yet"),
        _("How much it tells about its work and money is not looked at here yet, for nobody."),
    )
