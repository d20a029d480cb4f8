"""What follows from entries about needs and offers, and of the rooms below."""

from ngo2.exchange import endings, queries, tasks
from ngo2.exchange.kinds import PROJECT
from ngo2.exchange.models import Post
from ngo2.exchange.services import close_post, end_all_of
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import on
from ngo2.lib.actors import SYSTEM
from ngo2.lib.refusals import Refused
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


@on("exchange.delivery.done")
def close_what_all_say_is_done(entry: Entry) -> None:
    """A project is delivered when the last of its partners and whoever posted it have said so."""
    post = Post.objects.filter(pk=entry.object_id, kind=PROJECT, state=Post.OPEN).first()
    if post is None or not queries.is_delivered(post):
        return
    try:
        close_post(SYSTEM, post, ending=endings.DELIVERED)
    except Refused:  # closed meanwhile
        return
