"""Which posts an entry of the journal is about: whatever shows posts elsewhere follows by this."""

from collections.abc import Iterable
from typing import Any

from ngo2.exchange.models import Post

_POST, _RECORD = "exchange.post", "organisations.organisation"
# What nobody sees of: lists of the past come in closed, and a record that is new has posted nothing.
_QUIET = {"exchange.imported", "organisations.created"}
FOLLOWED = ("exchange.*", "organisations.*")


def posts_touched(entry: Any, side: str) -> Iterable[int]:
    """`entry`: of the journal, or as the index reads it. A record that is changed, hidden or joined with another
    takes its open posts along; where two became one, those of both."""
    if entry.verb in _QUIET:
        return []
    if entry.object_type == _POST:
        return Post.objects.filter(pk=int(entry.object_id), side=side).values_list("pk", flat=True)
    if entry.object_type != _RECORD:
        return []
    records = {entry.object_id}
    if "merge" in entry.verb:
        records.add(entry.scope.partition(":")[2])
    found = Post.objects.filter(organisation__in=map(int, records), state=Post.OPEN, side=side)
    return found.values_list("pk", flat=True)
