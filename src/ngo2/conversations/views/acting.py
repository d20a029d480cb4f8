"""What the pages of one conversation do first."""

from ngo2.conversations import queries
from ngo2.kernel.ui.acting import Decorator, of_one


def of_talk(permission: str) -> Decorator:
    """Decorate `view(request, talk, …)`; its address holds `pk`. Somebody else's does not exist."""
    return of_one(permission, queries.talk_of, "conversation")
