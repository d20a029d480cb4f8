"""In what quantities are counted. Pure. Keys never change; `words`, with blanks between, are how people write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import pgettext_lazy

from ngo2.lib.text import fold


@dataclass(frozen=True)
class Unit:
    """`label` stands after a number, `one` after 1. `times`: how many of the unit `of` one is (a tonne is 1000 kg)."""

    key: str
    one: object
    label: object
    words: str
    of: str = ""
    times: int = 1


UNITS: Mapping[str, Unit] = {
    unit.key: unit
    for unit in (
        Unit(
            "piece",
            pgettext_lazy("unit", "piece"),
            pgettext_lazy("unit", "pieces"),
            "个 件 只 台 把 张 部 辆 根 支 块 顶 条 枚 piece pieces pc pcs item items unit units",
        ),
        Unit(
            "set", pgettext_lazy("unit", "set"), pgettext_lazy("unit", "sets"), "套 组 副 set sets kit kits"
        ),
        Unit("pair", pgettext_lazy("unit", "pair"), pgettext_lazy("unit", "pairs"), "双 对 pair pairs"),
        Unit(
            "box",
            pgettext_lazy("unit", "box"),
            pgettext_lazy("unit", "boxes"),
            "箱 盒 box boxes carton cartons",
        ),
        Unit(
            "pack",
            pgettext_lazy("unit", "pack"),
            pgettext_lazy("unit", "packs"),
            "包 袋 卷 pack packs bag bags roll rolls",
        ),
        Unit(
            "bottle",
            pgettext_lazy("unit", "bottle"),
            pgettext_lazy("unit", "bottles"),
            "瓶 桶 罐 bottle bottles can cans",
        ),
        Unit(
            "copy",
            pgettext_lazy("unit", "copy"),
            pgettext_lazy("unit", "copies"),
            "本 册 份 copy copies book books",
        ),
        Unit(
            "kg",
            pgettext_lazy("unit", "kg"),
            pgettext_lazy("unit", "kg"),
            "公斤 千克 kg kilo kilos kilogram kilograms",
        ),
        Unit(
            "tonne",
            pgettext_lazy("unit", "tonne"),
            pgettext_lazy("unit", "tonnes"),
            "吨 tonne tonnes ton tons",
            "kg",
            1000,
        ),
        Unit(
            "litre",
            pgettext_lazy("unit", "litre"),
            pgettext_lazy("unit", "litres"),
            "升 公升 litre litres liter liters l",
        ),
        Unit(
            "metre",
            pgettext_lazy("unit", "metre"),
            pgettext_lazy("unit", "metres"),
            "米 metre metres meter meters m",
        ),
        Unit("room", pgettext_lazy("unit", "room"), pgettext_lazy("unit", "rooms"), "间 room rooms"),
        Unit("bed", pgettext_lazy("unit", "bed"), pgettext_lazy("unit", "beds"), "床位 床 bed beds"),
        Unit(
            "person",
            pgettext_lazy("unit", "person"),
            pgettext_lazy("unit", "people"),
            "人 名 位 person persons people volunteer volunteers",
        ),
        Unit("hour", pgettext_lazy("unit", "hour"), pgettext_lazy("unit", "hours"), "小时 课时 hour hours h"),
        Unit("day", pgettext_lazy("unit", "day"), pgettext_lazy("unit", "days"), "天 日 day days"),
        Unit(
            "trip",
            pgettext_lazy("unit", "trip"),
            pgettext_lazy("unit", "trips"),
            "次 场 趟 车次 time times trip trips",
        ),
        Unit(
            "cny", pgettext_lazy("unit", "yuan"), pgettext_lazy("unit", "yuan"), "元 块钱 人民币 yuan rmb cny"
        ),
    )
}


@cache
def by_word() -> Mapping[str, str]:
    """Folded word -> key of its unit."""
    return {fold(word): unit.key for unit in UNITS.values() for word in unit.words.split()}
