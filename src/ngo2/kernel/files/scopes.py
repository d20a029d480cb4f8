"""Whose files: each prefix of a scope ("organisation" of "organisation:42") says who may read and add."""

from collections.abc import Callable
from dataclasses import dataclass

from ngo2.lib.actors import Actor
from ngo2.lib.registry import Registry

MayDo = Callable[[Actor, str], bool]


def nobody(scope: str) -> str:
    return ""


@dataclass(frozen=True)
class Scope:
    """`may_read(actor, scope)` and `may_write(actor, scope)` get the whole scope, prefix and all.

    `owner(scope)`: the primary key, as text, of the person whose own these files are: they are exported and
    erased with that person. "" (nobody's own): they stay with the organisation, without the name of who sent them.
    """

    prefix: str
    may_read: MayDo
    may_write: MayDo
    owner: Callable[[str], str] = nobody

    @property
    def name(self) -> str:
        return self.prefix


scopes: Registry[Scope] = Registry("scope of files")


def scope_of(scope: str) -> Scope | None:
    """Who decides about `scope`; None when nobody declared its prefix (then nobody may)."""
    prefix, colon, rest = scope.partition(":")
    return scopes[prefix] if colon and rest and prefix in scopes else None


def owner_of(scope: str) -> str:
    found = scope_of(scope)
    return found.owner(scope) if found else ""


def id_in(scope: str) -> str:
    return scope.partition(":")[2]


def _is_that_person(actor: Actor, scope: str) -> bool:
    return actor.kind == "person" and actor.id == id_in(scope)


PERSON = Scope("person", may_read=_is_that_person, may_write=_is_that_person, owner=id_in)
