"""Made-up answers of a made-up panel, from a seed and the planted truths. Pure: no row is read or written.

An answer set maps the name of a question to its text as an instance holds it; a question that is not asked is absent,
one that was left empty is ""; a repeat holds a list of such sets.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from ngo2.demo import survey_truths as truths
from ngo2.questionnaires.xforms import Form
from ngo2.questionnaires.xforms.definitions import Definition

Set = dict[str, Any]
LEFT_EMPTY = 0.04  # of the questions that may be
_CAUSES = ("education", "children", "elderly", "disability", "women", "health", "environment", "rural")
_LEGAL = {"registered_association": 15, "registered_service": 40, "registered_business": 10, "affiliated": 12,
          "unregistered": 22, "registered_foundation": 1}  # fmt: skip
_TOOLS = ("calls", "screen", "microblog", "research", "maps", "social", "rss", "bulletin", "video", "cloud",
          "bookmarks")  # fmt: skip
_LIKED = (6.5, 3.2, 4.4, 4.0, 3.4, 6.0, 0.8, 2.0, 5.2, 5.4, 1.1)  # how well known each is, beside the others
_CHANNELS = {"weibo": 0.42, "shorts": 0.47, "qq": 0.38, "mail": 0.24, "press": 0.12, "sms": 0.33}
_NEEDS = {"website": 0.27, "video": 0.44, "fundraising": 0.55, "security": 0.22}
_WORDS = (
    "希望多一些面对面的培训。",
    "我们两个人什么都做，时间不够。",
    "想学怎样把故事讲好。",
    "谢谢你们！🌱",
    "村里网络不好。",
)
_STATIONS = ("kunming", "xian", "hefei", "nanning", "chengdu")


@dataclass
class Group:
    """One of the panel; `id` is that of an example's record, 0 for a group that nobody has a record of."""

    number: int
    region: str
    province: str
    trained: bool
    size: str
    staff: int
    id: int = 0
    said: Set = field(default_factory=dict)  # what its record says and the form asks for
    first: Set = field(default_factory=dict)
    second: Set = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """An example that has a record: it speaks of itself as that does."""

    id: int
    province: str
    trained: bool
    staff: int
    said: Set


def panel(seed: int, known: Sequence[Known] = ()) -> list[Group]:
    """600 groups, drawn province by province; exactly 170 are trained. The examples stand first in theirs."""
    dice = random.Random(seed)  # noqa: S311 (the same panel in every run)
    groups: list[Group] = []
    for region, provinces in truths.FRAME.items():
        for province, many in _quotas(provinces, truths.SAMPLE[region]).items():
            here = [one for one in known if one.province == province]
            for at in range(max(many, len(here))):
                example = here[at] if at < len(here) else None
                groups.append(_group(dice, len(groups), region, province, example))
    rest = [one for one in groups if not one.id]
    for one in dice.sample(rest, truths.TRAINED - sum(one.trained for one in groups)):
        one.trained = True
    for one in groups:
        _answer(random.Random(f"{seed}:{one.number}"), one)  # noqa: S311
    return groups


def weights(groups: Sequence[Group]) -> dict[str, float]:
    """How many of the frame each of a province stands for, when these are asked."""
    asked = Counter(one.province for one in groups)
    frame = {code: n for provinces in truths.FRAME.values() for code, n in provinces.items()}
    return {code: frame[code] / n for code, n in asked.items()}


def _quotas(provinces: Mapping[str, int], many: int) -> dict[str, int]:
    """In parts of the frame, but four at least: a province of which nobody answers has no weight to give."""
    least = truths.LEAST
    free, whole = many - least * len(provinces), sum(provinces.values())
    exact = {code: free * n / whole for code, n in provinces.items()}
    found = {code: least + int(part) for code, part in exact.items()}
    for code in sorted(exact, key=lambda one: int(exact[one]) - exact[one])[: many - sum(found.values())]:
        found[code] += 1
    return found


def _group(dice: random.Random, at: int, region: str, province: str, example: Known | None) -> Group:
    size = dice.choices(list(truths.SIZE_SHARES), list(truths.SIZE_SHARES.values()))[0]
    staff = dice.randint(*truths.SIZES[size])
    if example is None:
        return Group(at + 1, region, province, False, size, staff)
    size = next((one for one, (low, high) in truths.SIZES.items() if low <= example.staff <= high), "large")
    return Group(
        at + 1, region, province, example.trained, size, example.staff, example.id, dict(example.said)
    )


def _answer(dice: random.Random, one: Group) -> None:
    """Both waves at once, because what a group said before leans on what it says after."""
    trained = "yes" if one.trained else "no"
    before, after = truths.WEBSITE[trained]
    website = _twice(dice, before, after, truths.STAYS["website"])
    tech = _twice(dice, truths.TECH_STAFF[0], truths.TECH_STAFF[1], truths.STAYS["tech_staff"])
    channel, need = ([part[one.region] for part in both] for both in (truths.WECHAT, truths.STRATEGY))
    wechat = _twice(dice, channel[0], channel[1], truths.STAYS["wechat"])
    strategy = _twice(dice, need[0], need[1], truths.STAYS["strategy"])
    same = _lasting(dice, one)
    waves = []
    for at in (0, 1):
        said = {**same, "trained": trained, "tech_staff": _yes(tech[at]), "website": _yes(website[at])}
        said["channels"] = _channels(dice, wechat[at], website[at])
        said["needs"] = _needs(dice, strategy[at], truths.HARDWARE[at])
        said["tools"] = _tools(dice, truths.TOOLS[one.size] - 0.4 * (1 - at))
        _follow_up(dice, one, said, second=at == 1)
        waves.append(said)
    one.first, one.second = waves


def _twice(dice: random.Random, before: float, after: float, stays: float) -> tuple[bool, bool]:
    """Yes with these chances in either wave; who said yes stays with it by the chance `stays`."""
    first = dice.random() < before
    second = dice.random() < (stays if first else (after - before * stays) / (1 - before))
    return first, second


def _lasting(dice: random.Random, one: Group) -> Set:
    line = (
        "mobile" if dice.random() < truths.MOBILE[one.region] else dice.choice(("fibre",) * 9 + ("shared",))
    )
    budget = {
        "small": ("under_50k", "50k_200k"),
        "middle": ("50k_200k", "200k_1m"),
        "large": ("200k_1m", "1m_5m"),
    }
    said = {
        "name": f"示例小组 {one.number}",
        "region": one.region,
        "province": one.province,
        "legal": dice.choices(list(_LEGAL), list(_LEGAL.values()))[0],
        "founded": str(dice.randint(1996, 2023)),
        "causes": " ".join(sorted(dice.sample(_CAUSES, dice.choice((1, 1, 2, 2, 3))))),
        "staff": str(one.staff),
        "volunteers": str(dice.choice((0, 5, 12, 20, 30, 45, 80, 150))),
        "budget": dice.choice(budget[one.size]),
        "line": line,
        "computers": str(max(1, one.staff + dice.randint(-1, 3))),
        "trained_year": str(dice.randint(2009, 2024)),
        "learn": _some(
            dice, {"alone": 0.7, "colleagues": 0.4, "workshop": 0.5 if one.trained else 0.1, "online": 0.3}
        ),
    }
    return {**said, **one.said}


def _channels(dice: random.Random, wechat: bool, website: bool) -> str:
    found = [name for name, chance in _CHANNELS.items() if dice.random() < chance]
    found = ["wechat"] * wechat + found + ["site"] * website
    return " ".join(found) or "none"


def _needs(dice: random.Random, strategy: bool, hardware: float) -> str:
    found = ["strategy"] * strategy + [name for name, chance in _NEEDS.items() if dice.random() < chance]
    return " ".join(found + ["hardware"] * (dice.random() < hardware)) or "none"


def _tools(dice: random.Random, mean: float) -> str:
    """Each with a chance of its own; the chances of all add up to `mean`."""
    chances = _capped(_LIKED, mean)
    return (
        " ".join(tool for tool, chance in zip(_TOOLS, chances, strict=True) if dice.random() < chance)
        or "none"
    )


def _capped(liked: Sequence[float], mean: float) -> list[float]:
    """Parts of `liked` that add up to `mean`, none above 0.95."""
    low, high = 0.0, 10.0
    for _round in range(60):
        factor = (low + high) / 2
        if sum(min(0.95, factor * one) for one in liked) < mean:
            low = factor
        else:
            high = factor
    return [min(0.95, low * one) for one in liked]


def _follow_up(dice: random.Random, one: Group, said: Set, *, second: bool) -> None:
    """What hangs on other answers, and the blanks that people leave."""
    if said["trained"] == "no":
        said.pop("trained_year")
    if said["tech_staff"] == "yes":
        said["tech_hours"] = str(min(60, max(1, round(dice.lognormvariate(2.3, 0.7)))))
    channels = said["channels"].split()
    if channels != ["none"]:
        said["main_channel"] = (
            "wechat" if "wechat" in channels and dice.random() < 0.7 else dice.choice(channels)
        )
    if "wechat" in channels:
        said |= {
            "wechat": one.said.get("wechat", ""),
            "followers": str(round(dice.lognormvariate(6.5, 1.2))),
        }
    else:
        said.pop("wechat", None)
    said["posts"] = str(round(dice.lognormvariate(2.0, 0.8)))
    said["aims"] = _some(dice, {"volunteers": 0.7, "donors": 0.6, "served": 0.5, "open": 0.35, "peers": 0.4})
    said["strategy"] = _yes(dice.random() < (0.3 if one.trained else 0.12))
    if said["website"] == "yes":
        said["website_address"] = one.said.get("website_address", "")
        kinds = {"static": 55, "current" if second else "news": 28, "rented": 17} | (
            {"mini": 15} if second else {}
        )
        said["site"] = dice.choices(list(kinds), list(kinds.values()))[0]
        said["site_update"] = dice.choices(("weekly", "monthly", "yearly", "never"), (15, 40, 33, 12))[0]
    else:
        said.pop("website_address", None)
        chances = {"money": 0.4, "skills": 0.5, "time": 0.45, "filing": 0.25, "enough": 0.35}
        said["why_not"] = _some(dice, chances, none="skills")
    said["discloses"] = _yes(dice.random() < (0.5 if said["website"] == "yes" else 0.25))
    if second:
        said["ai"] = dice.choices(("often", "now_and_then", "never"), (22, 41, 37))[0]
        said.pop("computers")
    tools = said["tools"].split()
    if tools != ["none"]:
        said["best"] = [_best(dice, tool) for tool in dice.sample(tools, min(len(tools), dice.randint(1, 3)))]
    said["raises"] = _yes(dice.random() < 0.38)
    if said["raises"] == "yes":
        said["raised"] = str(round(dice.lognormvariate(9.8, 1.3), -2))[:-2]
    said["barriers"] = _some(dice, {"skills": 0.55, "time": 0.6, "money": 0.4, "net": 0.15, "rules": 0.3})
    said["wants_workshop"] = _yes(dice.random() < 0.83)
    said["sure"] = dice.choices("12345", (8, 24, 40, 22, 6))[0]
    said["words"] = dice.choice(_WORDS) if dice.random() < 0.1 else ""
    for name in (
        "founded",
        "volunteers",
        "budget",
        "learn",
        "posts",
        "discloses",
        "raises",
        "sure",
        "barriers",
    ):
        if name not in one.said and dice.random() < LEFT_EMPTY:
            said[name] = ""
            if name == "raises":
                said.pop("raised", None)


def _best(dice: random.Random, tool: str) -> Set:
    yuan = dice.choice((0, 0, 0, 98, 200, 600, 1200))
    return {
        "best_tool": tool,
        "best_for": dice.choice(("together", "office", "spread", "money")),
        "best_yuan": str(yuan),
    }


def afterwards(seed: int, groups: Sequence[Group]) -> list[tuple[Group, Set]]:
    """The trained ones who answered the follow-up study: 156 of 170, two figures planted to the unit."""
    dice = random.Random(f"{seed}:after")  # noqa: S311
    trained = [one for one in groups if one.trained]
    heard = sorted(dice.sample(range(len(trained)), truths.FOLLOWED))
    chosen = {what: set(dice.sample(heard, many)) for what, many in truths.SET_UP.items()}
    found = []
    for at in heard:
        one = trained[at]
        said: Set = {
            "name": one.said.get("name", f"示例小组 {one.number}"),
            "station": dice.choice(_STATIONS),
            "trained_year": one.first.get("trained_year", "2012"),
            "website": _yes(at in chosen["website"]),
            "blog": _yes(at in chosen["blog"]),
            "tools": _some(dice, truths.STILL_USED),
            "strategy": _yes(dice.random() < 0.34),
            "helped": _some(dice, {"together": 0.5, "office": 0.6, "brand": 0.55, "money": 0.25}),
            "stops": _some(dice, {"time": 0.6, "left": 0.35, "net": 0.2, "fit": 0.15}),
            "passed_on": str(dice.choice((0, 1, 2, 2, 3, 4, 6))),
            "words": "",
        }
        tools = said["tools"].split()
        if tools != ["none"]:
            often = ("daily", "weekly", "monthly")
            daily = dice.sample(tools, min(len(tools), 2))
            said["daily"] = [{"daily_tool": tool, "daily_often": dice.choice(often)} for tool in daily]
        found.append((one, said))
    return found


def document(form: Form, said: Mapping[str, Any], instance_id: str) -> bytes:
    """The instance that holds these answers, as a client sends it."""
    top = etree.Element(form.root.tag)
    for name, value in form.initial.attrib.items():
        top.set(name, value)
    _fill(top, form.root, {**said, "instanceID": instance_id})
    return bytes(etree.tostring(top, encoding="utf-8", xml_declaration=True))


def _fill(element: Any, definition: Definition, said: Mapping[str, Any]) -> None:
    for child in definition.children.values():
        if child.attribute:
            continue
        if child.repeated:
            for member in said.get(child.name, ()):
                _fill(etree.SubElement(element, child.tag), child, member)
        elif not child.leaf:
            _fill(etree.SubElement(element, child.tag), child, said)
        elif child.name in said:
            etree.SubElement(element, child.tag).text = said[child.name] or None


def _some(dice: random.Random, chances: Mapping[str, float], none: str = "none") -> str:
    return " ".join(name for name, chance in chances.items() if dice.random() < chance) or none


def _yes(said: bool) -> str:
    return "yes" if said else "no"
