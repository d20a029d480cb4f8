"""What may wait for a person. Filled by the manifests of higher rooms."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model

from ngo2.lib.actors import Actor
from ngo2.lib.registry import Registry


@dataclass(frozen=True)
class Item:
    """One thing to decide. `title` says what, `why` what speaks for what, `action` stands on the button.

    `key` is unique within its kind. `since`: when it began to wait. `deadline`: a day set by law. `stale`:
    nobody waits for it, it only grows old. `divisions` (codes) and `causes` (keys) say where it belongs.
    `suggested` names the action of its kind that one press does; "" where somebody has to look first.
    `fills` are the words for the {placeholders} of its kind in ready answers; `language` is the one in which whoever
    hears the answer reads.
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
    suggested: str = ""
    fills: Mapping[str, str] = field(default_factory=dict)
    language: str = ""


@dataclass(frozen=True)
class Ready:
    """A ready answer. `text` is a lazy translation; the team may write its own words over it (`models.Reply`).

    It may hold {placeholders} that its kind declares.
    """

    name: str
    text: object


@dataclass(frozen=True)
class Action:
    """What one press does: `do(actor, key, answer)` calls a service, which asks whether they may, and may refuse.

    It answers the sentence that is shown then, or anything else for "Done: …".
    `safe`: may be done to many at once, because it can be taken back or changes nothing that others rely on.
    `answers`: the words go to a person, so a ready answer may be chosen or written. `needs_words`: never without.
    `careful`: stands on the page of the one thing, not in the list, because somebody has to look first.
    `at_times`: offered only with items that suggest it; the service refuses it for the others.
    """

    name: str
    label: object
    do: Callable[[Actor, str, str], object]
    safe: bool = False
    answers: bool = False
    needs_words: bool = False
    careful: bool = False
    at_times: bool = False


def the_team(key: str = "") -> Iterable[Any]:
    """`deciders` for what the platform team decides."""
    return get_user_model()._default_manager.filter(is_staff=True, is_active=True).order_by("pk")


@dataclass(frozen=True)
class ItemKind:
    """`items(person)` is only asked when `may_decide(person)`, and holds only what this person may decide.

    `label` is the plural that stands at the head of the page ("claims", "corrections"). A kind that may hold more than
    a few dozen answers `rows.Rows`, of which no more is loaded than is shown. `deciders(key)`: everybody who may
    decide this item, or with "" any of them: for handing it to a colleague, and for the weekly letter. `seconds`: how
    long one takes. `fills`: the placeholders of its ready answers with what they stand for.
    """

    name: str
    label: object
    items: Callable[[Any], Iterable[Item]]
    may_decide: Callable[[Any], bool]
    actions: tuple[Action, ...] = ()
    replies: tuple[Ready, ...] = ()
    deciders: Callable[[str], Iterable[Any]] = the_team
    seconds: int = 60
    fills: Mapping[str, object] = field(default_factory=dict)

    def action(self, name: str) -> Action | None:
        return next((one for one in self.actions if one.name == name), None)


def staff_only(person: Any) -> bool:
    """`may_decide` for what the platform team decides."""
    return bool(person.is_active and person.is_staff)


kinds: Registry[ItemKind] = Registry("queue item kind")
