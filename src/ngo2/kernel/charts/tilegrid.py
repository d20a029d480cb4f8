"""The provinces as squares on a grid: a picture of a list, with no border drawn.

Every square is a link with its number and a spoken name; the shade only repeats what the number says.
Colours are classes of the style sheet (charts.css), so that the dark scheme, print and forced colours work
and the CSP needs no inline style. One unit is one pixel at 358 px, the width of a phone's column.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.kernel.charts.letters import letters

PITCH, SIDE, ROUND = 40, 36, 4
STEPS = (0.04, 0.1, 0.2, 0.5)  # shares of the largest count at which the next darker shade begins


class Tile(Protocol):
    """One place: division code, short and English name, and where it stands (from 0, row 0 at the top)."""

    @property
    def code(self) -> str: ...
    @property
    def short(self) -> str: ...
    @property
    def english(self) -> str: ...
    @property
    def column(self) -> int: ...
    @property
    def row(self) -> int: ...


def shade(count: int | None, largest: int) -> int:
    """0 for no data or none, else 1 (light) to 5 (full)."""
    if not count or largest <= 0:
        return 0
    return 1 + sum(count >= share * largest for share in STEPS)


def tile_grid(
    tiles: Iterable[Tile],
    counts: Mapping[str, int | None],
    url_for: Callable[[Tile], str | None],
    label_for: Callable[[Tile, int | None], str],
    title: str = "",
) -> SafeString:
    """SVG of all tiles. `counts` by code; a missing one is drawn as a dash.

    `url_for(tile)` may answer None for a place without a page; `label_for(tile, count)` is the spoken name
    ("云南 87 organisations"), shown under the pointer too. `title` names the whole picture.
    """
    placed = sorted(tiles, key=lambda tile: (tile.row, tile.column))  # the order in which Tab walks
    if not placed:
        return SafeString("")
    largest = max((count for count in counts.values() if count), default=0)
    chinese = (get_language() or "zh").startswith("zh")
    squares = (
        (_square(tile, counts.get(tile.code), largest, url_for(tile), label_for, chinese),) for tile in placed
    )
    width = PITCH * max(tile.column for tile in placed) + SIDE
    height = PITCH * max(tile.row for tile in placed) + SIDE
    return format_html(
        '<svg class="tiles" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
        ' role="group" aria-label="{title}">\n{body}</svg>',
        w=width,
        h=height,
        title=title or _("Organisations by province"),
        body=format_html_join("\n", "{}", squares),
    )


def _square(
    tile: Tile,
    count: int | None,
    largest: int,
    url: str | None,
    label_for: Callable[[Tile, int | None], str],
    chinese: bool,
) -> SafeString:
    x, y = tile.column * PITCH, tile.row * PITCH
    # The title names the square; what is drawn is short for it, and hidden from listeners. fill="none" is for
    # readers without the style sheet: black squares would hide the words.
    spoken = label_for(tile, count)
    drawing = format_html(
        '<title>{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="none"/>'
        '<g aria-hidden="true"><text class="name" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text class="count" x="{}" y="{}" text-anchor="middle">{}</text></g>',
        spoken,
        x,
        y,
        SIDE,
        SIDE,
        ROUND,
        x + SIDE // 2,
        y + 17,
        tile.short if chinese else letters(tile.code, tile.english),
        x + SIDE // 2,
        y + 30,
        "–" if count is None else f"{count:,}",
    )
    shaded = f"t{shade(count, largest)}"
    if url is None:
        return format_html('<g role="img" class="{}">{}</g>', shaded, drawing)
    return format_html('<a href="{}" class="{}">{}</a>', url, shaded, drawing)
