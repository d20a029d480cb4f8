"""Lines in free text, measured on posts (`posts`) and on the real list of Hubei 2020 (`hubei`)."""

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngo2.exchange.quantities import MOST, Amount, find_lines, from_specification
from ngo2.exchange.quantities.lines import LONGEST_TEXT, MOST_LINES
from ngo2.exchange.tests.hubei import CHECKED, OTHER_LISTS
from ngo2.exchange.tests.posts import SEEN, UNSEEN
from ngo2.exchange.units import UNITS
from ngo2.kernel.packs import data


def lines(text):
    return [(found.item, found.number, found.unit) for found in find_lines(text)]


def measured(posts):
    """Precision and recall over lines: item, number and unit have to be right."""
    found = wanted = right = 0
    for text, truth in posts:
        got = lines(text)
        found, wanted, right = found + len(got), wanted + len(truth), right + len(set(got) & set(truth))
    return round(right / found, 3), round(right / wanted, 3)


def test_how_well_lines_are_found():
    """Exact figures, so that a change shows: what was looked at flatters, what was not is what to expect."""
    assert len(SEEN) + len(UNSEEN) >= 60
    assert {"SEEN": measured(SEEN), "UNSEEN": measured(UNSEEN)} == {
        "SEEN": (0.977, 0.992),
        "UNSEEN": (0.811, 0.857),
    }


@pytest.mark.parametrize(
    "text",
    [
        "2020年1月27日12时起",
        "2020-01-27",
        "27/01/2020",
        "9:00-11:30",
        "下午3点",
        "13812345678",
        "010-62345678",
        "+86 138 1234 5678",
        "400-800-1234",
        "QQ群：123456789",
        "湖北省武汉市人民路188号3栋2单元501室",
        "向阳村5组",
        "GB 19083-2010",
        "YY/T 0969-2013",
        "建议3M 1860/1870/9123",
        "N95口罩",
        "75%酒精",
        "84消毒液",
        "COVID-19",
        "60岁以上老人",
        "五年级2班",
        "第3次会议",
        "7天连锁酒店",
        "每人每天30元",
        "24小时值班",
        "集中医学观察14天",
        "最高温度38.5℃",
        "In March 2020",
        "aged 12 to 14",
        "grade 3",
        "room 402",
        "5 km from the station",
        "https://example.org/2020/5-boxes",
        "a@b3.org",
        "3rd floor",
        "one of us",
        "Windows 10",
        "$500",
        "50% of families",
        "12 Harbour Road",
        "9 am to 5 pm",
        "一起努力",
        "一次性口罩",
        "三分之一",
    ],
)
def test_what_is_no_quantity(text):
    assert lines(text) == []
    assert lines(f"需要{text}，书5箱") == [("书", 5, "box")]


def test_at_most_twenty_lines():
    assert len(find_lines("书5箱，笔3支。" * 40)) == MOST_LINES


@given(
    st.text(max_size=400)
    | st.lists(
        st.sampled_from(
            [
                "20",
                "台",
                "五",
                "箱",
                "书",
                "和",
                "，",
                "口罩",
                "of",
                "boxes",
                "-",
                "(",
                "N95",
                "GB",
                "2020",
                "年",
                "每",
                "three",
                "半",
                "吨",
                "元",
                ":",
            ]
        ),
        max_size=80,
    ).map("".join)
)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_lines_within_bounds(text):
    for found in find_lines(text):
        assert len(found.item) <= 40
        assert 1 <= found.number <= MOST
        assert found.unit == "" or found.unit in UNITS
        assert found.item or found.unit == "cny"


@pytest.mark.parametrize(
    "part",
    [
        "9",
        "1 0",
        "1/",
        "0-",
        "口罩5个防护服2套，",
        "一",
        "三五",
        "(",
        "a ",
        "20 laptops and ",
        "2020年",
        ".",
        "每",
    ],
)
def test_a_long_text_takes_time_in_proportion(part):
    """Four times as long: about four times the time. Squared would be sixteen."""
    whole = (part * LONGEST_TEXT)[:LONGEST_TEXT]
    short, long = (min(seconds(text) for _ in range(3)) for text in (whole[: LONGEST_TEXT // 4], whole))
    assert long < 9 * max(short, 0.005)


def seconds(text):
    begun = time.process_time()
    find_lines(text)
    return time.process_time() - begun


def test_the_real_list_says_how_many_in_one_column_only():
    """Of 2,182 lines that are not marked as "not needed", 267 have a count; no specification holds one."""
    told = Counter()
    for line in data.records("hubei_2020/needs.csv"):
        mark = line["needed"] if line["needed"] in {"0", "1", ""} else "count"
        found = from_specification(line["item"], line["needed"], line["specification"])
        told[mark, found is not None] += 1
        if mark == "count":
            assert found == Amount(int(line["needed"]), "")
    assert told == {("0", False): 3223, ("1", False): 1893, ("", False): 22, ("count", True): 267}


def test_sixty_lines_of_the_real_list_are_read_as_a_person_reads_them():
    by_place = {(line["hospital_id"], line["item"]): line for line in data.records("hubei_2020/needs.csv")}
    assert len(CHECKED) == 60
    for place, item, truth in CHECKED:
        line = by_place[place, item]
        found = from_specification(item, line["needed"], line["specification"])
        assert (found.number if found else None) == truth, line


@pytest.mark.parametrize(("item", "needed", "specification", "truth"), OTHER_LISTS)
def test_quantities_in_the_specifications_of_other_lists(item, needed, specification, truth):
    assert from_specification(item, needed, specification) == (Amount(*truth) if truth else None)


def test_real_remarks_names_and_addresses():
    """All 601 offers: the rooms of four hotels, and nothing out of 1,202 names and addresses."""
    found = {}
    for line in data.records("hubei_2020/offers.csv"):
        assert lines(line["name"]) + lines(line["address"]) == []
        if line["remark_redacted"] and (got := lines(line["remark_redacted"])):
            found[line["id"]] = got
    assert found == {
        "travel_hotel-273": [("客房", 184, "room")],
        "travel_hotel-274": [("客房", 204, "room")],
        "travel_hotel-441": [("房", 159, "room")],
        "travel_hotel-457": [("房", 40, "room")],
    }
