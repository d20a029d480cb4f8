"""The matcher by itself: names, keys, bits and words."""

import time
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngo2.organisations import duplicates
from ngo2.organisations.duplicates import compare, keys, likened
from ngo2.organisations.duplicates.names import named
from ngo2.organisations.duplicates.words import reasons

WUHAN, YICHANG = {"division": {"code": "420102"}}, {"division": {"code": "420503"}}
CODE, OTHER_CODE = "53330000501874064B", "52990000000000017P"
HERE = {"lat": 30.6, "lng": 114.3, "precision": "street"}
NEAR = {**HERE, "lat": 30.603}  # 330 m


def verdict(one, other):
    return compare(likened(one, 1), likened(other, 2))


def signs(one, other):
    return [sign.name for sign in verdict(one, other).signs]


@pytest.mark.parametrize(
    ("raw", "core", "places"),
    [
        ("北京绿家园志愿者", "绿家园", ("北京1",)),
        ("綠家園（北京）", "绿家园", ("北京1",)),
        ("绿家园 北京", "绿家园", ("北京1",)),
        ("湖北省武汉市江岸区红十字会", "红十字会", ("湖北1", "武汉2", "江岸3")),
        ("盐田河镇中心卫生院", "中心卫生院", ("?盐田河镇",)),
        ("臺灣綠家園", "绿家园", ("台湾1",)),
        ("ＡＢＣ　Ｔｒｕｓｔ　Ｌｔｄ", "abc trust", ()),
        ("The Friends of St. Mary's (Bristol)", "friends marys saint", ("bristol",)),
        ("南京路小学", "南京路小学", ()),
        ("武昌医院", "武昌医院", ()),
    ],
)
def test_a_name_is_left_without_place_and_legal_form(raw, core, places):
    name = named(raw)
    assert (name.core, name.regions) == (core, places)


@pytest.mark.parametrize("raw", ["", " ", "😀", "（）", "==", "!!!"])
def test_what_is_no_name_is_compared_by_nothing(raw):
    assert named(raw) is None
    one = likened({"name_zh": raw})
    assert (one.names, len(keys(one)), compare(one, one).signs) == ((), 1, ())


@pytest.mark.parametrize(
    "raw",
    [
        "园",
        "=cmd()",
        '=HYPERLINK("x")',
        "绿" * 10_000,
        "a " * 5_000,
        "😀绿家园",
        "\x00\ud800x",
        "ไทย",
        "مؤسسة",
    ],
)
def test_whatever_was_typed_has_few_keys_and_is_like_itself(raw):
    one, other = likened({"name_zh": raw}, 1), likened({"name_zh": raw}, 2)
    assert 1 <= len(keys(one)) <= duplicates.MOST_KEYS
    assert keys(one) == keys(other)
    assert compare(one, other).says("name")


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "name_zh": st.text(
            alphabet="北京武汉绿家园红十字会第一二小学志愿者协会分镇（）·臺台😀ab ", max_size=14
        ),
        "name_en": st.text(alphabet="abcdeors .&'()-12 ", max_size=30),
        "phone": st.sampled_from(["+8613800138000", "+8613900139000"]),
        "email": st.sampled_from(["a@example.org", "b@example.org"]),
        "website": st.sampled_from(["https://example.org", "https://www.example.org/", "https://x.org/a"]),
        "credit_code": st.sampled_from([CODE, OTHER_CODE, "1"]),
        "point": st.sampled_from([HERE, NEAR, {**HERE, "lat": 40.0}, {**HERE, "precision": "county"}]),
        "division": st.sampled_from(
            [{"code": "420102"}, {"code": "420500"}, {"code": "110101"}, {"code": "0"}]
        ),
        "host": st.sampled_from([{"name": "x"}, {"name": "y", "organisation": 2}]),
    },
)


@settings(deadline=None, max_examples=200)
@given(FACTS, FACTS)
def test_the_order_says_nothing_and_nothing_is_likelier_than_itself(one, other):
    here, there = likened(one, 1), likened(other, 2)
    assert compare(here, there) == compare(there, here)
    assert 0 <= compare(here, there).score <= 1
    assert len(keys(here)) <= duplicates.MOST_KEYS
    if not one.get("host"):
        assert compare(here, here).score >= compare(here, there).score or here.names != there.names


@settings(deadline=None, max_examples=100)
@given(FACTS)
def test_the_order_of_facts_says_nothing(facts):
    turned = dict(reversed(facts.items()))
    assert likened(facts, 1) == likened(turned, 1)
    assert keys(likened(facts, 1)) == keys(likened(turned, 1))


def test_signs_and_how_much_they_say():
    name = {"name_zh": "绿家园"}
    assert signs(name | {"credit_code": CODE}, {"name_zh": "山蚁", "credit_code": CODE}) == ["code", "unlike"]
    assert signs(name | {"point": HERE}, name | {"point": NEAR}) == ["name", "near"]
    assert signs(name | WUHAN, name | WUHAN) == ["name", "county"]
    assert "other_city" in signs(name | WUHAN, name | YICHANG)
    assert verdict(name | WUHAN, name | WUHAN).score > verdict(name | WUHAN, name | YICHANG).score


@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        ("宜昌市第一小学", "宜昌市第二小学", "series"),
        ("宜昌市东街小学", "宜昌市西街小学", "series"),
        ("武汉红十字会", "宜昌红十字会", "other_region"),
        ("长沙市红十字会", "长沙县红十字会", "other_region"),
        ("绿家园协会", "绿家园协会城南分会", "part"),
        ("1st Bristol Scout Group", "2nd Bristol Scout Group", "series"),
        ("Red Cross Society", "Red Cross Society Bristol Branch", "part"),
    ],
)
def test_what_only_looks_like_a_copy(one, other, sign):
    found = verdict({"name_zh": one} | WUHAN, {"name_zh": other} | WUHAN)
    assert found.says(sign)
    assert found.score < duplicates.LIKELY
    assert not duplicates.is_certain(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("台湾绿家园环境保护协会", "臺灣綠家園環境保護協會"),
        ("绿家园环保志愿者", "綠家園环保志愿者"),
        ("山蚁乡村教育小组", "山义乡村教育小组"),  # the same sound
        ("山蚁乡村教育小组", "Shan Yi Xiang Cun Jiao Yu"),
        ("江岸区绿山儿童服务中心", "江岸区绿水儿童服务中心"),  # neither begins nor ends alike
        ("Bristol Youth Sailing Association", "Youth Sailing Assoc., Bristol"),
        ("Bristol Youth Sailing Association", "Bristol Youth Salling Association"),
    ],
)
def test_other_ways_to_write_it_share_a_key_and_are_likely(one, other):
    here, there = likened({"name_zh": one} | WUHAN), likened({"name_zh": other} | WUHAN)
    assert {*keys(here)} & {*keys(there)}
    assert compare(here, there).score >= duplicates.LIKELY


def test_neither_the_county_nor_the_legal_form_makes_neighbours():
    """All of a county would be compared with all, until it has so many that none is any more."""
    names = (
        "江岸区绿山环境保护服务中心",
        "江岸区明远助学服务中心",
        "江岸区春雨志愿服务中心",
        "江岸区星光文化服务中心",
    )
    found = [{*keys(likened({"name_zh": name} | WUHAN, pk))} for pk, name in enumerate(names)]
    assert not any(one & other for one, other in combinations(found, 2))


def test_a_fund_may_stand_under_the_code_of_its_foundation():
    """rules 4.1: shared codes with a relation are allowed."""
    foundation = likened({"name_zh": "春雨基金会", "credit_code": CODE}, 1)
    fund = {"name_zh": "春雨基金会绿芽专项基金", "credit_code": CODE}
    by_status = likened(fund | {"legal_status": "fund_in_foundation"}, 2)
    by_host = likened(fund | {"host": {"name": "春雨基金会", "organisation": 1}}, 3)
    for one in (by_status, by_host):
        found = compare(foundation, one)
        assert found.says("shared_code")
        assert not found.says("code")
        assert found.score < duplicates.LIKELY
    assert compare(foundation, by_host).says("belongs")
    assert compare(foundation, likened(fund, 4)).says("code")


def test_two_valid_codes_speak_against_it_and_a_wrong_one_does_not():
    from ngo2.kernel.packs.cn.credit_code import example_credit_code

    name = {"name_zh": "绿家园环境教育中心"}
    first, second = example_credit_code(1), example_credit_code(2)
    assert "other_code" in signs(name | {"credit_code": first}, name | {"credit_code": second})
    assert "other_code" not in signs(name | {"credit_code": first}, name | {"credit_code": second[:-1] + "?"})


@pytest.mark.usefixtures("english")
def test_reasons_in_words():
    found = reasons(
        verdict(
            {"name_zh": "绿家园", "point": HERE} | WUHAN, {"name_zh": "绿家园", "point": NEAR} | WUHAN
        ).why
    )
    assert (found.alike, found.different) == ("same name, same county, 330 m apart", "")
    found = reasons([["phone", ""], ["alike", 92], ["other_city", ""], ["a sign of the future", 3]])
    assert (found.alike, found.different) == ("same phone, names 92 % alike", "other city")


def test_every_sign_has_words():
    from ngo2.organisations.duplicates import words

    seen = Counter()
    for one, other in (
        ({"name_zh": "甲"}, {"name_zh": "乙"}),
        ({"name_zh": "绿家园", **WUHAN, "country": "CN"}, {"name_en": "Green", "country": "GB"}),
    ):
        seen.update(signs(one, other))
    known = {*words._FOR, *words._AGAINST}
    import inspect
    import re

    from ngo2.organisations.duplicates import comparing

    made = set(re.findall(r'Sign\(\s*"(\w+)"', inspect.getsource(comparing)))
    made |= {"phone", "email", "site", "other_phone", "other_email", "other_site", "alike", "unlike"}
    assert made | {*seen} == known


def test_comparing_is_quick_enough_for_a_million():
    names = [
        likened({"name_zh": f"宜昌市绿家园{n}环境教育服务中心", "phone": f"+86{n}", **WUHAN}, n)
        for n in range(60)
    ]
    began = time.process_time()
    for one in names:
        for other in names:
            compare(one, other)
    assert (time.process_time() - began) / 3600 < 0.002  # seconds; about 0.00003 on an idle machine
