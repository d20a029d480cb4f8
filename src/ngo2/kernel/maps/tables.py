"""The two tables of the map, in plain SQL: this is the one path that does not use the ORM (0.04 against 0.48 ms).

`maps_mark`: one row for each placed thing and `cut`; cut 0 holds all, every other cut those with one value of the
layer's `many` facet. In the order of Morton codes, so that a tile is one range.
`maps_cell`: how many stand in each cell of each level of the pyramid, for cut 0, each `many` and each `one` value, and
the sums of their coordinates and numbers: a cluster stands where its points are on average, and where only one is
left the sums are that one. All of them go up and down by addition, so nothing is ever looked for again.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection

from ngo2.kernel.maps import cells
from ngo2.kernel.maps.mvt import Spot

GRID: Final = 4  # halvings of a tile: 16 by 16 cells
# Of the pyramid: it answers tiles down to zoom 12. Every other one is left out: an edit and a build are half the work,
# and the tiles between add up four cells of the next finer level.
LEVELS: Final = range(GRID, 17, 2)
MARK = {"build": "integer", "cut": "integer", "morton": "bigint", "ref": "bigint",
        "one": "integer", "two": "integer", "x": "integer", "y": "integer"}  # fmt: skip
CELL = {"build": "integer", "cut": "integer", "cell": "bigint", "n": "bigint",
        "sx": "bigint", "sy": "bigint", "sref": "bigint"}  # fmt: skip
MARK_KEY, CELL_KEY = ("build", "cut", "morton", "ref"), ("build", "cut", "cell")

Mark = tuple[int, int, int, int, int, int, int]  # cut, morton, ref, one, two, x, y
Change = tuple[int, int, int, int, int, int]  # cut, cell, n, sx, sy, sref: each to be added
Key = tuple[int, int, int]  # cut, morton, ref: the place of a mark in the order of its build
START: Final[Key] = (-1, -1, -1)
END: Final[Key] = (2**31 - 1, 2**63 - 1, 2**63 - 1)
_ADDED: Final = (
    " ON CONFLICT (build, cut, cell) DO UPDATE SET n = maps_cell.n + excluded.n, sx = maps_cell.sx + excluded.sx,"
    " sy = maps_cell.sy + excluded.sy, sref = maps_cell.sref + excluded.sref"
)


def execute(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def execute_many(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))


def next_version(layer: str) -> tuple[int, int]:
    """Locks the layer until the commit; gives the build that is shown and the one in the making, 0 for none."""
    ((shown, making),) = execute(
        "INSERT INTO maps_standing (layer, version, build, making) VALUES (%s, 1, 0, 0)"
        " ON CONFLICT (layer) DO UPDATE SET version = maps_standing.version + 1 RETURNING build, making",
        [layer],
    )
    return shown, making


def marks_of(build: int, ref: int) -> list[Mark]:
    # The plus keeps SQLite, which knows no statistics here, from walking through the whole build.
    return execute(
        "SELECT cut, morton, ref, one, two, x, y FROM maps_mark WHERE ref = %s AND +build = %s",
        [ref, build],
    )


def insert_marks(build: int, marks: Iterable[Mark]) -> None:
    execute_many(
        "INSERT INTO maps_mark (build, cut, morton, ref, one, two, x, y)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [(build, *mark) for mark in sorted(marks)],
    )


def delete_marks(build: int, marks: Iterable[Mark]) -> None:
    execute_many(
        "DELETE FROM maps_mark WHERE build = %s AND cut = %s AND morton = %s AND ref = %s",
        [(build, *mark[:3]) for mark in sorted(marks)],
    )


def add_to_cells(build: int, changes: Iterable[Change]) -> None:
    rows = [(build, *change) for change in sorted(changes)]
    execute_many(
        f"INSERT INTO maps_cell (build, cut, cell, n, sx, sy, sref) VALUES (%s, %s, %s, %s, %s, %s, %s){_ADDED}",  # noqa: S608 (our own names)
        rows,
    )
    emptied = [row[:3] for row in rows if row[3] < 0]
    execute_many("DELETE FROM maps_cell WHERE build = %s AND cut = %s AND cell = %s AND n = 0", emptied)


def _levels_of(narrow: str) -> str:
    """Which cells of all levels the marks of a range add to: the finest from the marks, each other from the next finer.

    The marks of cut 0 count for their value of `one`, too.
    """
    finest, width = LEVELS[-1], 2 * LEVELS.step
    cell = f"{1 << 2 * finest} + (morton >> {2 * (cells.BITS - finest)}) AS cell"
    sums = "count(*) AS n, sum(x) AS sx, sum(y) AS sy, sum(ref) AS sref"
    made = [
        f"level_{finest} AS MATERIALIZED (SELECT cut, {cell}, {sums} FROM maps_mark WHERE {narrow} GROUP BY 1, 2"  # noqa: S608 (our own numbers)
        f" UNION ALL SELECT one, {cell}, {sums} FROM maps_mark WHERE {narrow} AND cut = 0 AND one <> 0 GROUP BY 1, 2)"
    ]
    sums = "sum(n) AS n, sum(sx) AS sx, sum(sy) AS sy, sum(sref) AS sref"
    for level in reversed(LEVELS[:-1]):
        finer = f"SELECT cut, cell >> {width} AS cell, {sums} FROM level_{level + LEVELS.step} GROUP BY 1, 2"  # noqa: S608 (our own numbers)
        made.append(f"level_{level} AS MATERIALIZED ({finer})")
    every = " UNION ALL ".join(f"SELECT * FROM level_{level}" for level in reversed(LEVELS))  # noqa: S608 (our own numbers)
    return f"WITH {', '.join(made)} SELECT %s, every.* FROM ({every}) AS every"  # noqa: S608 (our own numbers)


def count_more(build: int, after: Key, most: int) -> tuple[Key, int]:
    """Add the next `most` marks in their order to the pyramid: where it goes on (`END` when all are), how many it were.

    Adding does not ask where a range ends: a cell that lies in two of them is added to twice.
    """
    names = ", ".join(MARK_KEY[1:])
    narrow = f"build = %s AND ({names}) > (%s, %s, %s)"
    following = f"SELECT {names} FROM maps_mark WHERE {narrow} ORDER BY {names} LIMIT 1 OFFSET %s"  # noqa: S608 (our own names)
    last = execute(following, [build, *after, most - 1])
    until: Key = last[0] if last else END
    values = [build, *after, *until]
    added = _levels_of(f"{narrow} AND ({names}) <= (%s, %s, %s)")
    # WHERE true: without it SQLite takes the ON of the conflict for that of a join.
    execute(
        f"INSERT INTO maps_cell (build, cut, cell, n, sx, sy, sref) {added} WHERE true{_ADDED}",
        [*values, *values, build],
    )
    return until, most if last else 0


def forget(build: int, most: int) -> int:
    """Delete about `most` rows of it; how many that were."""
    for table, key in (("maps_mark", MARK_KEY), ("maps_cell", CELL_KEY)):
        names = ", ".join(key[1:])
        following = f"SELECT {names} FROM {table} WHERE build = %s ORDER BY {names} LIMIT 1 OFFSET %s"  # noqa: S608 (our own names)
        last = execute(following, [build, most - 1])
        until = f" AND ({names}) <= ({', '.join(['%s'] * len(key[1:]))})" if last else ""
        delete = f"DELETE FROM {table} WHERE build = %s{until}"  # noqa: S608 (our own names)
        with connection.cursor() as cursor:
            cursor.execute(delete, [build, *(last[0] if last else ())])
            if cursor.rowcount:
                return cursor.rowcount
    return 0


def _sums(*columns: str) -> str:
    """Whole numbers: PostgreSQL adds them up as decimals."""
    return ", ".join(f"CAST(sum({column}) AS bigint)" for column in columns)


def _from_pyramid(build: int, cut: int, z: int, x: int, y: int) -> list[tuple[Any, ...]]:
    level = next(one for one in LEVELS if one >= z + GRID)
    values = [build, cut, *cells.range_of(z, x, y, level)]
    narrow = " FROM maps_cell WHERE build = %s AND cut = %s AND cell >= %s AND cell < %s"
    if level == z + GRID:
        return execute(f"SELECT n, sx, sy, sref{narrow} ORDER BY cell", values)
    cell = f"cell >> {2 * (level - z - GRID)}"
    sums = f"SELECT {_sums('n', 'sx', 'sy', 'sref')}{narrow}"
    return execute(f"{sums} GROUP BY {cell} ORDER BY {cell}", values)


def spots(build: int, z: int, x: int, y: int, *, one: int = 0, two: int = 0, many: int = 0) -> list[Spot]:
    """The clusters of a tile, from the pyramid where it holds the answer, else from the range of points.

    `one`, `two` and `many` are numbers of facet values, 0 for all.
    """
    level = z + GRID
    if level <= LEVELS[-1] and not two and not (one and many):
        rows = _from_pyramid(build, one or many, z, x, y)
    else:
        first, after = cells.points_of(z, x, y)
        asked = [(name, value) for name, value in (("one", one), ("two", two)) if value]
        narrow = "".join(f" AND {name} = %s" for name, _value in asked)
        step = 2 * max(cells.BITS - level, 0)
        rows = execute(
            f"SELECT count(*), {_sums('x', 'y', 'ref')} FROM maps_mark"  # noqa: S608 (our own names)
            f" WHERE build = %s AND cut = %s AND morton >= %s AND morton < %s{narrow}"
            f" GROUP BY morton >> {step} ORDER BY morton >> {step}",
            [build, many, first, after, *(value for _name, value in asked)],
        )
    shift = cells.BITS - z - 12
    left, top = x << 12, y << 12
    return [Spot(n, (sx // n >> shift) - left, (sy // n >> shift) - top, sref) for n, sx, sy, sref in rows]


def box(low: tuple[float, float], high: tuple[float, float]) -> tuple[str, list[int]]:
    """The condition on marks for a box between two corners (lat, lng), with its values: at most four ranges of codes,
    of cells as large as the box."""
    (x0, y1), (x1, y0) = cells.cell(*low), cells.cell(*high)  # rows are counted from the north
    shift = max(x1 - x0, y1 - y0).bit_length()
    corners = {(x >> shift, y >> shift) for x in (x0, x1) for y in (y0, y1)}
    ranges = [cells.points_of(cells.BITS - shift, *corner) for corner in sorted(corners)]
    near = " OR ".join(["morton >= %s AND morton < %s"] * len(ranges))
    exact = "x >= %s AND x <= %s AND y >= %s AND y <= %s"
    return f"(({near}) AND {exact})", [*(edge for both in ranges for edge in both), x0, x1, y0, y1]
