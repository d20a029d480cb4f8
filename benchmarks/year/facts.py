"""Names and facts as groups have them, from seeded dice; and the slips of whoever writes one down a second time."""

import random
from functools import cache
from typing import Any

from benchmarks.year.rates import PROVINCES

Facts = dict[str, Any]
_GIVEN = (
    "山蚁晨光春雨同心远志绿水青禾暖阳星火爱众益行善林启明乐仁和谐新苗长风"
    "万里归雁知行百川向阳小草大树蓝天清泉石榴安康福田"
)
_WORK = (
    "乡村教育", "助残", "环境保护", "养老服务", "儿童关爱", "社区发展", "志愿者", "女性成长", "扶贫助学", "动物保护",
    "心理支持", "应急救援", "文化传承", "健康促进", "青少年", "流动人口",
)  # fmt: skip
_FORMS = (
    "服务中心",
    "协会",
    "促进会",
    "发展中心",
    "小组",
    "联合会",
    "互助会",
    "工作站",
    "公益中心",
    "志愿队",
)
_CAUSES = 3
_MOBILE = ("138", "139", "150", "159", "186", "188")


@cache
def counties() -> dict[str, list[tuple[str, str, str, str]]]:
    """{province: [(code, province's name, city's name, county's name)]}."""
    from ngo2.kernel.packs import pack

    gazetteer = pack("CN").gazetteer
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for province in gazetteer.children():  # type: ignore[union-attr]
        for city in gazetteer.children(province.code):  # type: ignore[union-attr]
            for county in gazetteer.children(city.code):  # type: ignore[union-attr]
                row = (county.code, province.name, city.name, county.name)
                found.setdefault(province.code, []).append(row)
    return found


@cache
def cause_codes() -> list[str]:
    from ngo2.kernel.packs import causes

    return [one.code for one in causes.causes()]


def place(dice: random.Random) -> tuple[str, str, str, str]:
    chance = dice.random()
    for province, share in PROVINCES:
        if chance < share:
            return dice.choice(counties()[province])
        chance -= share
    others = sorted(set(counties()) - {province for province, _share in PROVINCES})
    return dice.choice(counties()[dice.choice(others)])


def mobile(dice: random.Random) -> str:
    return f"+86{dice.choice(_MOBILE)}{dice.randrange(10**8):08d}"


def mail_address(dice: random.Random) -> str:
    return f"{''.join(dice.choices('abcdefghijklmnopqrstuvwxyz', k=9))}@example.org"


def organisation(dice: random.Random, *, listed: bool = False) -> Facts:
    """`listed`: as a register tells it; a group that writes itself in tells more."""
    code, province, city, county = place(dice)
    given = "".join(dice.sample(_GIVEN, 2))
    short = county[:-1] if len(county) > 2 else county
    name = f"{dice.choice((short, city[:-1], ''))}{given}{dice.choice(_WORK)}{dice.choice(_FORMS)}"
    facts: Facts = {"name_zh": name, "division": code, "founded": dice.randrange(1988, 2025)}
    if dice.random() < 0.75:
        facts["phone"] = (
            mobile(dice) if dice.random() < 0.7 else f"0717-{dice.randrange(6 * 10**6, 7 * 10**6)}"
        )
    if dice.random() < (0.5 if listed else 0.7):
        facts["email"] = mail_address(dice)
    if not listed:
        facts |= {
            "legal_status": dice.choice(("registered_association", "registered_service", "registered_business")),
            "kind": "grassroots_ngo", "causes": dice.sample(cause_codes(), dice.randint(1, _CAUSES)),
            "staff": dice.randrange(0, 12), "volunteers": dice.randrange(5, 200),
            "summary_zh": f"我们在{county}做{dice.choice(_WORK)}，有几位老师和二十名志愿者。",
            "address": f"{province}{city}{county}人民路{dice.randrange(1, 300)}号",
        }  # fmt: skip
    return facts


def new_name(dice: random.Random, name: str) -> str:
    """Registered at last, or grown: another form, another field of work."""
    for form in _FORMS:
        if name.endswith(form):
            return name.removesuffix(form) + dice.choice([one for one in _FORMS if one != form])
    return name + dice.choice(_FORMS)


def written_again(dice: random.Random, facts: Facts) -> Facts:
    """The same group by somebody who did not see that it is here: what is kept in the head, and a slip."""
    name = facts["name_zh"]
    slip = dice.random()
    if slip < 0.35:
        name = name.replace("服务中心", "中心").replace("促进会", "协会")
    elif slip < 0.6 and len(name) > 6:
        at = dice.randrange(2, len(name) - 2)
        name = name[:at] + dice.choice(_GIVEN) + name[at + 1 :]
    copy = {key: value for key, value in facts.items() if key in {"division", "founded", "causes", "kind"}}
    copy["name_zh"] = name
    for key in ("phone", "email"):
        if key in facts and dice.random() < 0.55:
            copy[key] = facts[key]
    return copy


def another(dice: random.Random, key: str, now: Any) -> Any:
    """A value that is not the one of `now`."""
    made: Any = {
        "phone": lambda: mobile(dice),
        "email": lambda: mail_address(dice),
        "staff": lambda: dice.randrange(0, 40),
        "volunteers": lambda: dice.randrange(5, 900),
        "address": lambda: f"人民路{dice.randrange(1, 999)}号{dice.randrange(1, 30)}室",
        "summary_zh": lambda: f"我们今年帮助了{dice.randrange(20, 999)}个家庭，还在找志愿者。",
        "website": lambda: f"https://g{dice.randrange(10**6)}.example.org",
        "wechat": lambda: f"gongyi{dice.randrange(10**6)}",
        "causes": lambda: dice.sample(cause_codes(), 2),
        "founded": lambda: dice.randrange(1980, 2020),
        "legal_status": lambda: dice.choice(
            ("registered_association", "registered_service", "registered_business")
        ),
        "name_zh": lambda: new_name(dice, str(now or "公益小组")),
    }[key]
    value = made()
    return value if value != now else made()
