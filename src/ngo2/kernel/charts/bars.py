"""Bars that stand side by side, one group for each period: a picture of a table that stands beside it.

Each bar has its number above it, so that neither colour nor height has to be read. Colours are classes of the style
sheet (charts.css); the attribute is for readers without it.
"""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDE, TALL = 358, 120  # one unit is one pixel on a phone; TALL is the longest bar
TOP, FOOT, LEGEND = 14, 18, 24
GAP, BETWEEN = 6, 1
FILLS = ("#94c0b2", "#14594e")  # --tile-3 and --tile-5 of tokens.css
Group = tuple[str, Sequence[int]]


def bars(groups: Sequence[Group], names: Sequence[str], title: str) -> SafeString:
    """SVG. `groups`: what stands below each, and its numbers; `names`: what they count, at most two."""
    largest = max((number for _label, numbers in groups for number in numbers), default=0)
    if not largest:
        return SafeString("")
    wide = WIDE / len(groups)
    drawn = ((_group(place * wide, wide, one, largest),) for place, one in enumerate(groups))
    height = TOP + TALL + FOOT + LEGEND
    return format_html(
        '<svg class="bars" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{title}">\n'
        "{body}\n{legend}</svg>",
        w=WIDE,
        h=height,
        title=title,
        body=format_html_join("\n", "{}", drawn),
        legend=format_html_join("", "{}", ((_name(at, name, height),) for at, name in enumerate(names))),
    )


def _group(left: float, wide: float, group: Group, largest: int) -> SafeString:
    label, numbers = group
    one = (wide - GAP) / len(numbers)
    drawn = (
        (_bar(left + GAP / 2 + at * one, one, at, number, largest),) for at, number in enumerate(numbers)
    )
    return format_html(
        '<g>{}<text class="label" x="{}" y="{}" text-anchor="middle">{}</text></g>',
        format_html_join("", "{}", drawn),
        _at(left + wide / 2),
        TOP + TALL + 13,
        label,
    )


def _bar(left: float, wide: float, series: int, number: int, largest: int) -> SafeString:
    """Nothing has no bar and no number: a row of noughts says less than a gap."""
    if not number:
        return SafeString("")
    tall = max(2, round(TALL * number / largest))
    return format_html(
        '<rect class="s{series}" x="{x}" y="{y}" width="{w}" height="{h}" rx="1.5" fill="{fill}"/>'
        '<text class="count" x="{mid}" y="{above}" text-anchor="middle">{number}</text>',
        series=series,
        x=_at(left),
        y=TOP + TALL - tall,
        w=_at(wide - BETWEEN),
        h=tall,
        fill=FILLS[series],
        mid=_at(left + (wide - BETWEEN) / 2),
        above=TOP + TALL - tall - 3,
        number=f"{number:,}",
    )


def _name(at: int, name: str, height: int) -> SafeString:
    left = at * WIDE / 2
    return format_html(
        '<rect class="s{s}" x="{x}" y="{y}" width="11" height="11" rx="1.5" fill="{fill}"/>'
        '<text class="label" x="{tx}" y="{ty}">{name}</text>',
        s=at,
        x=_at(left),
        y=height - 12,
        fill=FILLS[at],
        tx=_at(left + 16),
        ty=height - 2,
        name=name,
    )


def _at(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
