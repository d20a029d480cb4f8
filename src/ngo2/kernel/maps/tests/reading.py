"""The map as it stands in the tables."""

from ngo2.kernel.maps import tables


def rows(build: int) -> tuple:
    cell = tables.execute(
        "SELECT cut, cell, n, sx, sy, sref FROM maps_cell WHERE build = %s ORDER BY 1, 2", [build]
    )
    mark = tables.execute(
        "SELECT cut, morton, ref, one, two, x, y FROM maps_mark WHERE build = %s ORDER BY 1, 2, 3", [build]
    )
    return cell, mark
