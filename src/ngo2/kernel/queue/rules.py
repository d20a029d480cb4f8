from typing import Any

from ngo2.kernel.queue.kinds import staff_only
from ngo2.lib import permissions
from ngo2.lib.actors import Actor


def is_staff(actor: Actor, obj: Any = None) -> bool:
    return actor.person is not None and staff_only(actor.person)


permissions.rule("queue.run_house", is_staff)
