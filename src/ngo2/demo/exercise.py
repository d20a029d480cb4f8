"""A real historic exercise: what Hubei asked for and what was offered in the first weeks of 2020, as closed posts."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from ngo2.demo.readers import exercise, hubei, offers
from ngo2.demo.readers.exercise import PostRow
from ngo2.demo.rows import Tally
from ngo2.exchange import kinds
from ngo2.exchange.cleaning import (
    LONGEST_ITEM,
    LONGEST_NOTE,
    LONGEST_TITLE,
    MOST_LINES,
    Item,
    Terms,
    Told,
    Where,
)
from ngo2.exchange.models import Post
from ngo2.exchange.services import NewPost, import_posts
from ngo2.lib.actors import Actor
from ngo2.organisations.models import Organisation

BATCH = 200
Progress = Callable[[str, int], None]
DATASETS = {kinds.NEED: "hubei_2020_needs", kinds.OFFER: "hubei_2020_offers"}
_LISTS = {kinds.NEED: (hubei.DATASET, exercise.needs), kinds.OFFER: (offers.DATASET, exercise.offered)}


def load(actor: Actor, tallies: dict[str, Tally], progress: Progress) -> dict[str, int]:
    """How many posts are new, by list. What is here already does not come twice."""
    added = {}
    for side, (dataset, read) in _LISTS.items():
        name = DATASETS[side]
        records = {one.external_id: one for one in Organisation.objects.filter(dataset=dataset)}
        known = Post.objects.filter(dataset=name).count()
        if not records:
            added[name] = 0
            continue
        tally = tallies.setdefault(name, Counter())
        rows = (_new(row, records[row.organisation]) for row in read(tally) if row.organisation in records)
        for batch in _batches(rows):
            import_posts(actor, batch, dataset=name)
            progress(name, len(batch))
        added[name] = Post.objects.filter(dataset=name).count() - known
    return added


def _batches(rows: Iterable[NewPost]) -> Iterator[list[NewPost]]:
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _new(row: PostRow, record: Organisation) -> NewPost:
    """As far as the columns reach; a place that is not sure is the whole country."""
    told = Told(
        side=row.side,
        subkind=row.subkind,
        title=row.title_zh[:LONGEST_TITLE],
        text="\n".join(filter(None, (row.text_zh, row.source_url))),
        items=tuple(
            Item(line.item[:LONGEST_ITEM], line.quantity, line.unit, line.text[:LONGEST_NOTE])
            for line in row.lines[:MOST_LINES]
        ),
        where=Where(kinds.PLACE if row.division else kinds.COUNTRY, "CN", row.division),
        terms=Terms(row.until_day, row.from_day),
    )
    return NewPost(record, told, row.external_id, row.from_day or exercise.FROM_DAY, row.until_day)
