"""Compare what waits with whatever shares a key with it, and keep the pairs that are worth a person's look."""

from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ngo2.organisations import duplicates
from ngo2.organisations.duplicates import bulk
from ngo2.organisations.duplicates.bulk import Found, Pair
from ngo2.organisations.duplicates.shelf import Shelf
from ngo2.organisations.models import Likeness, LikenessKey, Organisation
from ngo2.organisations.services.likenesses.candidates import pairs_of, texts
from ngo2.organisations.services.likenesses.workers import Workers

BATCH = 500  # what the database is kept busy with at a time: others want to write, too
_AT_ONCE = 4000  # numbers in one IN


def find_waiting(progress: Callable[[int], None] = lambda done: None, workers: Workers | None = None) -> int:
    """Until nothing waits. A batch is one transaction; whoever is killed leaves the rest for the next one."""
    total = 0
    with TemporaryDirectory(prefix="ngo2-") as folder:
        finder = Finder(str(Path(folder) / "shelf"), workers or Workers())
        try:
            while done := finder.take_batch():
                total += done
                progress(done)
        finally:
            finder.close()
    return total


def find_soon() -> None:
    """The same by a worker, when there is one."""
    from ngo2.organisations import tasks  # noqa: PLC0415 (tasks are made of services)

    tasks.find_likenesses.enqueue()


class Finder:
    """Remembers what is compared of each record that it met, on a shelf that its workers read."""

    def __init__(self, path: str, workers: Workers) -> None:
        self._path, self._workers = path, workers
        self._shelf = Shelf(path)
        self._met = bytearray()  # 1 at the numbers of those on the shelf

    def close(self) -> None:
        self._shelf.close()

    def take_batch(self) -> int:
        with transaction.atomic():
            waiting = LikenessKey.objects.filter(key=duplicates.WAITS).order_by("organisation")
            size = BATCH * self._workers.processes
            marks = dict(waiting.select_for_update(skip_locked=True).values_list("organisation", "pk")[:size])
            LikenessKey.objects.filter(pk__in=marks.values()).delete()
            if marks:
                self._keep(set(marks), pairs_of(marks, waiting=False))
        return len(marks)

    def _keep(self, records: set[int], pairs: set[Pair]) -> None:
        """Pairs whose other half waits too are left to its turn, so that no pair is compared twice."""
        self._meet(records | {pk for pair in pairs for pk in pair if not self._has_met(pk)})
        found = {pair: (score, why) for pair, score, why in self._judged(sorted(pairs))}
        now = timezone.now()
        Likeness.objects.bulk_create(
            [
                Likeness(first_id=first, second_id=second, score=score, why=why, found_at=now)
                for (first, second), (score, why) in sorted(
                    found.items()
                )  # two finders never wait for each other
            ],
            batch_size=500,
            update_conflicts=True,
            unique_fields=["first", "second"],
            update_fields=["score", "why"],
        )
        _forget(records, found.keys())

    def _has_met(self, pk: int) -> bool:
        return pk < len(self._met) and bool(self._met[pk])

    def _meet(self, records: Iterable[int]) -> None:
        """What stands in the directory of them; of who changed since it was met, what it is now."""
        wanted = sorted(records)
        self._met.extend(bytes(max(0, wanted[-1] + 1 - len(self._met))))
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            active = Organisation.objects.filter(pk__in=some, state=Organisation.ACTIVE)
            shares = self._workers.shares(list(texts(active)))
            kept = dict.fromkeys(some, b"")
            kept |= dict(chain.from_iterable(self._workers.map(bulk.packed_of, shares)))
            self._shelf.put(kept.items())
        for pk in wanted:
            self._met[pk] = 1

    def _judged(self, pairs: list[Pair]) -> Iterable[Found]:
        if self._workers.processes == 1:
            return bulk.judged(self._shelf, pairs)
        jobs = ((self._path, share) for share in self._workers.shares(pairs))
        return chain.from_iterable(self._workers.map(bulk.judged_in, jobs))


def _forget(records: set[int], found: Iterable[Pair]) -> None:
    """What is open about these records and was not found again is alike no more."""
    open_ones = Likeness.objects.filter(Q(first__in=records) | Q(second__in=records), state=Likeness.OPEN)
    gone = {
        pk: {first, second}
        for pk, first, second in open_ones.values_list("pk", "first", "second")
        if (first, second) not in found
    }
    if gone:
        waiting = LikenessKey.objects.filter(
            key=duplicates.WAITS, organisation__in=set().union(*gone.values())
        )
        later = set(waiting.values_list("organisation", flat=True))
        never = [pk for pk, both in gone.items() if not later & both]
        Likeness.objects.filter(pk__in=never, state=Likeness.OPEN).delete()
