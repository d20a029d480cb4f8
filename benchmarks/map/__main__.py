"""Clustered tiles of a million points: ours on SQLite beside PostGIS, in one run on one machine.

`python -m benchmarks.map [--points 1000000] [--tiles 60] [--without-postgis] [--table-only] [--layers]`

PostGIS answers the same question in the way its manual says: `ST_AsMVT` over `ST_SnapToGrid` with a GiST index, the
same points, the same 16 by 16 cells a tile. It is installed from Debian when it is missing. Tiles are timed on
the clock, one after the other, each side warm; PostgreSQL works in one process. Compare ratios, not milliseconds.

`--layers` puts as many needs and as many offers beside, as layers of their own, and an open need to every tenth
point; the z4 tiles of all three are told before and after, in CPU milliseconds.

`--table-only` fills the table of the map at once, in order and without what finds a thing in it again: for as many
points as there is room for, of which only the tiles are measured. Without PostGIS beside it a tile is told in CPU
milliseconds, which a busy machine does not spoil.
"""

import argparse
import gzip
import os
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from typing import Any, NamedTuple

from benchmarks.map.gis import PostGIS
from benchmarks.map.things import Thing, Things

ZOOMS = (0, 4, 5, 8, 9, 12)
_NAMES = ("organisations", "needs", "offers")


class Case(NamedTuple):
    name: str
    z: int
    asked: dict[str, str]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--points", type=int, default=1_000_000)
    arguments.add_argument("--tiles", type=int, default=60)
    arguments.add_argument("--without-postgis", action="store_true")
    arguments.add_argument("--table-only", action="store_true")
    arguments.add_argument("--layers", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NGO2_DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngo2.config.settings")
        os.environ.pop("DATABASE_URL", None)
        if given.layers:
            measure_layers(given.points, given.tiles)
        else:
            measure(given.points, given.tiles, beside=not given.without_postgis, whole=not given.table_only)


def measure(count: int, tiles: int, *, beside: bool, whole: bool) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    layer = Things(count).layer()
    if not whole:
        _fill(Things(count), layer)
    began, cpu = time.perf_counter(), time.process_time()
    held, held_cpu = _rebuild(layer)
    wall, spent = time.perf_counter() - began, time.process_time() - cpu
    made, made_cpu = _making(count) if whole else (0, 0)
    print(
        f"{'rebuild' if whole else 'counting'} of {count:,} points: {wall - made:.0f} s, CPU {spent - made_cpu:.0f} s"
        f" (without {made_cpu:.0f} s CPU in which the points are thought out); others wait for at most {held:.2f} s"
        f" ({held_cpu:.2f} s CPU); most memory {_megabytes()} MB",
        flush=True,
    )
    peer = PostGIS(Things(count)) if beside else None
    print(
        f"\n{'tile':24}{'ours ms':>9}{'p95':>8}{'peer ms':>10}{'p95':>9}{'x':>8}{'bytes':>8}{'gz p95':>8}{'size x':>8}"
    )
    for case in cases():
        print(_row(case, layer, Things(count).some_tiles(case.z, tiles), peer), flush=True)
    if not whole:
        return
    _edits(layer, count)
    _over_http(layer, Things(count).some_tiles(8, tiles))


def measure_layers(count: int, tiles: int) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    wanted = Things(count).some_tiles(4, tiles)

    def told(layer: Any, name: str, asked: dict[str, str]) -> None:
        print(f"{_row(Case(name, 4, asked), layer, wanted, None)}", flush=True)

    print(f"\n{'tile':24}{'ours ms':>9}{'p95':>8}{'':30}{'bytes':>8}{'gz p95':>8}")
    alone = Things(count).layer()
    _rebuild(alone)
    told(alone, "organisations alone", {})
    several = [Things(count).layer(name, seeking=name == "organisations") for name in _NAMES]
    for layer in several:
        _rebuild(layer)
    for _again in range(2):
        for layer in several:
            told(layer, layer.name, {})
        told(several[0], "with needs", {"with": "needs"})
        told(several[0], "with needs, one cause", {"with": "needs", "cause": "rural"})


def _rebuild(layer: Any) -> tuple[float, float]:
    """The longest time for which a step held the lock for writing: seconds on the clock, and of CPU."""
    from django.db import connection

    from ngo2.kernel.maps import services

    clocks = time.perf_counter, time.process_time
    locked, longest = [0.0, 0.0], [0.0, 0.0]

    def noted(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        found = execute(sql, *rest)
        if sql.startswith("BEGIN"):
            locked[:] = (clock() for clock in clocks)
        return found

    with connection.execute_wrapper(noted):
        for _done in services.rebuild_steps(layer):
            spent = [clock() - since for clock, since in zip(clocks, locked, strict=True)]
            longest = [max(pair) for pair in zip(longest, spent, strict=True)]
    return longest[0], longest[1]


def _fill(things: "Things", layer: Any) -> None:
    """A build whose things are all placed."""
    from django.db import transaction

    from ngo2.kernel.maps import cells, services, tables
    from ngo2.kernel.maps.models import Build
    from ngo2.lib import db

    began, cpu = time.perf_counter(), time.process_time()
    db.give_room()
    services.begin(layer)
    build = Build.objects.get()
    many = {cause: 1 << nth for nth, cause in enumerate(things.CAUSES)}
    tables.execute("DROP INDEX maps_mark_of")
    columns = "morton, ref, one, two, x, y"
    tables.execute(f"CREATE TEMP TABLE raw ({columns}, many)")

    def row(thing: Thing) -> tuple[int, ...]:
        x, y = cells.cell(thing.lat, thing.lng)
        one, two = layer.one.number(thing.kind), layer.two.number(thing.grade)
        return cells.morton(x, y), thing.ref, one, two, x, y, sum(many[cause] for cause in thing.causes)

    rows = map(row, things.all())
    while some := list(islice(rows, 100_000)):
        with transaction.atomic():
            tables.execute_many("INSERT INTO raw VALUES (%s, %s, %s, %s, %s, %s, %s)", some)
    tables.execute("CREATE TEMP TABLE sorted AS SELECT * FROM raw ORDER BY morton, ref")
    tables.execute("DROP TABLE raw")
    for cut, bit in sorted([(0, 0), *((layer.many.number(cause), bit) for cause, bit in many.items())]):
        tables.execute(
            f"INSERT INTO maps_mark (build, cut, {columns})"  # noqa: S608 (our own names)
            f" SELECT %s, %s, {columns} FROM sorted WHERE many & %s = %s",
            [build.pk, cut, bit, bit],
        )
    tables.execute("DROP TABLE sorted")
    Build.objects.update(state=Build.COUNTING)
    wall, spent = time.perf_counter() - began, time.process_time() - cpu
    print(f"table of {things.count:,} points filled: {wall:.0f} s, CPU {spent:.0f} s", flush=True)


def _making(count: int) -> tuple[float, float]:
    """Seconds on the clock and of CPU in which the points themselves are made."""
    began, cpu = time.perf_counter(), time.process_time()
    for _one in Things(count).all():
        pass
    return time.perf_counter() - began, time.process_time() - cpu


def cases() -> list[Case]:
    plain = [Case(f"z{z}", z, {}) for z in ZOOMS]  # those between two levels of the pyramid too
    return [
        *plain,
        Case("z4, one kind", 4, {"kind": "company"}),
        Case("z4, one cause", 4, {"cause": "health"}),
        Case("z4, kind and cause", 4, {"kind": "company", "cause": "health"}),
        Case("z0, kind and cause", 0, {"kind": "company", "cause": "health"}),  # the most that can be asked
    ]


def _row(case: Case, layer: Any, tiles: list[tuple[int, int, int]], peer: PostGIS | None) -> str:
    from ngo2.kernel.maps import queries

    build = queries.standing(layer).build
    wanted = queries.read(layer, case.asked)
    clock = time.perf_counter if peer else time.process_time
    ours, bodies = _times(lambda tile: queries.tile(layer, build, *tile, wanted), tiles, clock)
    zipped = sorted(len(gzip.compress(body, 6)) for body in bodies)
    said = f"{case.name:24}{_median(ours):10.2f}{_p95(ours):10.2f}"
    size = f"{statistics.mean(map(len, bodies)):10.0f}{zipped[int(len(zipped) * 0.95)]:10}"
    if peer is None:
        return f"{said}{'':30}{size}"
    slow = tiles if case.z > 5 else tiles[:6]
    theirs, other = _times(lambda tile: peer.tile(tile, case.asked), slow, clock)
    both = sum(map(len, bodies[: len(slow)])) / max(sum(map(len, other)), 1)
    times = f"{_median(theirs):10.1f}{_p95(theirs):10.1f}{_median(theirs) / _median(ours):10.0f}"
    return f"{said}{times}{size}{both:10.2f}"


def _times(
    make: Callable[[tuple[int, int, int]], bytes],
    tiles: list[tuple[int, int, int]],
    clock: Callable[[], float],
) -> tuple[list[float], list[bytes]]:
    """Milliseconds of each tile; a first round warms both sides."""
    make(tiles[0])
    times, bodies = [], []
    for tile in tiles:
        began = clock()
        bodies.append(make(tile))
        times.append((clock() - began) * 1000)
    return times, bodies


def _edits(layer: Any, count: int) -> None:
    """The map as it is afterwards. The worst that can happen: to another province, with another kind and causes."""
    from ngo2.kernel.maps import services
    from ngo2.kernel.maps.layers import Layer, Placed

    made, now = random.Random(3), {}
    lat, lng = 30.0, 110.0

    def timed(ref: int, placed: Placed) -> float:
        now[ref] = placed
        one = Layer(**{**vars(layer), "placed": lambda refs: [now[ref] for ref in refs]})
        began = time.process_time()
        services.place(one, [ref])
        return (time.process_time() - began) * 1000

    refs = made.sample(range(1, count + 1), 200)
    far = [
        timed(
            ref,
            Placed(ref, lat + made.random(), lng + made.random(), "company", "fresh", ("health", "rural")),
        )
        for ref in refs
    ]
    near = [timed(ref, now[ref]._replace(lat=now[ref].lat + 0.02, lng=now[ref].lng - 0.02)) for ref in refs]
    kind = [timed(ref, now[ref]._replace(one="network")) for ref in refs]
    print("\nCPU ms of an edit, median and p95:", end=" ")
    told = (("everything changes", far), ("moves 3 km", near), ("another kind", kind))
    print(", ".join(f"{name} {_median(times):.2f} {_p95(times):.2f}" for name, times in told), flush=True)


def _over_http(layer: Any, tiles: list[tuple[int, int, int]]) -> None:
    """Through all of the site's middleware, as the server calls it."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    from benchmarks.pages import answer, environ
    from ngo2.kernel.maps.layers import layers

    layers._items["organisations"] = layer
    settings.ROOT_URLCONF = "benchmarks.urls"
    site = get_wsgi_application()

    def get(url: str, **headers: str) -> str:
        return answer(site, environ(url, accept_encoding="gzip", **headers))[1].get("ETag", "")

    urls = ["/map/organisations/{}/{}/{}.mvt".format(*tile) for tile in tiles]
    tags = {url: get(url) for url in urls}
    nothing: list[float] = []
    cold: list[float] = []
    again: list[float] = []
    for _round in range(5):  # in turn, so that a busy machine slows all alike
        nothing += _cpu(lambda _url: get("/empty/"), urls)
        cold += _cpu(get, urls)
        again += _cpu(lambda url: get(url, if_none_match=tags[url]), urls)
    print(f"over HTTP, z8: empty view {_median(nothing):.3f} ms, cold p95 {_p95(cold):.2f} ms,", end=" ")
    print(f"304 {_median(again):.3f} ms = {_median(again) / _median(nothing):.2f} x empty")


def _cpu(get: Callable[[str], Any], addresses: list[str]) -> list[float]:
    times = []
    for url in addresses:
        began = time.process_time()
        get(url)
        times.append((time.process_time() - began) * 1000)
    return times


def _median(times: list[float]) -> float:
    return statistics.median(times)


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
