"""GB/T 2260: the divisions of the People's Republic of China since 1981.

Traps that the engine and these tables know: cities without counties (东莞, 中山, 儋州, 嘉峪关), counties
directly under a province or municipality (仙桃, 济源, 朝阳区), provinces without anything below in the
source (71, 81, 82), codes given again (420600), one county made into several (130421).
"""

import re
from collections.abc import Iterator

from ngo2.kernel.packs import data
from ngo2.lib import geo
from ngo2.lib.divisions import CURRENT, RENAMED, RETIRED, Division, Gazetteer, Naming, Successor
from ngo2.lib.divisions.records import Status

_LEVELS = {"省级": 1, "地级": 2, "县级": 3}
_STATUSES: dict[str, Status] = {"在用": CURRENT, "变更": RENAMED, "弃用": RETIRED}
_DIRECT = "直辖"
_SUCCESSOR = re.compile(r"(\d{6})(?:\[(\d{4})\])?")

NAMING = Naming(
    suffixes=(
        *("特别行政区", "自治区", "自治州", "自治县", "自治旗"),
        *("林区", "特区", "矿区", "新区", "地区", "省", "市", "盟", "州", "区", "县", "旗"),
    ),
    peoples=(
        *("蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家"),
        *(
            "哈尼",
            "哈萨克",
            "傣",
            "黎",
            "傈僳",
            "佤",
            "畲",
            "高山",
            "拉祜",
            "水",
            "东乡",
            "纳西",
            "景颇",
            "柯尔克孜",
        ),
        *(
            "土",
            "达斡尔",
            "仫佬",
            "羌",
            "布朗",
            "撒拉",
            "毛南",
            "仡佬",
            "锡伯",
            "阿昌",
            "普米",
            "塔吉克",
            "怒",
            "乌孜别克",
        ),
        *(
            "俄罗斯",
            "鄂温克",
            "德昂",
            "保安",
            "裕固",
            "京",
            "塔塔尔",
            "独龙",
            "鄂伦春",
            "赫哲",
            "门巴",
            "珞巴",
            "基诺",
        ),
    ),
    autonomous={"自治区": "区", "自治州": "州", "自治县": "县", "自治旗": "旗"},
    skip=(
        *(
            "中华人民共和国",
            "中国",
            "市辖区",
            "省直辖县级行政区划",
            "省直辖县级行政单位",
            "省直辖县级市",
            "省直辖",
        ),
        *("自治区直辖县级行政区划", "自治区直辖县级行政单位", "自治区直辖"),
    ),
    # 南京路, 四川北路 are streets; 唐山路北区, 台州路桥区, 武汉街道口 are not.
    not_after=r"[东西南北中一二三四五六七八九十]{0,2}(?:大道|路(?![南北桥]区)|街(?!道)|巷|弄|胡同)",
    not_after_county=r"(?:镇|乡|村|社区|山|湖|河|江|桥)",
)


def _history() -> Iterator[Division]:
    table = list(data.rows("divisions/cn_division_codes_history.csv"))
    cities: dict[tuple[str, str], list[str]] = {}
    for code, province, _city, name, level, *_rest in table:
        if level == "地级":
            cities.setdefault((province, name), []).append(code)
    for code, province, city, name, level, status, start, end, following in table:
        yield Division(
            code=code,
            name=name,
            level=_LEVELS[level],
            parent=_above(code, level, cities.get((province, city), []) if city != _DIRECT else []),
            from_year=int(start),
            to_year=int(end) if end else None,
            status=_STATUSES[status],
            successors=tuple(
                Successor(to, int(year) if year else None) for to, year in _SUCCESSOR.findall(following)
            ),
        )


def _above(code: str, level: str, cities: list[str]) -> str:
    """The number usually says it; where a county lay in a city with another number, the city's name does."""
    if level == "省级":
        return ""
    if level == "地级" or not cities:
        return code[:2] + "0000"
    own = code[:4] + "00"
    return own if own in cities else cities[-1]


def _centres() -> dict[str, geo.Point]:
    """WGS-84 centres. Why the source's pairs are read as GCJ-02: data/divisions/README.md."""
    return {
        code: geo.to_wgs84(float(lat), float(lng), geo.GCJ02)
        for code, _name, lng, lat in data.rows("divisions/cn_division_coordinates.csv")
        if lng and lat
    }


GAZETTEER = Gazetteer(_history, NAMING, _centres)
