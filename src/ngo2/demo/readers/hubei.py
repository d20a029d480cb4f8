"""Institutions that asked for supplies in Hubei, January and February 2020 (data/hubei_2020/SOURCE.md)."""

import re
from collections import Counter
from functools import partial

from ngo2.demo.readers import files, joining, places
from ngo2.demo.rows import Facts, Row, Rows, Tally, given

DATASET = "hubei_2020"
LABEL = "wuhan2020/wuhan2020, January-February 2020 (MIT)"
HUBEI = "420000"
# What the list says of a delivery, not of the institution.
_USE = re.compile(r"\s*[(（](?:善款|物资)[)）]$")
_RED_CROSS, _CHARITY, _LEAGUE = re.compile("红十字会$"), re.compile("慈善"), re.compile("^共青团")
_HEALTH = re.compile("医院|卫生院|卫生服务中心|疾病预防控制中心|疾控中心|急救中心|医疗队|儿童中心")
# Only these say by their name that they are run by the state; other hospitals may be private.
_STATE_RUN = re.compile(
    "人民医院|中医医?院|中西医结合医院|妇幼保健院|卫生院|中心医院|第.{1,3}医院|疾病预防控制中心|疾控中心|急救中心"
    "|大学.*附属|卫生服务中心|精神卫生中心"
)


def read(tally: Tally | None = None) -> Rows:
    """One row per institution. Joined lines keep the id of the first; places by `places.locate`."""
    tally = Counter() if tally is None else tally
    asked = _asked()
    for group in joining.by_name(files.records(f"{DATASET}/recipients.csv"), tally):
        items = list(dict.fromkeys(item for line in group for item in asked.get(line["id"], ())))
        facts = _facts(group, items)
        yield Row(group[0]["id"], facts, LABEL, joining.first(group, "url"))


def _asked() -> dict[str, list[str]]:
    """id -> kinds of supplies that were marked as needed."""
    found: dict[str, list[str]] = {}
    for line in files.records(f"{DATASET}/needs.csv"):
        if line["needed"] not in {"0", ""}:  # a tick, or how many
            found.setdefault(line["hospital_id"], []).append(re.split(r"\s*[|/]\s*", line["item"])[0])
    return found


def _facts(group: list[joining.Line], items: list[str]) -> Facts:
    name = _USE.sub("", group[0]["name"]).replace("红十字会 天门市", "红十字会、天门市")
    kind, status, causes = _sort_of(name)
    codes = [_place(line) for line in group]
    code = places.agreed(codes)
    return given(
        name_zh=name,
        kind=kind,
        legal_status=status,
        causes=causes,
        country="CN",
        division=places.division(code, _entered(group)),
        address=joining.first(group, "address")
        if code in codes
        else "",  # else the lines contradict each other
        summary_zh=_summary_zh(items),
        summary_en=_summary_en(items),
    )


def _place(line: joining.Line) -> str:
    return places.locate(HUBEI, [line["city"], line["district"]], line["address"])


def _entered(group: list[joining.Line]) -> str:
    entered = {line["city"] + line["district"] * (line["district"] != line["city"]) for line in group}
    return entered.pop() if len(entered) == 1 else ""


def _sort_of(name: str) -> tuple[str, str, list[str]]:
    """Kind, legal status ("" unless the name says it) and causes: the list has only the name for that."""
    says = partial(re.search, string=name)
    if says(_CHARITY) and not says(_RED_CROSS):
        return "foundation", "registered_association", ["poverty", "disaster-relief"]
    if says(_RED_CROSS):
        return "public_institution", "public_body", ["disaster-relief", "primary-health"]
    if says(_LEAGUE):
        return "public_institution", "public_body", ["youth"]
    if says("公司|中建"):
        return "company", "registered_business", ["disaster-relief"]
    if says(_HEALTH):
        return "public_institution", "public_body" if says(_STATE_RUN) else "", ["hospitals"]
    if says("学院$|大学$"):
        return "university", "public_body", ["schools"]
    return "public_institution", "", ["disaster-relief"]


def _summary_zh(items: list[str]) -> str:
    if not items:
        return "2020 年 1 月至 2 月新冠疫情初期，曾公开征集防疫物资。"
    named = "、".join(items[:5]) + ("等" if len(items) > 5 else "")
    return f"2020 年 1 月至 2 月新冠疫情初期，曾公开征集 {len(items)} 种防疫物资：{named}。"


def _summary_en(items: list[str]) -> str:
    if not items:
        return (
            "Asked publicly for protective supplies in the first weeks of COVID-19, January to February 2020."
        )
    kinds = "one kind" if len(items) == 1 else f"{len(items)} kinds"
    return f"Asked publicly for {kinds} of supplies in the first weeks of COVID-19, January to February 2020."
