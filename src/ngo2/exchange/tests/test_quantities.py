"""Amounts as people type them. Bounds are tried with whatever hypothesis finds."""

import pytest
from django.utils.translation import override
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ngo2.exchange.quantities import MOST, Amount, Unclear, read_amount, sentence
from ngo2.exchange.quantities.numerals import han, numbers, plain
from ngo2.exchange.units import UNITS

READ = {
    "20": (20, ""),
    "３０": (30, ""),
    "٣٥": (35, ""),
    "१२": (12, ""),
    "𝟗": (9, ""),
    "3️⃣": (3, ""),
    "🔟": (10, ""),
    "1,000": (1000, ""),
    "1，000": (1000, ""),
    "1 000": (1000, ""),
    "1\u202f000\u202f000": (1000000, ""),
    "3万": (30000, ""),
    "1.5万": (15000, ""),
    "3千5百": (3500, ""),
    "1万2千": (12000, ""),
    "10万元": (100000, "cny"),
    "二十": (20, ""),
    "两百": (200, ""),
    "兩百": (200, ""),
    "一百二十": (120, ""),
    "廿": (20, ""),
    "一万二": (12000, ""),
    "两百五": (250, ""),
    "一千零五": (1005, ""),
    "壹仟元": (1000, "cny"),
    "二〇": (20, ""),
    "百来个": (100, "piece"),
    "twenty-five": (25, ""),
    "one hundred and twenty boxes": (120, "box"),
    "Five thousand": (5000, ""),
    "2 million": (2000000, ""),
    "5k": (5000, ""),
    "一打": (12, ""),
    "a dozen": (12, ""),
    "2 dozen": (24, ""),
    "3打": (36, ""),
    "半打": (6, ""),
    "half a dozen": (6, ""),
    "about 20": (20, ""),
    "约20": (20, ""),
    "20左右": (20, ""),
    "20+": (20, ""),
    "至少20台": (20, "piece"),
    "20台": (20, "piece"),
    "20 laptops": (20, ""),
    "3 boxes": (3, "box"),
    "3BOXES": (3, "box"),
    "5箱": (5, "box"),
    "20个床位": (20, "piece"),
    "3 个": (3, "piece"),
    "名志愿者3": (3, ""),
    "需要三名": (3, "person"),
    "5 people": (5, "person"),
    "2.5吨": (2500, "kg"),
    "半吨": (500, "kg"),
    "两吨半": (2500, "kg"),
    "half a tonne": (500, "kg"),
    "2½ tonnes": (2500, "kg"),
    "2吨": (2, "tonne"),
    "2.0箱": (2, "box"),
    "20 boxes of 50": (20, "box"),
    "20台（2020款）": (20, "piece"),
    "N95口罩 200只": (200, "piece"),
    "75%酒精50瓶": (50, "bottle"),
    "20个 - 30元": (20, "piece"),
    "5-5": (5, ""),
    "10000000": (MOST, ""),
}
UNCLEAR = {
    "": ("empty", None),
    "  \u3000\n": ("empty", None),
    "\u200b": ("empty", None),
    "很多": ("no_number", None),
    "some": ("no_number", None),
    "N95": ("no_number", None),
    "75%": ("no_number", None),
    "COVID-19": ("no_number", None),
    "第3": ("no_number", None),
    "someone": ("no_number", None),
    "半": ("no_number", None),
    "1.2.3": ("no_number", None),
    "一百百": ("no_number", None),
    "3-5": ("range", 3),
    "3-5箱": ("range", 3),
    "3~5": ("range", 3),
    "3 to 5": ("range", 3),
    "3至5名": ("range", 3),
    "3箱到5箱": ("range", 3),
    "5-3": ("range", 3),
    "3-5万": ("range", 30000),
    "two or three": ("range", 2),
    "十几": ("range", 10),
    "几十": ("range", 20),
    "二十几万": ("range", 200000),
    "三五箱": ("range", 3),
    "三两个": ("range", 2),
    "七八十": ("range", 70),
    "20多台": ("range", 20),
    "2,5": ("range", 2),
    "1/2": ("range", 1),
    "2 3": ("range", 2),
    "1.000": ("range", 1),
    "2x5": ("range", 2),
    "-3": ("negative", 3),
    "−3": ("negative", 3),
    "负3": ("negative", 3),
    "minus 3": ("negative", 3),
    "－３箱": ("negative", 3),
    "0": ("zero", 0),
    "零": ("zero", 0),
    "0箱": ("zero", 0),
    "zero": ("zero", 0),
    "2.5箱": ("fraction", 3),
    "一个半小时": ("fraction", 2),
    "半箱": ("fraction", 1),
    "0.0001吨": ("fraction", 1),
    "3.5元": ("fraction", 4),
    "1e9": ("huge", MOST),
    "∞": ("huge", MOST),
    "10000001": ("huge", MOST),
    "12,345,678": ("huge", MOST),
    "一亿": ("huge", MOST),
    "一万亿": ("huge", MOST),
    "9" * 200: ("huge", MOST),
    "1e999": ("huge", MOST),
    "10000.1吨": ("huge", MOST),
}


@pytest.mark.parametrize(("text", "wanted"), READ.items())
def test_amounts_that_are_understood(text, wanted):
    assert read_amount(text) == Amount(*wanted)


@pytest.mark.parametrize(("text", "code", "seen"), [(text, *wanted) for text, wanted in UNCLEAR.items()])
def test_amounts_that_are_asked_about(text, code, seen):
    with pytest.raises(Unclear) as caught:
        read_amount(text)
    assert (caught.value.code, caught.value.seen) == (code, seen)


def test_each_reason_says_what_to_write_instead():
    said = {}
    for text, code in (
        ("", "empty"),
        ("很多", "no_number"),
        ("3-5", "range"),
        ("-3", "negative"),
        ("0", "zero"),
        ("2.5箱", "fraction"),
        ("1e9", "huge"),
    ):
        with pytest.raises(Unclear) as caught:
            read_amount(text)
        with override("en"):
            said[code] = sentence(caught.value, "boxes")
    assert said["range"] == "“3-5” can be two things. Write the number that you need at least: 3 boxes."
    assert said["fraction"] == "“2.5箱” is not a whole number. Write a whole one: 3 boxes."
    assert said["huge"] == "“1e9” is more than can be written here. Write at most 10,000,000."
    assert len(set(said.values())) == 7
    assert all("Write" in one for one in said.values())
    with pytest.raises(Unclear) as caught:
        read_amount("3-5")
    with override("zh-hans"):
        chinese = sentence(caught.value, "箱")
    assert "3-5" in chinese
    assert "3 箱" in chinese
    assert not any(one.isascii() and one.isalpha() for one in chinese)


@pytest.mark.parametrize(
    "number", [*range(1, 130), 200, 305, 1005, 1050, 9999, 10001, 10010, 12345, 100000, 1234567, MOST]
)
def test_chinese_numerals_as_they_are_written_in_full(number):
    assert han(written(number)) == (number, False)


def written(number):
    """1005 -> 一千零五; an own writer, so that the reader is not tried with its own mistakes."""
    if number >= 10000:
        rest = number % 10000
        return (
            written(number // 10000) + "万" + (("零" if rest < 1000 else "") + written(rest) if rest else "")
        )
    text, gap = "", False
    for power, step in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if gap and text else "") + "一二三四五六七八九"[digit - 1] + step
        gap = not digit
    return text


@given(st.text(max_size=300))
@example("9" * 300)
@example("İ一")
@example("一" * 300)
@settings(max_examples=300, deadline=None)
def test_any_text_is_an_amount_or_unclear(text):
    said: Amount | Unclear
    try:
        said = read_amount(text)
    except Unclear as unclear:
        said = unclear
    if isinstance(said, Unclear):
        assert said.seen is None or 0 <= said.seen <= MOST
        assert sentence(said)
    else:
        assert 1 <= said.number <= MOST
        assert said.unit == "" or said.unit in UNITS


@given(
    st.integers(1, MOST), st.sampled_from(["{}", "{:,}", "约{}", "{}台", "{} boxes", "需要{}", "about {:,}"])
)
def test_a_number_comes_back_as_it_was_written(number, form):
    assert read_amount(form.format(number)).number == number


@given(st.text("0123456789零一二两三百千万亿几半多-~,，. eE", max_size=60))
@settings(max_examples=300)
def test_numbers_stand_where_they_say(text):
    shown, last = plain(text), 0
    for number in numbers(shown):
        assert last <= number.start < number.end <= len(shown)
        last = number.end
