"""Who may read and write. The object is a `scopes.Talk`: asked for this request, never kept."""

from rules.predicates import predicate

from ngo2.accounts.rules import is_staff
from ngo2.conversations.models import Look
from ngo2.conversations.scopes import Talk
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import rule


@predicate
def takes_part(actor: Actor, talk: Talk | None) -> bool:
    return talk is not None and actor.person is not None and talk.about.side_of(actor.person) is not None


@predicate
def was_asked_to_look(actor: Actor, talk: Talk | None) -> bool:
    """The platform team, while one of the sides wants it."""
    if talk is None or not is_staff(actor, None):
        return False
    return Look.objects.filter(conversation=talk.conversation, settled_at=None).exists()


_reads = takes_part | was_asked_to_look
# Somebody else's conversation does not exist (404).
rule("conversations.read", _reads)
rule("conversations.write", takes_part, sees=_reads)
rule("conversations.ask_look", takes_part, sees=_reads)
rule("conversations.settle_look", was_asked_to_look, sees=_reads)
