"""Which things are the same enough to be shared out together: masks with masks, never masks with gowns. Pure.

One plan is about one sub-kind, one unit and one family of things. A common name of relief goods is found in the table;
anything else goes by its last word, which says what it is in Chinese ("医用外科口罩") as in English ("surgical masks").
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from ngo2.lib import tokens
from ngo2.lib.text import fold

LONGEST = 40  # characters of a family's key
# Key -> what it is called, and how its names end. Keys stand in addresses and never change.
FAMILIES: Mapping[str, tuple[object, str]] = {
    "masks": (_("Masks"), "口罩 n95 kn95 mask masks respirator respirators"),
    "suits": (_("Protective suits"), "防护服 coverall coveralls"),
    "gowns": (_("Gowns"), "隔离衣 手术衣 gown gowns"),
    "gloves": (_("Gloves"), "手套 glove gloves"),
    "goggles": (_("Goggles"), "护目镜 眼罩 防护眼镜 goggles"),
    "disinfectant": (_("Disinfectant"), "消毒液 酒精 disinfectant alcohol"),
    "thermometers": (_("Thermometers"), "体温计 测温仪 额温枪 体温设备 thermometer thermometers"),
    "water": (_("Drinking water"), "饮用水 矿泉水 纯净水 瓶装水 water"),
    "rice": (_("Rice"), "大米 rice"),
    "oil": (_("Cooking oil"), "食用油 菜油 oil"),
    "noodles": (_("Noodles"), "方便面 挂面 泡面 noodles"),
    "tents": (_("Tents"), "帐篷 tent tents"),
    "bedding": (_("Blankets and quilts"), "棉被 被子 毛毯 毯子 睡袋 blanket blankets quilt quilts"),
    "coats": (_("Warm clothes"), "棉衣 羽绒服 冬衣 coat coats"),
    "laptops": (_("Laptops"), "笔记本电脑 笔记本 laptop laptops"),
    "torches": (_("Torches"), "手电筒 手电 torch torches flashlight flashlights"),
    "lifejackets": (_("Life jackets"), "救生衣 lifejacket lifejackets"),
    "boats": (_("Boats"), "冲锋舟 橡皮艇 皮划艇 救生艇 boat boats"),
    "pumps": (_("Pumps"), "抽水泵 水泵 抽水机 pump pumps"),
}
_ENDINGS = {word: key for key, (_label, words) in FAMILIES.items() for word in words.split()}
_LONGEST_FIRST = sorted(_ENDINGS, key=len, reverse=True)
_OTHER_NAMES = re.compile(r"[/|、;；]|或者?|\bor\b", re.IGNORECASE)
_ASIDE = re.compile(r"[(（\[【].*?[)）\]】]")
_HAN = re.compile("[\u4e00-\u9fff]+")


@lru_cache(maxsize=20_000)
def family(item: str) -> str:
    """A key of `FAMILIES`, or the last word; "" for what has no word. The first name of several counts."""
    names = [fold(name) for name in _OTHER_NAMES.split(_ASIDE.sub(" ", item))]
    for name in filter(None, names):
        return _known(name) or _last_word(name)
    return ""


def _known(name: str) -> str:
    for word in _LONGEST_FIRST:
        if name == word or (name.endswith(f" {word}") if word.isascii() else name.endswith(word)):
            return _ENDINGS[word]
    return ""


def _last_word(name: str) -> str:
    runs: list[str] = _HAN.findall(name)
    if runs:
        return runs[-1][-2:]
    word = name.split()[-1] if name.split() else ""
    return word.removesuffix("s")[:LONGEST] if len(word) > 3 and not word.endswith("ss") else word[:LONGEST]


def label(key: str) -> str:
    """As a person reads it; a last word speaks for itself."""
    return str(FAMILIES[key][0]) if key in FAMILIES else key


def alike(one: str, other: str) -> float:
    """From 0 to 1: what part of the words of the shorter name both have. Within one family there is no less than 0.5.

    A surgical mask and an N95 are both masks, and not the same.
    """
    mine, theirs = _words(one), _words(other)
    if fold(one) == fold(other) or not mine or not theirs:
        return 1.0
    return 0.5 + 0.5 * len(mine & theirs) / min(len(mine), len(theirs))


@lru_cache(maxsize=20_000)
def _words(item: str) -> frozenset[str]:
    return frozenset(tokens.tokens(tokens.pieces(item)))
