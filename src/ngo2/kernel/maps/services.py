"""Keep the map as the layers say: after each change, and anew from the beginning."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ngo2.kernel.maps import cells, tables
from ngo2.kernel.maps.layers import Layer, Placed, layers
from ngo2.kernel.maps.models import Build, Standing, Waiting
from ngo2.lib import db

# Of a rebuild in one transaction: others wait less than a second. Fewer things at once touch the same pages more often.
CHUNK, MARKS_COUNTED, ROWS_CLEARED = 20_000, 25_000, 5_000
# A process reads the old map for as long as it believes what it was told of the shown one.
GRACE = timedelta(seconds=10)
CAUGHT_UP = 200  # changed things placed at once


def place(layer: Layer, refs: Sequence[int]) -> None:
    """Put `refs` where they are now, or take them off. Doing it again changes nothing."""
    with transaction.atomic():
        # The row is the lock: two that place the same thing at once would both take its old place away.
        shown, making = tables.next_version(layer.name)
        if making:
            Waiting.objects.bulk_create(Waiting(build=making, ref=ref) for ref in refs)
        if shown:
            _place(shown, layer, refs)


def is_whole(layer: Layer) -> bool:
    """Whether it is shown, and nothing is left to do for it."""
    states = set(Build.objects.filter(layer=layer.name).values_list("state", flat=True))
    return states == {Build.LIVE}


def begin(layer: Layer) -> None:
    """A new build beside the one that is shown; one that was begun goes on."""
    with transaction.atomic():
        tables.next_version(
            layer.name
        )  # the lock: what was placed before it is committed, and found by the build
        unfinished = Build.objects.filter(layer=layer.name, state__in=[Build.PLACING, Build.COUNTING])
        if not unfinished.exists():
            made = Build.objects.create(layer=layer.name)
            Standing.objects.filter(layer=layer.name).update(making=made.pk)


def step(layer: Layer) -> tuple[int, int] | None:
    """A transaction of what is left to do: (done, known) of this stage, `known` 0 when nobody has counted.

    None when all is done. Killed anywhere, it goes on there; several may take turns.
    """
    builds = Build.objects.filter(layer=layer.name).exclude(state=Build.LIVE)
    seen = builds.exclude(gone_at__gt=timezone.now() - GRACE).order_by("pk").first()
    if seen is None:
        return None
    # Read before anything is locked: what changes from here on has a row that waits.
    refs = layer.refs_after(seen.until, CHUNK) if seen.state == Build.PLACING else []
    marks = _marks(layer, layer.placed(refs)) if refs else []
    with transaction.atomic():
        same = Build.objects.select_for_update().filter(pk=seen.pk, state=seen.state, until=seen.until)
        build = same.first()
        if build is None:  # another has done this step meanwhile
            return seen.done, 0
        if build.state == Build.GONE:
            return _forget(build)
        if build.state == Build.PLACING:
            return _place_more(build, refs, marks)
        return _count_more(build) or _catch_up(build, layer) or _go_live(build, layer)


def rebuild_steps(layer: Layer) -> Iterator[tuple[int, int]]:
    """Make the map of a layer anew beside the one that is shown, then show it."""
    db.give_room()
    begin(layer)
    while (done := step(layer)) is not None:
        yield done


def rebuild(layer: Layer) -> None:
    for _step in rebuild_steps(layer):
        pass


def tick() -> bool:
    """A step of the first map that is missing, or half made; whether there was one."""
    for layer in layers:
        if not is_whole(layer):
            db.give_room()
            if not Build.objects.filter(layer=layer.name).exists():
                begin(layer)
            return step(layer) is not None
    return False


def _forget(build: Build) -> tuple[int, int]:
    gone = tables.forget(build.pk, ROWS_CLEARED)
    build.done += gone
    if gone:
        build.save(update_fields=["done"])
    else:
        build.delete()
    return build.done, 0


def _place_more(build: Build, refs: Sequence[int], marks: list[tables.Mark]) -> tuple[int, int]:
    tables.insert_marks(build.pk, marks)
    build.done += len(refs)
    build.until = refs[-1] if refs else build.until
    if not refs:
        build.state, build.done = Build.COUNTING, 0
    build.save(update_fields=["state", "until", "done"])
    return build.done, 0


def _count_more(build: Build) -> tuple[int, int] | None:
    """Nothing is counted after the last one: what is placed later is added to the cells as it is placed."""
    after = (build.cut, build.morton, build.mark)
    if after == tables.END:
        return None
    (build.cut, build.morton, build.mark), counted = tables.count_more(build.pk, after, MARKS_COUNTED)
    build.done += counted
    build.save(update_fields=["cut", "morton", "mark", "done"])
    return build.done, 0


def _catch_up(build: Build, layer: Layer) -> tuple[int, int] | None:
    """What changed while the build ran, as long as it is much: then nobody has to wait for us."""
    waiting = Waiting.objects.filter(build=build.pk).order_by("pk")
    some = list(waiting[:CAUGHT_UP])
    if len(some) < CAUGHT_UP:
        return None
    _place_waiting(build, layer, some)
    return CAUGHT_UP, CAUGHT_UP + waiting.count()


def _go_live(build: Build, layer: Layer) -> tuple[int, int]:
    """The rest of what changed, and the new one is shown. Nobody places anything meanwhile."""
    before, _making = tables.next_version(layer.name)
    _place_waiting(build, layer, list(Waiting.objects.filter(build=build.pk).order_by("pk")))
    Build.objects.filter(pk=before).update(state=Build.GONE, done=0, gone_at=timezone.now())
    Build.objects.filter(pk=build.pk).update(state=Build.LIVE)
    Standing.objects.filter(layer=layer.name).update(build=build.pk, making=0)
    return 1, 1


def _place_waiting(build: Build, layer: Layer, waiting: Sequence[Waiting]) -> None:
    # Rows, not things: one that is changed once more meanwhile has a later row, and is placed once more.
    for some in _batches([one.ref for one in waiting]):
        _place(build.pk, layer, list(dict.fromkeys(some)))
    Waiting.objects.filter(build=build.pk, pk__in=[one.pk for one in waiting]).delete()


def _batches(refs: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(refs), CAUGHT_UP):
        yield refs[start : start + CAUGHT_UP]


def _place(build: int, layer: Layer, refs: Sequence[int]) -> None:
    nowhere: dict[int, list[tables.Mark]] = {ref: [] for ref in refs}
    now = nowhere | _by_ref(_marks(layer, layer.placed(refs)))
    away: list[tables.Mark] = []
    fresh: list[tables.Mark] = []
    for ref, marks in now.items():
        before = tables.marks_of(build, ref)
        away += [mark for mark in before if mark not in marks]
        fresh += [mark for mark in marks if mark not in before]
    tables.delete_marks(build, away)
    tables.insert_marks(build, fresh)
    tables.add_to_cells(build, _changes(away, fresh))


def _changes(away: Iterable[tables.Mark], fresh: Iterable[tables.Mark]) -> Iterator[tables.Change]:
    """What is to be added to which cell; where a thing comes and goes within a cell, the difference."""
    sums: dict[tuple[int, int], list[int]] = {}
    for marks, sign in ((away, -1), (fresh, 1)):
        for cut, code, ref, one, _two, x, y in marks:
            for number in {cut} if cut else {0, one}:
                for level in tables.LEVELS:
                    sum_ = sums.setdefault((number, cells.at_level(code, level)), [0, 0, 0, 0])
                    sum_[0] += sign
                    sum_[1] += sign * x
                    sum_[2] += sign * y
                    sum_[3] += sign * ref
    for (number, cell), (n, sx, sy, sref) in sums.items():
        if n or sx or sy or sref:
            yield number, cell, n, sx, sy, sref


def _marks(layer: Layer, placed: Iterable[Placed]) -> list[tables.Mark]:
    marks: list[tables.Mark] = []
    for ref, lat, lng, one, two, many, beside in placed:
        x, y = cells.cell(lat, lng)
        rest = cells.morton(x, y), ref, layer.one.number(one), layer.two.number(two), x, y
        marks += [(cut, *rest) for cut in layer.cuts(many, beside)]
    return marks


def _by_ref(marks: Iterable[tables.Mark]) -> dict[int, list[tables.Mark]]:
    found: dict[int, list[tables.Mark]] = {}
    for mark in marks:
        found.setdefault(mark[2], []).append(mark)
    return found
