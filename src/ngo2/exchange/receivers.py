"""What follows from entries about needs and offers, and of the rooms below."""

from ngo2.exchange import tasks
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


@on("exchange.published", "exchange.changed", "exchange.extended", "exchange.introduction.ended")
def look_for_what_fits(entry: Entry) -> None:
    """Also when an answer came to nothing: what it had reserved is there for others again."""
    tasks.find_matches.enqueue(int(entry.object_id))
