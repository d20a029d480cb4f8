"""What follows from entries about records."""

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import on
from ngo2.kernel.opendata.services import withdraw_snapshots
from ngo2.lib.actors import SYSTEM
from ngo2.organisations.disclosure import PROVINCE
from ngo2.organisations.models import Organisation


@on("organisations.facts.changed")
def withdraw_copies(entry: Entry) -> None:
    """A monthly copy made before may tell the county of somebody who has to be hidden now."""
    if "sensitivity" not in entry.data.get("fields", ()):
        return
    if Organisation.objects.filter(pk=int(entry.object_id), shown_level=PROVINCE).exists():
        withdraw_snapshots(SYSTEM, "organisations")
