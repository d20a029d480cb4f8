"""What may wait for a person. Filled by the manifests of higher rooms."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ngo2.lib.registry import Registry


@dataclass(frozen=True)
class Item:
    """One thing to decide. `title` says what, `why` what speaks for what, `action` stands on the button.

    `key` is unique within its kind. `since`: when it began to wait. `deadline`: a day set by law. `stale`:
    nobody waits for it, it only grows old. `divisions` (codes) and `causes` (keys) say where it belongs.
    """

    key: str
    title: str
    why: str
    since: datetime
    url: str
    action: str
    deadline: date | None = None
    divisions: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    stale: bool = False


@dataclass(frozen=True)
class ItemKind:
    """`items(person)` is only asked when `may_decide(person)`, and holds only what this person may decide.

    `label` is the plural that stands at the head of the page ("claims", "corrections").
    """

    name: str
    label: object
    items: Callable[[Any], Iterable[Item]]
    may_decide: Callable[[Any], bool]


def staff_only(person: Any) -> bool:
    """`may_decide` for what the platform team decides."""
    return bool(person.is_active and person.is_staff)


kinds: Registry[ItemKind] = Registry("queue item kind")
