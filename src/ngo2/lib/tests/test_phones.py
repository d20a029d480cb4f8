import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngo2.lib import phones


@pytest.mark.parametrize(
    ("typed", "kept", "shown", "mobile"),
    [
        ("13800138000", "+8613800138000", "138 0013 8000", True),
        ("+86 138-0013-8000", "+8613800138000", "138 0013 8000", True),
        ("0086 13800138000", "+8613800138000", "138 0013 8000", True),
        ("１３８００１３８０００", "+8613800138000", "138 0013 8000", True),
        ("手机：13800138000", "+8613800138000", "138 0013 8000", True),
        ("0716-8414666", "+867168414666", "0716 841 4666", False),
        ("（027）85757788", "+862785757788", "027 8575 7788", False),
        ("027-85757788-8012", "+862785757788;ext=8012", "027 8575 7788-8012", False),
        ("010-62751234转801", "+861062751234;ext=801", "010 6275 1234-801", False),
        ("010-62751234 分机：801", "+861062751234;ext=801", "010 6275 1234-801", False),
        ("010-62751234 ext. 801", "+861062751234;ext=801", "010 6275 1234-801", False),
        ("+86 10 62751234-801", "+861062751234;ext=801", "010 6275 1234-801", False),
        ("400-820-8820", "+864008208820", "400 820 8820", False),
        ("800 820 8820", "+868008208820", "800 820 8820", False),
        ("+852 2345 6789", "+85223456789", "+852 2345 6789", False),
        ("+39 06 6982", "+39066982", "+39 06 6982", False),
        ("+44 7400 123456", "+447400123456", "+44 7400 123456", True),
    ],
)
def test_numbers(typed, kept, shown, mobile):
    assert phones.normalise(typed) == kept
    assert phones.display(kept) == shown
    assert phones.is_mobile(kept) is mobile
    assert phones.normalise(kept) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "无", "12345", "95588", "62751234", "1380013800", "138001380000", "+86", "0000000", "a" * 400],
)
def test_what_is_no_whole_number_is_not_taken(typed):
    assert phones.normalise(typed) == ""
    assert phones.is_mobile(typed) is False
    assert phones.masked(typed) == ""
    assert phones.display(typed) == typed


def test_the_region_says_what_a_number_without_plus_is():
    assert phones.normalise("020 7946 0958", "GB") == "+442079460958"
    assert phones.display("+442079460958", "GB") == "020 7946 0958"
    assert phones.display("+8613800138000", "GB") == "+86 138 0013 8000"
    assert phones.is_mobile("+12025550123") is True  # America does not tell them apart


def test_masked():
    assert phones.masked("+8613800138000") == "+86 138****8000"
    assert phones.masked("+85261234567") == "+852 612****67"


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("0716-8414666/8415030", ["+867168414666", "+867168415030"]),
        ("13800138000、13900139000", ["+8613800138000", "+8613900139000"]),
        ("027-85757788，13800138000 或 13800138000", ["+862785757788", "+8613800138000"]),
        ("无", []),
        ("", []),
    ],
)
def test_split(cell, kept):
    assert phones.split(cell) == kept


@given(st.text(max_size=60))
def test_any_text_is_answered(text):
    kept = phones.normalise(text)
    assert kept == "" or phones.normalise(kept) == kept
    phones.split(text)
    phones.display(text)
