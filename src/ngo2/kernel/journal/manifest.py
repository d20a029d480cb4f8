from datetime import time

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.jobs.schedule import DAILY, EVERY_TICK, Scheduled, schedule
from ngo2.kernel.journal import chain, outbox
from ngo2.kernel.journal.models import Unsealed
from ngo2.lib import personal
from ngo2.lib.personal import UNTIL_ERASED, Erase, Personal


def seal() -> int:
    """Asks first (a transaction would lock SQLite at each tick); of two sealers one has the turn."""
    if not Unsealed.objects.exists():
        return 0
    try:
        return chain.seal()
    except IntegrityError:
        return 0


schedule.add(
    Scheduled("journal.deliver", outbox.deliver_due, EVERY_TICK, "Hand journal entries to who listens."),
    Scheduled("journal.seal", seal, EVERY_TICK, "Chain new journal entries."),
    Scheduled("journal.forget_done", outbox.forget_done, DAILY, "Forget old deliveries.", time(3, 25)),
)

# The chain must stay whole, so an entry holds ids and salted digests; what can be erased is `Private`.
personal.declare(
    "journal.Entry",
    plain={"verb", "actor_kind", "actor_id", "actor_label", "scope", "object_type", "object_id", "data"},
)
personal.declare(
    "journal.Private",
    title=_("What you did and what was done for you"),
    person="person",
    fields={
        "value": Personal(
            _("To be able to show later who did what."),
            UNTIL_ERASED,
            erase=Erase.DELETE_ROW,
            label=_("Details of an entry in the journal"),
        )
    },
    plain={"person", "key", "salt"},
)
personal.declare("journal.Delivery", plain={"handler", "state", "error"})
personal.declare("journal.Seal", plain={"digest"})
personal.declare("journal.Unsealed")
