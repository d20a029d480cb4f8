from datetime import timedelta
from typing import IO, Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import spend
from ngo2.kernel.privacy import erasure, export
from ngo2.kernel.privacy.obstacles import obstacles_of
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.lib.db import forget_traces
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused

EXPORTS_A_DAY = 10


def export_data(actor: Actor, person: Any) -> IO[bytes]:
    """All that is held about `person`, as a zip (an open file)."""
    authorise(actor, "privacy.export", person)
    spend("privacy.export", str(person.pk), EXPORTS_A_DAY, timedelta(days=1))
    built = export.build(person)
    record(actor, "privacy.exported", person)
    return built


def erase_person(actor: Actor, person: Any) -> None:
    """For good, all at once or not at all. Raises Refused while somebody else would be left with a mess."""
    authorise(actor, "privacy.erase", person)
    with transaction.atomic():
        # Nobody becomes an only owner between the question and the deed.
        person = get_user_model()._base_manager.select_for_update().get(pk=person.pk)
        first = obstacles_of(person)
        if first:
            raise Refused(" ".join(first), code="obstacle")
        if not person.is_active:
            raise Refused(_("This account is closed already. There is nothing left to erase."), code="closed")
        erasure.erase(person)
        record(actor, "privacy.erased", person)
        transaction.on_commit(forget_traces)


def purge_old() -> int:
    """What has been kept as long as the notice says goes; run daily. Returns how many rows."""
    with transaction.atomic():
        count = erasure.purge()
        if count:
            record(SYSTEM, "privacy.purged", data={"rows": count})
            transaction.on_commit(forget_traces)
    return count
