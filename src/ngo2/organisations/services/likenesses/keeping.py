"""The blocking keys of every record, written with the facts that make them: none is ever missed, none outlives.

A record whose keys were written also gets the key WAITS: it is to be compared. The finder takes that key away in the
transaction in which it compares, so the work may be killed anywhere, begun twice, or left for a night.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from ngo2.organisations import duplicates
from ngo2.organisations.duplicates import bulk
from ngo2.organisations.models import LikenessKey, Organisation
from ngo2.organisations.services.likenesses.candidates import texts
from ngo2.organisations.services.likenesses.workers import Workers

BATCH = 1000
# Of all records so many at once: the more, the fewer pages of the index are written again and again.
BATCH_OF_ALL = 20_000
Batch = Sequence[tuple[int, str]]
Keyed = list[tuple[int, tuple[int, ...]]]
_INSERT = 'INSERT INTO "organisations_likenesskey" ("key", "organisation_id") VALUES (%s, %s) ON CONFLICT DO NOTHING'


def keep_keys(organisations: Sequence[Organisation], *, fresh: bool = False) -> None:
    """Call it where facts were written, in the same transaction. `fresh`: these records have no keys yet."""
    wanted = {one.pk: duplicates.keys(_likened(one)) for one in organisations}
    there = LikenessKey.objects.none() if fresh else LikenessKey.objects.filter(organisation__in=wanted)
    _keep(wanted, there)


def keep_keys_of_all(
    progress: Callable[[int], None], *, start: int = 0, workers: Workers | None = None
) -> None:
    """All keys anew, in the order of the records from number `start` on; every one of them waits afterwards."""
    for batch, computed in _one_ahead(_batches(start, workers or Workers())):
        wanted = dict(chain.from_iterable(computed))
        with transaction.atomic():
            wanted |= _changed_since(batch)
            mine = LikenessKey.objects.filter(organisation__gte=batch[0][0], organisation__lte=batch[-1][0])
            _keep(wanted, mine)
        progress(len(batch))


def _batches(start: int, workers: Workers) -> Iterator[tuple[Batch, Iterable[Keyed]]]:
    """Records from `start` on, and their keys as far as the workers have got."""
    records = texts(Organisation.objects.all())
    while batch := list(records.filter(pk__gte=start)[:BATCH_OF_ALL]):
        yield batch, workers.map(bulk.keys_of, workers.shares(batch))
        start = batch[-1][0] + 1


def _one_ahead(batches: Iterator[Any]) -> Iterator[Any]:
    """The workers compute the next one while the database takes this one."""
    this = next(batches, None)
    while this is not None:
        following = next(batches, None)
        yield this
        this = following


def keep_missing_keys() -> int:
    """Records without any key: made before keys were kept, or by a hand that went past the services.

    Not those that were joined with another: they have none, so that nobody compares with them.
    """
    keyed = LikenessKey.objects.filter(organisation=OuterRef("pk"))
    missing = Organisation.objects.filter(~Exists(keyed)).exclude(state=Organisation.MERGED).order_by("pk")
    done = 0
    while batch := list(missing.only("pk", "facts")[:BATCH]):
        with transaction.atomic():
            keep_keys(batch, fresh=True)
        done += len(batch)
    return done


def _changed_since(batch: Batch) -> dict[int, tuple[int, ...]]:
    """Keys of those whose facts were written while those of the batch were computed. From here on they are locked."""
    records = Organisation.objects.filter(pk__gte=batch[0][0], pk__lte=batch[-1][0]).select_for_update()
    return dict(bulk.keys_of(set(texts(records)) - set(batch)))


def _keep(wanted: Mapping[int, Iterable[int]], there: QuerySet[LikenessKey]) -> None:
    pairs = {(key, pk) for pk, found in wanted.items() for key in (duplicates.WAITS, *found)}
    gone = []
    for row, key, pk in there.values_list("pk", "key", "organisation").iterator():
        if (key, pk) in pairs:
            pairs.remove((key, pk))
        elif pk in wanted:
            gone.append(row)
    for first in range(0, len(gone), BATCH):
        LikenessKey.objects.filter(pk__in=gone[first : first + BATCH]).delete()
    with (
        connection.cursor() as cursor
    ):  # past the ORM, and in the order of the index: much faster in a list of millions
        cursor.executemany(_INSERT, sorted(pairs))


def _likened(one: Organisation) -> duplicates.Likened:
    facts: Mapping[str, Any] = one.facts
    return duplicates.likened({key: fact["v"] for key, fact in facts.items()}, one.pk)
