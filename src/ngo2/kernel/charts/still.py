"""The provinces as a picture file for other sites: complete in itself, without style sheet, script or link.

Colours stand in attributes: a picture on another site has no style sheet of ours, and its CSP may allow none.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from ngo2.kernel.charts.letters import letters
from ngo2.kernel.charts.tilegrid import PITCH, ROUND, SIDE, Tile, shade

FILLS = (
    "#f0ede3",
    "#e4ede7",
    "#c4dbd1",
    "#94c0b2",
    "#2c8271",
    "#14594e",
)  # --tile-0 to --tile-5 of tokens.css
INK, QUIET, FULL, PAPER = "#1d2329", "#5a6570", "#ffffff", "#fbfaf6"
FACE = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
EDGE, HEAD, FOOT = 14, 40, 34
SAID = 20  # a second line under the title
WIDE, LINE, BAR = 388, 24, 120  # of a ranked list: the picture, one line, and the longest bar
MOST_LINES, MOST_LETTERS = 15, 60
Ranked = Sequence[tuple[str, int]]


def still_grid(
    tiles: Iterable[Tile], counts: Mapping[str, int], title: str, foot: str, said: str = ""
) -> SafeString:
    """SVG with a title above, `said` below it, and the attribution at the foot."""
    placed = sorted(tiles, key=lambda tile: (tile.row, tile.column))
    largest = max(counts.values(), default=0)
    chinese = (get_language() or "zh").startswith("zh")
    top = _top(said)
    squares = ((_square(tile, counts.get(tile.code, 0), largest, chinese, top),) for tile in placed)
    return _drawing(
        PITCH * max((tile.column for tile in placed), default=8) + SIDE + 2 * EDGE,
        PITCH * max((tile.row for tile in placed), default=0) + SIDE + top + FOOT,
        (title, said, foot),
        format_html_join("", "{}", squares),
    )


def still_list(ranked: Ranked, title: str, foot: str, said: str = "") -> SafeString:
    """The same for a country without a grid: its places with their counts, in the order given. How many do not fit
    stands at the foot."""
    if (left := len(ranked) - MOST_LINES) > 0:
        more = ngettext("%(n)s more", "%(n)s more", left) % {"n": left}
        foot = f"{more} · {foot}"
    shown, top = ranked[:MOST_LINES], _top(said)
    largest = max((count for _, count in shown), default=0)
    lines = ((_line(name, count, largest, top + LINE * at),) for at, (name, count) in enumerate(shown))
    height = top + LINE * len(shown) + FOOT
    return _drawing(WIDE, height, (title, said, foot), format_html_join("", "{}", lines))


def _top(said: str) -> int:
    return HEAD + SAID if said else HEAD


def _drawing(width: int, height: int, words: tuple[str, str, str], body: SafeString) -> SafeString:
    """The title is also what a screen reader says."""
    title, said, foot = words
    second = '<text x="{}" y="{}" font-size="13" fill="{}">{}</text>'
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img"'
        ' font-family="{face}"><title>{whole}</title><rect width="{w}" height="{h}" fill="{paper}"/>'
        '<text x="{edge}" y="26" font-size="16" font-weight="600" fill="{ink}">{title}</text>{second}{body}'
        '<text x="{edge}" y="{below}" font-size="11" fill="{quiet}">{foot}</text></svg>',
        w=width,
        h=height,
        face=FACE,
        whole=" · ".join(filter(None, (title, said))),
        title=title,
        second=format_html(second, EDGE, 46, QUIET, said[:MOST_LETTERS]) if said else "",
        paper=PAPER,
        ink=INK,
        quiet=QUIET,
        edge=EDGE,
        below=height - 12,
        foot=foot,
        body=body,
    )


def _line(name: str, count: int, largest: int, y: int) -> SafeString:
    long = max(2, BAR * count // largest) if largest else 0
    return format_html(
        '<rect x="{edge}" y="{bar}" width="{long}" height="14" rx="2" fill="{fill}"/>'
        '<text x="{at}" y="{base}" font-size="13" fill="{ink}">{name}</text>'
        '<text x="{end}" y="{base}" font-size="13" fill="{ink}" text-anchor="end">{count}</text>',
        edge=EDGE,
        bar=y + 3,
        long=long,
        fill=FILLS[4],
        at=EDGE + BAR + 10,
        end=WIDE - EDGE,
        base=y + 15,
        ink=INK,
        name=name[:30],
        count=f"{count:,}",
    )


def _square(tile: Tile, count: int, largest: int, chinese: bool, top: int) -> SafeString:
    x, y, step = tile.column * PITCH + EDGE, tile.row * PITCH + top, shade(count, largest)
    return format_html(
        '<g text-anchor="middle" fill="{words}"><rect x="{x}" y="{y}" width="{side}" height="{side}" rx="{rx}"'
        ' fill="{fill}"/><text x="{mid}" y="{one}" font-size="14">{name}</text>'
        '<text x="{mid}" y="{two}" font-size="11">{count}</text></g>',
        words=FULL if step > 3 else INK if step else QUIET,
        x=x,
        y=y,
        side=SIDE,
        rx=ROUND,
        fill=FILLS[step],
        mid=x + SIDE // 2,
        one=y + 17,
        two=y + 30,
        name=tile.short if chinese else letters(tile.code, tile.english),
        count=f"{count:,}",
    )
