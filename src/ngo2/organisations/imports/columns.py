# ruff: noqa: E501 (a table of words: one line a meaning)
"""What a column of a list means: proposed from the words of its header, then from what stands in it."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from ngo2.lib import text


@dataclass(frozen=True)
class Target:
    """Something a column can hold; `words` are headers, in the order in which they are surest."""

    key: str
    label: Any
    words: tuple[str, ...]


def _targets() -> list[Target]:
    def target(key: str, label: Any, words: str) -> Target:
        return Target(key, label, tuple(words.split("|")))

    return [
        target("name", _("Name"), "机构名称|组织名称|单位名称|名称|机构全称|组织全称|公益组织名称|社会组织名称|机构|organisation name|organization name|name|organisation|organization|charity name|group"),
        target("name_zh", _("Chinese name"), "中文名称|中文名|中文全称|chinese name|name zh"),
        target("name_en", _("English name"), "英文名称|英文名|外文名称|english name|name en"),
        target("name_short", _("Short name"), "简称|机构简称|short name|abbreviation|acronym"),
        target("names_former", _("Former names"), "曾用名|原名|former names|former name|previous name"),
        target("external_id", _("Number in this list"), "编号|机构编号|档案号|id|no|number|org id|organisation id|reference|external id"),
        target("credit_code", _("Unified social credit code"), "统一社会信用代码|社会信用代码|信用代码|统一信用代码|统一代码|credit code|uscc|unified social credit code"),
        target("kind", _("Kind"), "机构类型|组织类型|机构类别|组织类别|类型|类别|kind|type|organisation type"),
        target("legal_status", _("Legal status"), "注册类型|登记类型|注册状态|注册情况|法律身份|登记性质|注册性质|legal status|registration|legal form"),
        target("registrar", _("Registered with"), "登记管理机关|登记机关|注册机关|注册部门|registered with|registrar"),
        target("host", _("Host organisation"), "业务主管单位|主管单位|挂靠单位|host|host organisation"),
        target("founded", _("Founded"), "成立时间|成立年份|成立日期|注册时间|创立时间|成立年|founded|year founded|established|founding year|date registered"),
        target("summary_zh", _("In a few sentences"), "机构简介|组织简介|简介|机构介绍|介绍|业务范围|主要业务|宗旨|服务内容|summary zh"),
        target("summary_en", _("In a few sentences (English)"), "summary|description|about|activities|mission"),
        target("causes", _("Causes"), "服务领域|领域|关注领域|工作领域|业务领域|causes|cause|field|sector|focus area"),
        target("country", _("Country"), "国家|国家或地区|country"),
        target("province", _("Province"), "省|省份|省级|所在省|省自治区直辖市|省市自治区|省市|province|state"),
        target("city", _("City"), "市|城市|地市|地级市|所在市|所在城市|市州|city|prefecture"),
        target("county", _("County"), "县|区|区县|县区|县市区|区县市|所在区县|county|district"),
        target("place", _("Place, in one cell"), "所在地|所在地区|地区|区域|所属地区|行政区划|所在区域|注册地|place|location|region|area|division"),
        target("address", _("Address"), "地址|详细地址|通讯地址|办公地址|联系地址|机构地址|注册地址|住所|address|postal address|street address"),
        target("lat", _("Latitude"), "纬度|lat|latitude"),
        target("lng", _("Longitude"), "经度|lng|lon|long|longitude"),
        target("staff", _("Paid staff"), "专职人数|全职人数|专职人员|员工人数|工作人员数|专职员工|staff|employees|paid staff"),
        target("volunteers", _("Volunteers"), "志愿者人数|志愿者数量|志愿者数|志愿者|volunteers|number of volunteers"),
        target("phone", _("Phone"), "电话|联系电话|座机|固定电话|手机|手机号|手机号码|电话号码|联系方式|机构电话|phone|telephone|tel|mobile"),
        target("email", _("E-mail"), "邮箱|电子邮箱|电子邮件|邮件|e-mail|email|mail|e mail|email address"),
        target("website", _("Website"), "网址|网站|官网|官方网站|机构网站|website|web|url|homepage"),
        target("wechat", _("WeChat account"), "微信|微信公众号|公众号|微信号|wechat"),
        target("microblog", _("Microblog"), "微博|新浪微博|weibo|microblog"),
        target("qq_group", _("QQ group"), "qq群|qq群号|qq|qq group"),
    ]  # fmt: skip


TARGETS: dict[str, Target] = {one.key: one for one in _targets()}
SEVERAL = frozenset(
    {"names_former", "causes", "summary_zh", "summary_en"}
)  # may stand in more than one column
OURS = ("line", "reason")  # columns that our own list of bad lines adds
_OUR_WORDS = {
    "行号": "line",
    "line number": "line",
    "原因": "reason",
    "reason": "reason",
}  # in both languages, folded


@cache
def _by_word() -> dict[str, tuple[str, int]]:
    """Folded word -> (target, how unsure: its place in the list)."""
    found: dict[str, tuple[str, int]] = {}
    for target in TARGETS.values():
        for place, word in enumerate(target.words):
            found.setdefault(text.fold(word), (target.key, place))
        found.setdefault(text.fold(target.key), (target.key, 0))
    return found


def known(label: str) -> bool:
    """Is this a word that stands over a column?"""
    return _meaning(label) is not None or ours(label) != ""


def ours(label: str) -> str:
    return _OUR_WORDS.get(text.fold(label), "")


def _meaning(label: str) -> tuple[str, int] | None:
    """The whole label, without its brackets, or its last word: `联系方式 电话` is a phone."""
    bare = re.sub(r"[(（\[【].*?[)）\]】]", "", label)
    for worse, words in enumerate((label, bare, bare.split()[-1] if bare.split() else "")):
        found = _by_word().get(text.fold(words)) if words else None
        if found:
            return found[0], found[1] + 30 * worse
    return None


def propose(header: Sequence[str], samples: Sequence[Sequence[str]]) -> list[str]:
    """One target key, or "", for each column; each target once, where it is surest."""
    found: dict[int, tuple[int, str]] = {}
    for at, label in enumerate(header):
        if meant := _meaning(label):
            found[at] = (meant[1], meant[0])
        elif content := _by_content([row[at] for row in samples if at < len(row) and row[at]]):
            found[at] = (100, content)
    proposed, taken = [""] * len(header), set()
    for at, (_unsure, key) in sorted(found.items(), key=lambda item: (item[1][0], item[0])):
        if key not in taken or key in SEVERAL:
            proposed[at] = key
            taken.add(key)
    return proposed


_CONTENT = (
    ("credit_code", re.compile(r"[0-9A-Z]{2}\d{6}[0-9A-Z]{10}", re.IGNORECASE)),
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.\w+")),
    ("website", re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)),
    ("phone", re.compile(r"(\+?86[- ]?)?(1\d{10}|0\d{2,3}[- ]?\d{7,8})")),
    ("province", re.compile(r"[\u4e00-\u9fff]{2,7}(省|自治区)")),
    (
        "name_zh",
        re.compile(
            r"[\u4e00-\u9fff()（）·]{4,30}(中心|协会|基金会|小组|服务队|联合会|促进会|工作室|志愿者|志愿队|学会)"
        ),
    ),
)


def _by_content(cells: Sequence[str]) -> str:
    if len(cells) < 2:
        return ""
    for key, pattern in _CONTENT:
        if sum(bool(pattern.fullmatch(cell.strip())) for cell in cells) >= 0.7 * len(cells):
            return key
    return ""


def fingerprint(header: Sequence[str]) -> str:
    """The same list next year has the same header; what our list of bad lines adds does not count."""
    words = [text.fold(label) for label in header if not ours(label)]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:32]


def from_words(told: Mapping[str, str], header: Sequence[str], proposed: Sequence[str]) -> list[str]:
    """`{"name": "名称"}` over what is proposed; raises KeyError with a target or a header that is not there."""
    chosen = list(proposed)
    folded = [text.fold(label) for label in header]
    for key, label in told.items():
        if key and key not in TARGETS:
            raise KeyError(key)
        if text.fold(label) not in folded:
            raise KeyError(label)
        chosen = ["" if one == key and key not in SEVERAL else one for one in chosen]
        chosen[folded.index(text.fold(label))] = key
    return chosen
