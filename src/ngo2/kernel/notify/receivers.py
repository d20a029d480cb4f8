"""Entries become messages. Only entries that some message type is about reach us at all."""

from ngo2.kernel.journal.verbs import Handler, handlers, verbs
from ngo2.kernel.notify.models import WebhookEndpoint
from ngo2.kernel.notify.services import write_messages, write_webhooks
from ngo2.kernel.notify.types import types


class Messages(Handler):
    """Listens to what the message types are about, as they stand when the entry is written."""

    def wants(self, verb: str) -> bool:
        return any(kind.is_about(verb) for kind in types)


handlers.add(Messages(f"{__name__}.write_messages", write_messages))


class Webhooks(Handler):
    """What the public history of an object names, while anybody listens."""

    def wants(self, verb: str) -> bool:
        return verb in verbs and verbs[verb].shown

    def listening(self) -> bool:
        return WebhookEndpoint.objects.filter(state=WebhookEndpoint.ON).exists()


handlers.add(Webhooks(f"{__name__}.write_webhooks", write_webhooks))
