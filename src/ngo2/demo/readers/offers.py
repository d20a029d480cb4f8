"""Firms, hotels and offices that offered help in January and February 2020 (data/hubei_2020/SOURCE.md)."""

import re
from collections import Counter

from ngo2.demo.readers import files, joining, places
from ngo2.demo.rows import Facts, Row, Rows, Tally, given

DATASET = "offers_2020"
LABEL = "wuhan2020/wuhan2020, January-February 2020 (MIT)"
_OFFICE = re.compile("旅游局$|指挥部$|领导小组|值班室$|街道办$|市区政府$|集中住宿$|旅游咨询|经开区$")
_INSTITUTION = re.compile(
    "疾控中心|卫生院|医院|社区卫生|党校|党性修养|学校|培训服务中心|接待中心|政府招待所|游客服务中心"
)
_USE = re.compile(r"\s*#.*#$")  # what the place was for in those weeks
_SAID = {
    "logistical": (
        "2020 年 1 月至 2 月，参与向湖北运送抗疫物资。",
        "Carried relief supplies to Hubei in January and February 2020.",
    ),
    "travel_hotel": (
        "2020 年 1 月至 2 月，列入接待滞留旅客或集中医学观察的住宿名单。",
        "On the lists of lodging for stranded travellers or for quarantine, January to February 2020.",
    ),
}
_GOODS = {
    "一次性医用口罩": "disposable medical masks",
    "医用口罩": "medical masks",
    "N95": "N95 masks",
    "防护服": "protective suits",
    "核酸检测试剂盒": "nucleic acid test kits",
    "实时荧光定量PCR仪": "real-time PCR machines",
    "实时荧光定量PCR系统": "real-time PCR systems",
    "PCR检测产品": "PCR test products",
    "红外成像测温仪": "infrared cameras for taking temperatures",
}


def read(tally: Tally | None = None) -> Rows:
    tally = Counter() if tally is None else tally
    for group in joining.by_name(files.records("hubei_2020/offers.csv"), tally):
        yield Row(group[0]["id"], _facts(group), LABEL, joining.first(group, "url"))


def _facts(group: list[joining.Line]) -> Facts:
    name, sort = _USE.sub("", group[0]["name"]), group[0]["kind"]
    kind, status = _sort_of(name)
    codes = [place(line) for line in group]
    code = places.agreed(codes)
    said_zh, said_en = _said(sort, joining.first(group, "supplies"))
    return given(
        name_zh=name,
        kind=kind,
        legal_status=status,
        causes=["disaster-relief"],
        country="CN",
        division=places.division(code, _entered(group)) if code else None,
        address=joining.first(group, "address")
        if code in codes
        else "",  # else the lines contradict each other
        service_area={"countrywide": True, "divisions": []}
        if group[0]["from_or_province"] == "全国"
        else None,
        summary_zh=said_zh,
        summary_en=said_en,
    )


def place(line: joining.Line) -> str:
    """Where the organisation is. Of a logistics line, which names a way, only the origin is the firm's."""
    province = places.locate("", [line["from_or_province"]])
    if line["kind"] == "logistical":
        return province
    names = [name for name in line["to_or_city"].split("-") if name]
    found = places.locate(province, names, line["address"])
    # 山西 with 西安市: the province contradicts city and address, which agree.
    return found if found != province else places.locate("", names, line["address"]) or province


def _entered(group: list[joining.Line]) -> str:
    entered = {
        line["from_or_province"] + line["to_or_city"] * (line["kind"] != "logistical") for line in group
    }
    return entered.pop() if len(entered) == 1 else ""


def _sort_of(name: str) -> tuple[str, str]:
    if _OFFICE.search(name):
        return "government", "public_body"
    if _INSTITUTION.search(name):
        return "public_institution", "public_body"
    return "company", "registered_business"


def _said(sort: str, supplies: str) -> tuple[str, str]:
    if sort != "factory":
        return _SAID[sort]
    goods = supplies.split(";")
    english = ", ".join(_GOODS[one] for one in goods)
    return (
        f"2020 年 1 月至 2 月，可供应{'、'.join(goods)}。",
        f"Supplied {english} in January and February 2020.",
    )
