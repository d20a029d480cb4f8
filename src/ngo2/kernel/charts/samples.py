"""What /style/ shows of the charts, with invented numbers: a corner of the grid in every shade, bars, dots."""

from dataclasses import dataclass

from django.utils.dates import MONTHS_3
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ngo2.kernel.charts import specs, vegalite
from ngo2.kernel.charts.bars import bars
from ngo2.kernel.charts.tilegrid import Tile, tile_grid


@dataclass(frozen=True)
class SampleTile:
    code: str
    short: str
    english: str
    column: int
    row: int


TILES = (
    SampleTile("63", "青", "Qinghai", 1, 0),
    SampleTile("62", "甘", "Gansu", 2, 0),
    SampleTile("61", "陕", "Shaanxi", 3, 0),
    SampleTile("54", "藏", "Tibet", 0, 1),
    SampleTile("51", "川", "Sichuan", 2, 1),
    SampleTile("50", "渝", "Chongqing", 3, 1),
    SampleTile("42", "鄂", "Hubei", 4, 1),
    SampleTile("53", "云", "Yunnan", 2, 2),
    SampleTile("52", "贵", "Guizhou", 3, 2),
    SampleTile("43", "湘", "Hunan", 4, 2),
)
COUNTS = {"63": 6, "62": 21, "61": 66, "51": 118, "50": 31, "42": 235, "53": 87, "52": 9, "43": 49}


def provinces() -> SafeString:
    chinese = (get_language() or "zh").startswith("zh")

    def label(tile: Tile, count: int | None) -> str:
        name = tile.short if chinese else tile.english
        if count is None:
            return _("%(name)s: no data") % {"name": name}
        return ngettext("%(name)s: %(n)s organisation", "%(name)s: %(n)s organisations", count) % {
            "name": name,
            "n": count,
        }

    return tile_grid(TILES, COUNTS, lambda tile: "#tile-grid", label, title=_("Organisations by province"))


def months() -> SafeString:
    agreed = (4, 6, 3, 9, 12, 7, 0, 5, 8, 14, 11, 6)
    groups = [(str(MONTHS_3[at]), (many, many * 2 // 3)) for at, many in enumerate(agreed, 1)]
    return bars(groups, [_("agreed on"), _("arrived")], _("Agreed on and arrived, by month"))


def bars_with_intervals() -> SafeString:
    told = ((_("Yes"), 62.3, 58.1, 66.3), (_("No"), 30.2, 26.4, 34.2), (_("Does not know"), 7.5, 5.6, 10.0))
    marks = [specs.Mark(label, value, f"{value} %", low, high) for label, value, low, high in told]
    return vegalite.svg(specs.bars(marks, _("Bars with intervals")))


def two_waves() -> SafeString:
    waves = [_("Wave %(n)d") % {"n": number} for number in (1, 2)]
    told = ((_("Yes"), (48.0, 62.3)), (_("No"), (52.0, 37.7)))
    marks = [
        specs.Mark(label, value, f"{value} %", value - 4, value + 4, wave)
        for label, values in told
        for wave, value in zip(waves, values, strict=True)
    ]
    return vegalite.svg(specs.grouped(marks, waves, _("Two waves side by side")))


def dots_by_group() -> SafeString:
    names = [_("Education"), _("Health"), _("Nature")]
    told = ((_("Yes"), (71.0, 55.5, 40.2)), (_("No"), (29.0, 44.5, 59.8)))
    marks = [
        specs.Mark(label, value, f"{value} %", value - 6, value + 6, name)
        for label, values in told
        for name, value in zip(names, values, strict=True)
    ]
    return vegalite.svg(specs.dots(marks, names, _("Dots by group")))
