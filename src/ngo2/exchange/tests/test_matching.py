"""Reasons and objections one by one, and what holds of all posts whatever they say."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from ngo2.exchange.kinds import KINDS, SUBKINDS
from ngo2.exchange.matching import WEIGHTS, Index, Line, Post, score, words_of
from ngo2.exchange.matching.posts import MOST_WORDS
from ngo2.exchange.matching.weights import LINKS, ON_THE_SPOT, RELATED

GUANGXI = "450000"
DUAN, DAHUA, YULIN = (
    (GUANGXI, "451200", "451228"),
    (GUANGXI, "451200", "451229"),
    (GUANGXI, "450900", "450902"),
)
DONGGUAN = ("440000", "441900")
HAIDIAN, CHAOYANG = ("110000", "110108"), ("110000", "110105")
LHASA = ("540000", "540100", "540102")
JUNE = {"from_day": date(2026, 6, 1), "until_day": date(2026, 6, 20)}
NEED = Post(1, "need", 1, "computers")
OFFER = Post(2, "offer", 2, "computers")


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def _pair(need, offer):
    return replace(NEED, **need), replace(OFFER, **offer)


def _lines(*lines):
    return {"lines": tuple(Line(*line) for line in lines)}


LAPTOPS = {"words": words_of("20台笔记本电脑")} | _lines(("笔记本电脑", 20, "piece"))
TWELVE = {"words": words_of("二手笔记本12台")} | _lines(("二手笔记本", 12, "piece"))
NURSES = {"subkind": "health"}

FOR = [
    ({}, {}, "Both are about “Computers and phones”."),
    ({"subkind": "books"}, {"subkind": "other_goods"}, "Both are about “Goods and rooms”."),
    ({"subkind": "other_goods"}, {"subkind": "other_goods"}, "Both are about “Goods and rooms”."),
    (
        {"subkind": "transport"},
        {"subkind": "volunteers"},
        "“Helping hands” can often answer “Vehicles and transport”, or the other way round.",
    ),
    (LAPTOPS, TWELVE, "Both speak of: 笔记本."),
    ({"words": words_of("we need tents")}, {"words": words_of("tents and blankets")}, "Both speak of: tents."),
    ({"areas": DUAN}, {"areas": DUAN}, "In the same county: 都安瑶族自治县."),
    ({"areas": DUAN}, {"areas": DAHUA}, "In the same city: 河池市."),
    ({"areas": DUAN}, {"areas": YULIN}, "In the same province: Guangxi."),
    ({"areas": DONGGUAN}, {"areas": DONGGUAN}, "In the same city: 东莞市."),
    ({"areas": HAIDIAN}, {"areas": CHAOYANG}, "Only 13 km away."),
    ({"areas": DUAN}, {"areas": LHASA, "service_areas": (DUAN[:2],)}, "They work where you are: 河池市."),
    ({"areas": DUAN, "service_areas": (LHASA,)}, {"areas": LHASA}, "You work where they are: 城关区."),
    ({"reach": "remote"}, {}, "It can be done from anywhere."),
    ({}, {"reach": "remote"}, "They help from afar, wherever you are."),
    ({}, {"reach": "country"}, "They are there for the whole country."),
    ({}, {"service_areas": ("*",)}, "They are there for the whole country."),
    ({"reach": "country"}, {}, "You are there for the whole country."),
    (LAPTOPS, TWELVE, "12 of the 20 pieces asked for."),
    (TWELVE, LAPTOPS, "12 of the 12 pieces asked for."),
    (_lines(("米", 500, "kg")), _lines(("米", 1, "tonne")), "500 of the 500 kg asked for."),
    (_lines(("米", Decimal("2.5"), "kg")), _lines(("米", 1.5, "kg")), "1.5 of the 2.5 kg asked for."),
    (JUNE, {"from_day": date(2026, 6, 10)}, "The dates meet: June 10, 2026 to June 20, 2026."),
    ({"from_day": date(2026, 6, 1)}, {"from_day": date(2026, 5, 1)}, "The dates meet: from June 1, 2026 on."),
    ({"until_day": date(2026, 6, 1)}, {"until_day": date(2026, 5, 1)}, "The dates meet: until May 1, 2026."),
    ({}, {"freshness": "fresh"}, "Their record is fresh."),
    ({}, {"verified": True}, "Their identity was checked."),
    ({"registered_only": True}, {"is_registered": True}, "They are registered, as you ask."),
    ({"can_give_receipt": True}, {"receipt_needed": True}, "You can give the receipt that they ask for."),
    ({"receipt_needed": True}, {"can_give_receipt": True}, "They can give the receipt that you ask for."),
    (_lines(("", 20, "piece")) | {"capacity": 1}, _lines(("", 12, "piece")), "You have 1 person to take it on."),
    (_lines(("", 20, "piece")) | {"capacity": 6}, {}, "You have 6 people to take it on."),
]  # fmt: skip


@pytest.mark.parametrize(("need", "offer", "sentence"), FOR)
def test_each_reason(need, offer, sentence):
    need, offer = _pair(need, offer)
    assert sentence in [str(said) for said in score(need, offer).why]
    assert sentence not in [str(said) for said in score(NEED, OFFER).why] or (need, offer) == (NEED, OFFER)


AGAINST = [
    (
        {},
        {"subkind": "equipment"},
        "Not quite the same: they say “Other equipment”, you “Computers and phones”.",
    ),
    ({"areas": DUAN}, {"areas": LHASA}, "1,797 km away."),
    ({"areas": ("GB-BS",)}, {"areas": ("GB-EH",)}, "In another part of the country, or in another one."),
    ({"areas": DUAN}, {"areas": ()}, "They have not said where they are."),
    ({"areas": ()}, {"areas": DUAN}, "You have not said where you are."),
    ({}, {"reach": "remote"}, "The help comes from afar, and it is needed in one place."),
    (
        _lines(("书桌", 20, "piece")),
        _lines(("椅子", 30, "piece")),
        "The lines name different things: please compare them.",
    ),
    (LAPTOPS, _lines(("笔记本", 9, "piece")), "Less than half of what is asked for."),
    (LAPTOPS, _lines(("笔记本", 9, "box")), "They count in boxes, you in pieces: ask how much that is."),
    (JUNE, {"from_day": date(2026, 6, 20), "until_day": date(2026, 9, 1)}, "Only 1 day overlaps."),
    (JUNE, {"from_day": date(2026, 6, 10), "until_day": date(2026, 9, 1)}, "Only 11 days overlap."),
    (
        {"from_day": date(2026, 6, 1), "until_day": date(2026, 7, 31)},
        {"from_day": date(2026, 7, 9), "until_day": date(2026, 9, 30)},
        "Only 3 weeks overlap.",
    ),
    ({}, {"freshness": "stale"}, "Their record is out of date."),
    ({}, {}, "Nobody has confirmed their record."),
    ({}, {}, "Nobody has checked their identity yet."),
    ({}, {"receipt_needed": True}, "They ask for a receipt, which you have not said you can give."),
    (
        {"can_give_receipt": False},
        {"receipt_needed": True},
        "They ask for a receipt, which you cannot give: a partner may.",
    ),
    ({"receipt_needed": True}, {}, "You ask for a receipt, which they have not said they can give."),
    (
        {"receipt_needed": True},
        {"can_give_receipt": False},
        "You ask for a receipt, which they cannot give: a partner may.",
    ),
    ({"capacity": 2}, _lines(("志愿者", 50, "person")), "A lot to take on for 2 people on your side."),
]


@pytest.mark.parametrize(("need", "offer", "sentence"), AGAINST)
def test_each_objection(need, offer, sentence):
    assert sentence in [str(said) for said in score(*_pair(need, offer)).against]


def test_the_other_side_is_told_with_its_own_words():
    need, offer = _pair(
        {"areas": DUAN, "capacity": 2},
        {"areas": LHASA, "service_areas": (DUAN,)} | _lines(("", 50, "person")),
    )
    told = score(offer, need)
    assert "You work where they are: 都安瑶族自治县." in map(str, told.why)
    assert "A lot to take on for 2 people on their side." in map(str, told.against)
    more = score(replace(offer, reach="remote"), replace(need, capacity=30))
    assert {"You help from afar.", "They have 30 people to take it on."} <= set(map(str, more.why))


def test_lines_that_name_other_things_are_no_reason():
    match = score(*_pair(_lines(("书桌", 20, "piece")), _lines(("椅子", 30, "piece"))))
    assert not any(said.about == "quantity" for said in match.why)


def test_a_number_or_what_all_say_is_no_word_in_common():
    need, offer = _pair({"words": words_of("需要 20 个", "we need")}, {"words": words_of("20 需要", "need")})
    assert not score(need, offer).suggested


NEAR = {"areas": DUAN}
SHUT = [
    (NEAR, NEAR | {"organisation": 1}, "Both are of the same organisation."),
    (NEAR, NEAR | {"side": "need"}, "Both ask, or both offer."),
    (NEAR, NEAR | {"subkind": "legal"}, "They are about different things."),
    (NEAR, NEAR | {"subkind": "no such thing"}, "They are about different things."),
    (NEAR | JUNE, NEAR | {"from_day": date(2026, 6, 21)}, "Their dates and yours do not meet."),
    (
        NEAR,
        NEAR | {"from_day": date(2026, 6, 21), "until_day": date(2026, 6, 20)},
        "Their dates and yours do not meet.",
    ),
    (NEAR | {"registered_only": True}, NEAR, "You asked for registered organisations only."),
    (NEAR, NEAR | {"registered_only": True}, "They asked for registered organisations only."),
    (
        NEAR | {"subkind": "venue"},
        {"areas": LHASA, "subkind": "venue"},
        "This has to be done on the spot, and they are elsewhere.",
    ),
]


@pytest.mark.parametrize(("need", "offer", "sentence"), SHUT)
def test_each_gate(need, offer, sentence):
    match = score(*_pair(need, offer))
    assert not match.suggested
    assert not match.why
    assert [str(said) for said in match.against] == [sentence]


@pytest.mark.parametrize(
    "offer",
    [
        {"areas": DAHUA},
        {"areas": LHASA, "service_areas": (DUAN,)},
        {"areas": LHASA, "reach": "country"},
        {"areas": LHASA, "reach": "remote"},
    ],
)
def test_on_the_spot_is_near_served_or_said_to_reach(offer):
    assert score(*_pair(NEAR | NURSES, offer | NURSES)).suggested


def test_E3_one_reason_is_not_enough():
    """That both are about computers, and one of them was checked, is no reason for the one who was checked."""
    need, offer = _pair({}, {"verified": True, "freshness": "fresh"})
    assert not score(need, offer).suggested
    assert Index.build([offer]).best(need) == []
    assert score(replace(need, areas=DUAN), replace(offer, areas=DAHUA)).suggested


def test_ten_thousand_lines_and_words_do_no_harm():
    words = tuple(f"w{nth}" for nth in range(10_000))
    huge = replace(OFFER, areas=DUAN, lines=(Line("电脑", 3, "piece"),) * 10_000, words=words)
    need = replace(NEED, areas=DUAN, words=("w3", "w9999"), lines=(Line("电脑", 20, "piece"),))
    match = score(need, huge)
    assert "20 of the 20 pieces asked for." in map(str, match.why)
    assert "Both speak of: w3." in map(str, match.why)  # those after the first ones do not count
    assert MOST_WORDS < 9999
    assert score(huge, need).score == match.score


def test_words_are_those_of_the_search_index():
    assert words_of("笔记本电脑", "Laptops!") == ("笔记", "记本", "本电", "电脑", "laptops")


def test_the_weights_are_a_whole_and_each_says_why():
    assert sum(weight.share for weight in WEIGHTS.values()) == pytest.approx(1)
    assert all(weight.why for weight in WEIGHTS.values())


def test_links_name_what_there_is_and_go_both_ways():
    assert {key for pair in LINKS for key in pair} | ON_THE_SPOT <= set(SUBKINDS)
    assert all(RELATED[other][one] == value for one, them in RELATED.items() for other, value in them.items())
    assert all(0 < value <= 1 for them in RELATED.values() for value in them.values())
    for kind in KINDS.values():
        assert sum(sub.key.startswith("other_") for sub in kind.subs) == 1


@pytest.mark.parametrize(("need", "offer"), [one[:2] for one in [*FOR, *AGAINST, *SHUT]])
def test_all_of_it_is_there_in_chinese(need, offer):
    match = score(*_pair(need, offer))
    latin = {"tents"}
    with override("zh-hans"):
        for said in (*match.why, *match.against):
            words = [word for word in words_of(str(said)) if word.isascii() and word.isalpha()]
            assert set(words) <= latin | {"km", "kg"}, str(said)


def test_a_room_is_where_it_is_wherever_its_organisation_works():
    def fits(**room):
        need, offer = _pair({"subkind": "venue", "areas": DUAN}, {"subkind": "venue", "areas": LHASA, **room})
        return score(need, offer).suggested

    assert not fits(service_areas=("*",))
    assert not fits(service_areas=(DUAN,))
    assert fits(areas=DUAN)
    assert fits(reach="country")  # a chain of hotels says so of the room itself


def test_what_lies_beside_is_not_counted_as_offered():
    need, offer = _pair(
        _lines(("laptops", 12, "piece"), ("hard discs", 2, "piece")), _lines(("used laptops", 20, "piece"))
    )
    assert "12 of the 12 pieces asked for." in map(str, score(need, offer).why)
