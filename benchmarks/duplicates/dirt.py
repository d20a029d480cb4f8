"""A labelled set out of real lists: dirty copies, with the truth kept, and what only looks like a copy.

The rules are those of people who type lists, not those of the matcher: words are taken from the name itself, sounds
from a table of phrases (the matcher knows characters only), traditional characters from OpenCC's phrase conversion.
Points, telephone numbers and addresses are seeded, for every method alike; numbers of registers are left out.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

Facts = dict[str, Any]
# What stands in the lists twice under two names, found by looking at what the methods proposed.
SAME_IN_THE_LIST = (
    ("湖北省中西医结合医院", "湖北省中西医结合医院（新华医院)"),
    ("宜昌市仁和医院(三峡大学附属仁和医院)", "三峡大学附属仁和医院"),
    ("武汉汉口医院", "武汉市汉口医院"),
    ("黄冈市黄州区康泰精神病医院", "康泰精神病医院"),
    ("武昌医院", "武汉市武昌医院"),
)
COPIES = 0.45  # of the organisations have one copy, and a tenth of those a second
_HAN = re.compile("[\u4e00-\u9fff]")
_SHORT_EN = {
    "association": "Assoc.", "saint": "St", "st": "St.", "and": "&", "centre": "Center", "community": "Comm.",
    "limited": "Ltd", "society": "Soc.", "trust": "Tr.", "foundation": "Fdn", "school": "Sch.", "church": "Ch.",
    "international": "Int'l", "development": "Dev.", "committee": "Cttee", "hospital": "Hosp.", "group": "Grp",
}  # fmt: skip
_SHORT_ZH = {
    "有限责任公司": "公司", "股份有限公司": "公司", "有限公司": "公司", "疾病预防控制中心": "疾控中心",
    "妇幼保健院": "妇保院",
    "社会工作": "社工", "大酒店": "酒店", "商务酒店": "酒店", "人民医院": "医院", "中医医院": "中医院",
    "卫生服务中心": "卫生中心",
    "委员会": "委", "红十字会": "红会", "志愿者": "志愿", "连锁酒店": "酒店", "快捷酒店": "酒店", "精神卫生": "精卫",
}  # fmt: skip
_ENDINGS_ZH = (
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "基金会",
    "协会",
    "中心",
    "公司",
    "酒店",
    "宾馆",
    "集团",
    "店",
)
_ENDINGS_EN = ("limited", "ltd", "trust", "cio", "charity", "association", "fund", "society", "uk")
_PUNCTUATION = "·-，. "


@dataclass(frozen=True)
class Labelled:
    """`truth`: records with the same number are one organisation."""

    facts: Facts
    truth: int
    how: str


def dirty_list(name: str, seed: int) -> list[Labelled]:
    """The list `name` ("uk", "hubei") with its copies and look-alikes, in any order."""
    dice = random.Random(f"{name}{seed}")
    originals = [seeded(dict(facts), dice) for facts in _lists()[name]]
    truths = _truths(originals)
    found = [Labelled(facts, truth, "original") for truth, facts in zip(truths, originals, strict=True)]
    for truth, facts in zip(truths, originals, strict=True):
        if dice.random() < COPIES:
            found += [_copy(facts, truth, dice) for _time in range(2 if dice.random() < 0.1 else 1)]
    fresh = iter(range(len(originals), 10**9))
    found += [Labelled(facts, next(fresh), how) for how, facts in look_alikes(originals, dice)]
    dice.shuffle(found)
    return found


def _truths(originals: list[Facts]) -> list[int]:
    """A number each; one number for what is the same in the list already."""
    named = {facts.get("name_zh", ""): number for number, facts in enumerate(originals)}
    same = {named[two]: named[one] for one, two in SAME_IN_THE_LIST if one in named and two in named}
    return [same.get(number, number) for number in range(len(originals))]


@cache
def _lists() -> dict[str, list[Facts]]:
    from ngo2.demo.readers import hubei, offers, uk

    keys = ("name_zh", "name_en", "country", "division", "website", "kind")

    def told(rows: Any) -> list[Facts]:
        return [{key: row.facts[key] for key in keys if key in row.facts} for row in rows]

    return {"uk": told(uk.read()), "hubei": told(hubei.read()) + told(offers.read())}


def seeded(facts: Facts, dice: random.Random) -> Facts:
    """A point somewhere in its division; most have a telephone number or an address."""
    from ngo2.organisations.facts import places

    division = facts.get("division")
    centre = places.centre(facts["country"], division["code"]) if division else None
    lat, lng = centre or (51 + dice.random() * 3, dice.random() * -3)
    if (
        facts["country"] == "GB"
    ):  # centres of postcode areas are not in our data: somewhere, but the same for all of it
        area = random.Random(division["code"] if division else dice.random())
        lat, lng = 50.5 + area.random() * 6, -4 + area.random() * 5
    facts["point"] = _point(lat + dice.gauss(0, 0.03), lng + dice.gauss(0, 0.03))
    if dice.random() < 0.7:
        facts["phone"] = _phone(dice)
    if dice.random() < 0.6:
        facts["email"] = _email(dice)
    return facts


def _point(lat: float, lng: float) -> dict[str, Any]:
    return {"lat": lat, "lng": lng, "precision": "street", "crs": "wgs84"}


def _phone(dice: random.Random) -> str:
    return f"+86{dice.randint(13000000000, 19999999999)}"


def _email(dice: random.Random) -> str:
    return f"{''.join(dice.choices('abcdefghijklmnopqrstuvwxyz', k=9))}@example.org"


# -- copies ---------------------------------------------------------------------------------------


def _copy(facts: Facts, truth: int, dice: random.Random) -> Labelled:
    """One to three things go wrong with the name, and some with the rest."""
    key = "name_zh" if "name_zh" in facts else "name_en"
    copy = dict(facts)
    rules = _RULES_ZH if _HAN.search(facts[key]) else _RULES_EN
    done: list[str] = []
    for rule in dice.sample(rules, dice.choices((0, 1, 2, 3), (1, 5, 3, 1))[0]):
        name = rule(copy[key], dice)
        if name.strip() and name != copy[key]:
            copy[key], done = name, [*done, rule.__name__.strip("_")]
    if key == "name_zh" and dice.random() < 0.05 and (facts.get("phone") or facts.get("email")):
        copy["name_en"], done = _in_latin(copy.pop("name_zh")), [*done, "other language"]
        _contacts(copy, dice, kept=1.0)
    else:
        _contacts(copy, dice, kept=0.55)
    _moved(copy, dice)
    return Labelled(copy, truth, " ".join(done) or "as it is")


def _contacts(copy: Facts, dice: random.Random, *, kept: float) -> None:
    for key, other in (("phone", _phone), ("email", _email), ("website", None)):
        chance = dice.random()
        if key in copy and chance > kept:
            if other and chance > kept + (1 - kept) / 2:
                copy[key] = other(dice)
            else:
                del copy[key]


def _moved(copy: Facts, dice: random.Random) -> None:
    """A third without point, most within 100 m, some a street on, some at the other end of the town."""
    chance, point = dice.random(), copy["point"]
    if chance < 0.2:
        del copy["point"]
    else:
        metres = 30 if chance < 0.65 else 250 if chance < 0.9 else 4000
        lat, lng = (point[key] + dice.gauss(0, metres / 111_000) for key in ("lat", "lng"))
        copy["point"] = _point(lat, lng)
    if dice.random() < 0.1:
        copy.pop("division", None)
    elif dice.random() < 0.1 and copy.get("division") and copy["country"] == "CN":
        copy["division"] = {**copy["division"], "code": copy["division"]["code"][:4] + "00"}


def _typo(name: str, dice: random.Random) -> str:
    """One sign wrong, missing, doubled, or changed places with the next."""
    if len(name) < 3:
        return name
    at = dice.randrange(len(name) - 1)
    before, one, after = name[:at], name[at], name[at + 1 :]
    other = dice.choice(_alphabet(bool(_HAN.search(name))))
    return dice.choice(
        [
            f"{before}{other}{after}",
            before + after,
            f"{before}{one}{one}{after}",
            f"{before}{after[0]}{one}{after[1:]}",
        ]
    )


@cache
def _alphabet(han: bool) -> str:
    if not han:
        return "abcdefghijklmnopqrstuvwxyz"
    return "".join(one for facts in _lists()["hubei"] for one in facts["name_zh"] if _HAN.match(one))


def _same_sound(name: str, dice: random.Random) -> str:
    """The input method offered another character with the same sound."""
    from pypinyin import Style, lazy_pinyin

    at = dice.randrange(len(name))
    sounds = lazy_pinyin(name, style=Style.NORMAL)
    if len(sounds) != len(name):
        return name
    others = [one for one in set(_alphabet(True)) if one != name[at] and lazy_pinyin(one) == [sounds[at]]]
    return name[:at] + dice.choice(sorted(others)) + name[at + 1 :] if others else name


def _swapped(name: str, dice: random.Random) -> str:
    words = name.split()
    if len(words) < 3:
        return name
    at = dice.randrange(len(words) - 1)
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def _comma(name: str, dice: random.Random) -> str:
    """As in an index: "Bristol, Friends of"."""
    words = name.split()
    return f"{' '.join(words[2:])}, {' '.join(words[:2])}" if len(words) > 3 else name


def _left_out(name: str, dice: random.Random) -> str:
    words = name.split()
    return (
        " ".join(words[:at] + words[at + 1 :])
        if len(words) > 3 and (at := dice.randrange(len(words))) >= 0
        else name
    )


def _shortened_en(name: str, dice: random.Random) -> str:
    return " ".join(_SHORT_EN.get(word.casefold(), word) for word in name.split())


def _shortened_zh(name: str, dice: random.Random) -> str:
    fitting = [one for one in _SHORT_ZH if one in name]
    return name.replace(one := dice.choice(fitting), _SHORT_ZH[one]) if fitting else name


def _ending_gone_en(name: str, dice: random.Random) -> str:
    words = name.split()
    return " ".join(words[:-1]) if len(words) > 2 and words[-1].casefold() in _ENDINGS_EN else name


def _ending_gone_zh(name: str, dice: random.Random) -> str:
    one = next((ending for ending in _ENDINGS_ZH if name.endswith(ending)), "")
    return name.removesuffix(one) if len(name) - len(one) >= 3 else name


def _place_gone(name: str, dice: random.Random) -> str:
    """Province or city at the beginning, as far as it is written out."""
    rest = re.sub(r"^[\u4e00-\u9fff]{2,3}(?:省|市|自治区)", "", name)
    return rest if len(rest) >= 4 else name


def _place_behind(name: str, dice: random.Random) -> str:
    found = re.match(r"^([\u4e00-\u9fff]{2,3})(?:省|市)(.{4,})$", name)
    return f"{found[2]}（{found[1]}）" if found else name


def _traditional(name: str, dice: random.Random) -> str:
    return str(_converter().convert(name))


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2twp")


def _full_width(name: str, dice: random.Random) -> str:
    return "".join(
        chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else "　" if one == " " else one for one in name
    )


def _signs_between(name: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(name)) if len(name) > 1 else 0
    return name[:at] + dice.choice(_PUNCTUATION) + name[at:]


def _capitals(name: str, dice: random.Random) -> str:
    return name.upper() if name != name.upper() else name.title()


def _in_latin(name: str) -> str:
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(name)).title()


Rule = Callable[[str, random.Random], str]
_RULES_EN: list[Rule] = [
    _typo, _typo, _swapped, _comma, _left_out, _shortened_en, _ending_gone_en, _full_width, _capitals, _signs_between,
]  # fmt: skip
_RULES_ZH: list[Rule] = [
    _typo, _same_sound, _shortened_zh, _ending_gone_zh, _place_gone, _place_behind, _traditional, _full_width,
    _signs_between,
]  # fmt: skip


# -- what only looks like a copy --------------------------------------------------------------------


def look_alikes(originals: list[Facts], dice: random.Random) -> Iterator[tuple[str, Facts]]:
    """Of each kind as many as a fifteenth of the list: another organisation, with contacts of its own."""
    many = max(10, len(originals) // 15)
    for facts in dice.sample(originals, many):
        yield "same name, other county", _elsewhere(facts, originals, dice)
    for facts in dice.sample(originals, many):
        yield "branch", _branch(facts, dice)
    yield from (("series", facts) for facts in _series(originals, many, dice))
    for facts in dice.sample(originals, many):
        other = dice.choice(originals)
        yield "same door", _own({**facts, **_named(other)}, dice, point=facts["point"])


def _named(facts: Facts) -> Facts:
    told = {key: facts[key] for key in ("name_zh", "name_en") if key in facts}
    return {key: f"{value}{'二部' if key == 'name_zh' else ' Friends'}" for key, value in told.items()}


def _own(facts: Facts, dice: random.Random, *, point: Any = None) -> Facts:
    fresh = {key: value for key, value in facts.items() if key not in {"phone", "email", "website"}}
    fresh = seeded(fresh, dice)
    return {**fresh, "point": point} if point else fresh


def _elsewhere(facts: Facts, originals: list[Facts], dice: random.Random) -> Facts:
    here = (facts.get("division") or {}).get("code")
    others = [one for one in originals if one.get("division") and one["division"]["code"] != here]
    place = dice.choice([one for one in others if one["country"] == facts["country"]])
    return _own({**facts, "division": place["division"]}, dice)


def _branch(facts: Facts, dice: random.Random) -> Facts:
    """In the same town, sometimes at the same door, often with the site of the whole."""
    key = "name_zh" if "name_zh" in facts else "name_en"
    ending = dice.choice(
        ["分会", "城南分部", "第二分院"] if key == "name_zh" else ["Branch", "Youth Branch", "East Chapter"]
    )
    made = _own({**facts, key: f"{facts[key]}{'' if key == 'name_zh' else ' '}{ending}"}, dice)
    if dice.random() < 0.3:
        made["point"] = facts["point"]
    if dice.random() < 0.5 and facts.get("website"):
        made["website"] = facts["website"]
    return made


def _series(originals: list[Facts], many: int, dice: random.Random) -> Iterator[Facts]:
    """Schools and scout groups that only a number tells apart, three to a town."""
    towns = {one["division"]["code"]: one for one in originals if one.get("division")}
    for facts in dice.sample(sorted(towns.values(), key=lambda one: one["division"]["code"]), many // 3 + 1):
        from ngo2.kernel.packs import pack

        town = pack(facts["country"]).division_name(facts["division"]["code"])
        kind_zh, kind_en = (
            dice.choice(["小学", "中学", "人民医院"]),
            dice.choice(["Scout Group", "Guides", "Air Cadets"]),
        )
        for number, ordinal in enumerate(("1st", "2nd", "3rd")):
            if facts["country"] == "CN":
                name = {"name_zh": f"{town}第{'一二三'[number]}{kind_zh}"}
            else:
                name = {"name_en": f"{ordinal} {town} {kind_en}"}
            place = {key: facts[key] for key in ("country", "division")}
            yield _own({**place, **name}, dice)
