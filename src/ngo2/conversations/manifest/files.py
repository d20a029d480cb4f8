"""What is sent along: for the two sides, and for the team while it was asked to look."""

from ngo2.conversations import queries
from ngo2.conversations.scopes import Talk
from ngo2.kernel.files.scopes import Scope, id_in
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import may


def _talk(scope: str) -> Talk | None:
    number = id_in(scope)
    return queries.talk_of(int(number)) if number.isdecimal() else None


def reads(actor: Actor, scope: str) -> bool:
    return may(actor, "conversations.read", _talk(scope))


def writes(actor: Actor, scope: str) -> bool:
    return may(actor, "conversations.write", _talk(scope))


CONVERSATION = Scope("conversation", may_read=reads, may_write=writes)
