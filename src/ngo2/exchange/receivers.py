"""What follows here from entries of the rooms below."""

from ngo2.exchange.services import end_all_of
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import on
from ngo2.organisations.models import Organisation


@on("organisations.closed")
def end_what_it_left(entry: Entry) -> None:
    """Unless it came back meanwhile."""
    found = Organisation.objects.filter(pk=int(entry.object_id), state=Organisation.CLOSED).first()
    if found is not None:
        end_all_of(found)
