"""Who may have the events of which scope sent on. Filled by the manifests of the rooms that own scopes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from ngo2.kernel.notify.types import Recipient
from ngo2.lib.actors import Actor
from ngo2.lib.registry import Registry

if TYPE_CHECKING:
    from ngo2.kernel.journal.models import Entry


@dataclass(frozen=True)
class Owned:
    """A scope with its name in the reader's language. The scope "" is everything."""

    scope: str
    label: str


@dataclass(frozen=True)
class Owners:
    """`of(actor)`: the scopes whose webhooks the actor may manage."""

    name: str
    of: Callable[[Actor], Iterable[Owned]]


owners: Registry[Owners] = Registry("owner of webhooks")


def owned_by(actor: Actor) -> list[Owned]:
    if actor.person is None or not actor.person.is_active:
        return []
    return [one for room in owners for one in room.of(actor)]


def may_manage(actor: Actor, scope: str) -> bool:
    return any(one.scope == scope for one in owned_by(actor))


def told_of_broken(entry: "Entry") -> list[Recipient]:
    person = get_user_model().objects.filter(pk=entry.data.get("person"), is_active=True).first()
    return [Recipient(person)] if person else []
