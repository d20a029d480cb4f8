from typing import Any

from ngo2.kernel.notify.channels.webhook.owners import may_manage
from ngo2.lib import permissions
from ngo2.lib.actors import Actor


def is_staff(actor: Actor, obj: Any = None) -> bool:
    person = actor.person
    return bool(person is not None and person.is_active and person.is_staff)


def is_reader(actor: Actor, obj: Any = None) -> bool:
    """`obj` is a message, or None for what is always one's own."""
    person = actor.person
    if person is None or not person.is_active:
        return False
    return obj is None or obj.person_id == person.pk


permissions.rule("notify.repair", is_staff, sees=is_staff)
permissions.rule("notify.read", is_reader)
permissions.rule("notify.choose", is_reader)
permissions.rule("notify.webhooks", lambda actor, scope=None: may_manage(actor, scope or ""))
