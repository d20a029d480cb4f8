# ruff: noqa: E501 (a table of words: one line a meaning)
"""The words that lists use for the closed choices of the record. Closed lists: organisations/facts/choices.py."""

from functools import cache

from ngo2.kernel.packs import causes
from ngo2.lib import text

_KINDS = {
    "grassroots_ngo": "草根组织|民间组织|公益组织|社会组织|公益机构|社会团体|社会服务机构|民非|民办非企业单位|志愿者组织|志愿服务组织|grassroots group|grassroots ngo|ngo|charity|nonprofit|non-profit",
    "social_enterprise": "社会企业|社企|social enterprise",
    "foundation": "基金会|公募基金会|非公募基金会|foundation",
    "company": "企业|公司|商业企业|company|business|company or other business",
    "public_institution": "事业单位|public institution",
    "government": "政府|政府部门|政府机构|government|government office",
    "university": "高校|大学|学校|university|school|university or school",
    "media": "媒体|media",
    "network": "网络|支持机构|支持型机构|枢纽机构|枢纽型组织|联盟|平台|network|support organisation",
}
_STATUSES = {
    "registered_association": "社会团体|社团|社团法人|协会|registered association|association",
    "registered_service": "民办非企业单位|民非|民非企业|社会服务机构|registered social service organisation",
    "registered_foundation": "基金会|基金会法人|registered foundation",
    "registered_business": "工商注册|工商登记|企业|企业法人|公司|registered as a business|business",
    "public_body": "事业单位|政府|public body",
    "unregistered": "未注册|没有注册|未登记|未注册登记|无注册|not registered|unregistered",
    "affiliated": "挂靠|挂靠机构|二级机构|affiliated",
    "fund_in_foundation": "专项基金|基金会专项基金|special fund",
    "student_group": "学生社团|高校社团|社区社团|社区组织|student group",
    "overseas_filed": "境外非政府组织代表处|境外代表机构|overseas filed",
    "overseas_unfiled": "境外未登记|overseas unfiled",
}


@cache
def _keys(of: str) -> dict[str, str]:
    table = _KINDS if of == "kind" else _STATUSES
    found = {text.fold(word): key for key, words in table.items() for word in words.split("|")}
    return found | {text.fold(key): key for key in table} | {key: key for key in table}


def choice(of: str, words: str) -> str:
    """Key of a kind or legal status for the words of a list; the words themselves when nobody knows them."""
    return _keys(of).get(text.fold(words), words)


@cache
def cause(words: str) -> str:
    """Code of a cause: by its name, by one part of its name (孤儿), or the words themselves."""
    folded = text.fold(words)
    parts: dict[str, str] = {}
    for one in causes.causes():
        if folded in {text.fold(one.zh), text.fold(one.en), text.fold(one.code)}:
            return one.code
        for part in (
            one.zh.replace("（", "、").replace("）", "").replace("与", "、").replace("和", "、").split("、")
        ):
            parts.setdefault(text.fold(part), one.code)
    return parts.get(folded, words)
