import subprocess
import sys
from collections import Counter

import pytest

from ngo2.kernel.packs import data
from ngo2.kernel.packs.cn.divisions import GAZETTEER
from ngo2.lib.divisions import CURRENT
from ngo2.lib.geo import Point, haversine

LOADED = """
import time
from ngo2.kernel.packs import data
from ngo2.kernel.packs.cn.divisions import GAZETTEER
start = time.process_time()
GAZETTEER.get("110000")
print(time.process_time() - start)
"""


def names(divisions):
    return [division.name for division in divisions]


def path(code):
    return "".join(names(GAZETTEER.path(code or "")))


def test_counts_of_today():
    everything = GAZETTEER.descendants("")
    assert Counter(one.level for one in everything) == {1: 34, 2: 333, 3: 2846}


def test_every_current_division_hangs_on_current_ones():
    for one in GAZETTEER.descendants(""):
        assert [step.status for step in GAZETTEER.path(one.code)] == [CURRENT] * len(GAZETTEER.path(one.code))
        assert GAZETTEER.path(one.code)[0].level == 1


def test_loading_is_quick():
    seconds = min(
        float(
            subprocess.run([sys.executable, "-c", LOADED], capture_output=True, check=True, text=True).stdout
        )
        for _ in range(2)
    )
    assert seconds < 0.15


@pytest.mark.parametrize("code", ["441900", "442000", "460400", "620200"])
def test_D8_a_city_without_counties_is_the_last_step(code):
    assert GAZETTEER.children(code) == []
    assert [one.level for one in GAZETTEER.path(code)] == [1, 2]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("广东省东莞市南城街道鸿福路1号", "441900"),
        ("广东东莞", "441900"),
        ("东莞市长安镇", "441900"),
        ("广东省中山市石岐街道", "442000"),
        ("海南省儋州市那大镇", "460400"),
        ("甘肃省嘉峪关市新华中路", "620200"),
    ],
)
def test_D8_Dongguan_address_accepted_without_county(text, code):
    assert GAZETTEER.parse_address(text) == code


def test_counties_directly_under_a_province():
    assert path("110105") == "北京市朝阳区"
    assert path("429004") == "湖北省仙桃市"
    assert path("659001") == "新疆维吾尔自治区石河子市"
    direct = [one for one in GAZETTEER.descendants("") if one.level == 3 and one.parent.endswith("0000")]
    assert len(direct) == 118


def test_provinces_without_anything_below_in_the_source():
    assert [GAZETTEER.children(code) for code in ("710000", "810000", "820000")] == [[], [], []]


@pytest.mark.parametrize(
    ("code", "year", "now", "was"),
    [
        ("120225", None, "120119", "蓟县"),
        ("110103", None, "110101", "崇文区"),
        ("110104", 1999, "110102", "宣武区"),
        ("422500", None, "", "襄阳地区"),  # its counties lie in two cities today
        ("132100", None, "130400", "邯郸地区"),
        ("422800", 1982, "422800", "恩施地区"),
        ("422800", 1990, "422800", "鄂西土家族苗族自治州"),
        ("422122", None, "420117", "新洲县"),
        ("422124", None, "421181", "麻城县"),
        ("511381", 1999, "511381", ""),
        ("320800", 1990, "320800", "淮阴市"),
        ("510400", 1985, "510400", "渡口市"),
        ("130428", None, "130407", "肥乡县"),
        ("542400", None, "540600", "那曲地区"),
    ],
)
def test_D9_abolished_code_resolves_to_current(code, year, now, was):
    answer = GAZETTEER.resolve_code(code, year)
    assert (answer.code, answer.retired.name if answer.retired else "") == (now, was)


def test_D9_xiangfan_is_retired_but_its_number_is_xiangyang_today():
    assert names(GAZETTEER.resolve_code("420600").current) == ["襄阳市"]
    assert GAZETTEER.resolve_code("420600").retired is None
    assert GAZETTEER.resolve_code("420600", 2009).retired.name == "襄樊市"
    assert GAZETTEER.resolve_code("420600", 2009).code == "420600"
    # 511400 was Fuling until 1997, now in Chongqing, and is Meishan today.
    assert names(GAZETTEER.resolve_code("511400").current) == ["眉山市"]
    assert GAZETTEER.resolve_code("511400", 1996).common.name == "重庆市"


@pytest.mark.parametrize(
    ("code", "current", "common"),
    [
        ("130421", ["邯山区", "丛台区"], "邯郸市"),
        ("350321", ["城厢区", "涵江区", "荔城区", "秀屿区"], "莆田市"),
        ("422500", ["随州市", "襄阳市"], "湖北省"),
    ],
)
def test_D9_a_split_asks_and_never_guesses(code, current, common):
    answer = GAZETTEER.resolve_code(code)
    assert answer.ambiguous is True
    assert (answer.code, names(answer.current), answer.common.name) == ("", current, common)


def test_D9_parts_that_moved_earlier_are_a_hint():
    assert names(GAZETTEER.resolve_code("130421").moved) == ["复兴区"]


def test_D9_no_line_of_history_is_a_dead_end():
    """Known dead ends: none. Every abolished prefecture is found again through its counties."""
    lines = [line for history in GAZETTEER.lines.values() for line in history]
    answers = {(line.code, line.from_year): GAZETTEER.resolve_line(line) for line in lines}
    assert len(answers) == 6823
    assert [key for key, answer in answers.items() if not answer.current] == []
    assert all(one.status == CURRENT for answer in answers.values() for one in answer.current)
    retired = [line for line in lines if line.status != CURRENT]
    asked = [line for line in retired if answers[line.code, line.from_year].ambiguous]
    assert (len(retired), len(asked)) == (3610, 416)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("襄樊", "420600"),
        ("襄樊市", "420600"),
        ("襄阳", "420600"),
        ("恩施州", "422800"),
        ("恩施市", "422801"),
        ("恩施土家族苗族自治州", "422800"),
        ("鄂西", "422800"),
        ("武汉市江岸区", "420102"),
        ("湖北省 恩施土家族苗族自治州 来凤县", "422827"),
        ("蓟县", "120119"),
        ("崇文区", "110101"),
        ("西藏", "540000"),
        ("广西", "450000"),
        ("内蒙古", "150000"),
        ("黔东南州", "522600"),
        ("长阳县", "420528"),
        ("荆沙市", "421000"),
        ("东莞", "441900"),
        ("香港", "810000"),
    ],
)
def test_D9_names_current_and_retired_with_and_without_suffix(name, code):
    assert GAZETTEER.resolve_name(name).code == code


@pytest.mark.parametrize(
    ("name", "current"),
    [
        ("鼓楼区", ["320106", "320302", "350102", "410204"]),
        ("恩施", ["422800", "422801"]),
        ("吉林", ["220000", "220200"]),
        ("邯郸县", ["130402", "130403"]),
        ("火星市", []),
        ("", []),
    ],
)
def test_D9_a_name_of_several_asks(name, current):
    assert [one.code for one in GAZETTEER.resolve_name(name).current] == current


def test_within_narrows_a_name():
    assert GAZETTEER.resolve_name("鼓楼区", within="350000").code == "350102"
    assert GAZETTEER.resolve_name("朝阳区", within="110000").code == "110105"
    assert GAZETTEER.resolve_name("朝阳区", within="440000").current == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("湖北省恩施土家族苗族自治州来凤县中心医院", "湖北省恩施土家族苗族自治州来凤县"),
        ("湖北省恩施市航空大道234号", "湖北省恩施土家族苗族自治州恩施市"),
        ("湖北省咸丰县高乐山镇金烟路天使胡同2号", "湖北省恩施土家族苗族自治州咸丰县"),
        ("鄂州市鄂城区樊口街民信西路16号", "湖北省鄂州市鄂城区"),
        ("湖北鄂州建设西路鄂钢医院", "湖北省鄂州市"),
        ("襄樊市樊城区人民路", "湖北省襄阳市樊城区"),
        ("北京市崇文区", "北京市东城区"),
        ("北京市市辖区朝阳区", "北京市朝阳区"),
        ("北京 北京市 朝阳区", "北京市朝阳区"),
        ("湖北省省直辖县级行政区划仙桃市沔阳大道", "湖北省仙桃市"),
        ("中国湖北省武汉市洪山区珞瑜路", "湖北省武汉市洪山区"),
        ("济宁市中区", "山东省济宁市任城区"),  # 济宁 + 市中区 (retired), not 济宁市 + 中区
        ("武汉汉阳大道1号", "湖北省武汉市"),
        ("武汉街道口", "湖北省武汉市"),
        ("唐山路北区", "河北省唐山市路北区"),
        ("甘肃东乡县", "甘肃省临夏回族自治州东乡族自治县"),
        ("贵州镇宁县", "贵州省安顺市镇宁布依族苗族自治县"),
        ("青海河南县", "青海省黄南藏族自治州河南蒙古族自治县"),
        ("湖北江陵", "湖北省荆州市江陵县"),
        ("吉林朝阳区", "吉林省长春市朝阳区"),
        ("四川凉山州昭觉县", "四川省凉山彝族自治州昭觉县"),
        ("云南怒江州福贡", "云南省怒江傈僳族自治州福贡县"),
        ("江苏省鼓楼区", "江苏省"),  # two of them in the province
        ("河北省邯郸县", "河北省邯郸市"),  # split: the city that holds both parts
        ("海南路5号", ""),
        ("南京西路1号", ""),
        ("鼓楼区中山路", ""),
        ("Bristol", ""),
        ("", ""),
    ],
)
def test_addresses(text, expected):
    assert path(GAZETTEER.parse_address(text)) == expected


@pytest.mark.parametrize(
    ("text", "within", "code"),
    [
        ("白云区云环路145号北尚华城F栋", "520100", "520113"),
        ("白云区云环路145号", "", None),
        ("贵州省贵阳市白云区", "520000", "520113"),
        ("呷尔镇湾调路173号", "513300", "513300"),
        ("", "441900", "441900"),
        ("武汉市", "441900", "441900"),  # the column wins over a text that contradicts it
        ("武汉市", "130421", "420100"),  # a retired code tells nothing
    ],
)
def test_an_address_beside_a_column_that_tells_the_place(text, within, code):
    assert GAZETTEER.parse_address(text, within) == code


def test_real_addresses_of_2020():
    """235 institutions in Hubei: all but those without a place in their address are found."""
    rows = list(data.records("hubei_2020/recipients.csv"))
    codes = [GAZETTEER.parse_address(row["address"]) for row in rows]
    assert len(rows) == 235
    assert sum(code is None for code in codes) == 5
    assert Counter(GAZETTEER.get(code).level for code in codes if code) == {3: 186, 2: 43, 1: 1}


def test_every_full_address_reads_back():
    for one in GAZETTEER.descendants(""):
        full = path(one.code)
        assert GAZETTEER.parse_address(full + "人民路1号") == one.code, full


def test_centres_are_wgs84_and_near():
    beijing = GAZETTEER.point("110000")
    # The stored pair is GCJ-02: some 550 m away from the WGS-84 centre.
    assert 450 < haversine(beijing, Point(39.904211, 116.407394)) < 650
    missing = [one.code for one in GAZETTEER.descendants("") if GAZETTEER.point(one.code) is None]
    assert missing == []
    for one in GAZETTEER.descendants(""):
        lat, lng = GAZETTEER.point(one.code)
        assert 3 < lat < 54, one
        assert 73 < lng < 136, one


def test_centres_without_own_point_come_from_before_or_above():
    assert GAZETTEER.point("130407") == GAZETTEER.point("130428")  # 肥乡区 was 肥乡县
    assert GAZETTEER.point("130421") is not None  # split: the centre of what holds both
