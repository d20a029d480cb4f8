"""Load the demo through the services that everybody else uses. Run it again: nothing comes twice."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings
from django.utils.translation import gettext as _

from ngo2.demo import cast, deliveries, exercise, hours, posts, stories, talking, tasks, together
from ngo2.demo.readers import examples, hubei, offers, red_cross, uk
from ngo2.demo.rows import Row, Tally
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Refused
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import Made, NewOrganisation, create_organisations
from ngo2.organisations.services.likenesses import find_soon
from ngo2.organisations.sources import Source

IMPORTER = Actor("import", label="demo")
READERS = (hubei, offers, uk, red_cross)
BATCH = 500  # one transaction each: whoever is interrupted goes on where it stopped

Progress = Callable[[str, int], None]  # (name of the list, rows done since the last call)


@dataclass
class Loaded:
    """`read` counts what the readers met, by list and reason; `added` the new organisations by list, `posts` the new
    needs and offers.

    `refused` counts facts that the record did not take, as "list.field"; empty when all is well.
    """

    read: dict[str, Tally] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    posts: dict[str, int] = field(default_factory=dict)
    sign_ins: list[cast.SignIn] = field(default_factory=list)


def load_demo(progress: Progress = lambda _name, _rows: None, *, seed: int = 7) -> Loaded:
    """All lists, then the cast. Refused but in the demo: a real site must not fill with foreign rows."""
    if not settings.DEMO:
        raise Refused(_("The demo is for trying out only. Set NGO2_DEMO=1 to load it into this database."))
    loaded = Loaded()
    for dataset, rows in _lists(loaded, seed):
        loaded.added[dataset] = 0
        for batch in _batches(rows):
            made = create_organisations(
                IMPORTER, [_new(row) for row in batch], source=_source(batch[0]), dataset=dataset
            )
            loaded.added[dataset] += len(made)
            loaded.refused.update(_refused(dataset, made))
            progress(dataset, len(batch))
    if any(loaded.added.values()):
        find_soon()  # the lists hold some organisations twice: the team has something to decide
    loaded.posts = exercise.load(IMPORTER, loaded.read, progress)
    loaded.sign_ins = cast.gather(examples.DATASET)
    records = {one.external_id: one for one in Organisation.objects.filter(dataset=examples.DATASET)}
    loaded.posts["example_posts"] = posts.post(records)
    deliveries.deliver(cast.people(), records)
    stories.tell(records)
    together.run(records)
    talking.talk(records)
    hours.help_out(cast.people(), records)
    tasks.begin()
    return loaded


def _lists(loaded: Loaded, seed: int) -> Iterator[tuple[str, Iterable[Row]]]:
    tallies = loaded.read
    for reader in READERS:
        tally = tallies.setdefault(reader.DATASET, Counter())
        yield reader.DATASET, reader.read(tally)
    tally = tallies.setdefault(examples.DATASET, Counter())
    yield examples.DATASET, examples.read(tally, seed=seed)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _source(row: Row) -> Source:
    return Source(row.source_kind, row.source_label, row.source_url[:300])


def _new(row: Row) -> NewOrganisation:
    return NewOrganisation(row.facts, row.external_id, row.is_example, _source(row), row.at)


def _refused(dataset: str, made: Iterable[Made]) -> Iterator[str]:
    for one in made:
        for key in one.refused:
            yield f"{dataset}.{key}"
