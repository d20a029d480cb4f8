"""Entries become messages. Only entries that some message type is about reach us at all."""

from ngo2.kernel.journal.verbs import Handler, handlers
from ngo2.kernel.notify.services import write_messages
from ngo2.kernel.notify.types import types


class Messages(Handler):
    """Listens to what the message types are about, as they stand when the entry is written."""

    def wants(self, verb: str) -> bool:
        return any(kind.is_about(verb) for kind in types)


handlers.add(Messages(f"{__name__}.write_messages", write_messages))
