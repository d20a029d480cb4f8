"""Whose files: each prefix of a scope ("organisation" of "organisation:42") says who may read and add."""

from collections.abc import Callable
from dataclasses import dataclass

from ngo2.lib.actors import Actor
from ngo2.lib.registry import Registry

MayDo = Callable[[Actor, str], bool]


@dataclass(frozen=True)
class Scope:
    """`may_read(actor, scope)` and `may_write(actor, scope)` get the whole scope, prefix and all."""

    prefix: str
    may_read: MayDo
    may_write: MayDo

    @property
    def name(self) -> str:
        return self.prefix


scopes: Registry[Scope] = Registry("scope of files")


def scope_of(scope: str) -> Scope | None:
    """Who decides about `scope`; None when nobody declared its prefix (then nobody may)."""
    prefix, colon, rest = scope.partition(":")
    return scopes[prefix] if colon and rest and prefix in scopes else None


def id_in(scope: str) -> str:
    return scope.partition(":")[2]


def _is_that_person(actor: Actor, scope: str) -> bool:
    return actor.kind == "person" and actor.id == id_in(scope)


PERSON = Scope("person", may_read=_is_that_person, may_write=_is_that_person)
