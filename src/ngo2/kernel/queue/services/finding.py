"""What somebody means: only what waits for them can be handled by them."""

from ngo2.kernel.queue.kinds import ItemKind, kinds
from ngo2.kernel.queue.queries import Line, line_of
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Denied, Hidden, SignInNeeded


def find_kind(actor: Actor, name: str) -> ItemKind:
    """That there are claims is no secret; which of them wait is."""
    if actor.person is None:
        raise SignInNeeded("kind")
    if name not in kinds:
        raise Hidden("kind")
    if not kinds[name].may_decide(actor.person):
        raise Denied("kind")
    return kinds[name]


def find_line(actor: Actor, kind: ItemKind, key: str) -> Line:
    found = line_of(actor.person, kind, key)
    if found is None:
        raise Hidden("item")
    return found
