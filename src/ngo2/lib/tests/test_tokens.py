"""One tokenizer: whatever two characters of a text somebody types, LIKE and the tokens agree."""

import csv
import random
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngo2.lib.text import fold
from ngo2.lib.tokens import (
    characters,
    initials,
    pairs,
    pieces,
    readings,
    sounds,
    tokens,
    word_sounds,
    words,
)

DATA = Path(__file__).resolve().parents[4] / "data"


def real_texts() -> list[str]:
    """Names and descriptions as people wrote them."""
    rows = (
        (DATA / "hubei_2020" / "recipients.csv", ("name", "address")),
        (
            DATA / "uk_charities" / "charities.csv",
            ("name", "activities"),
        ),
    )
    found = []
    for path, columns in rows:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in islice(csv.DictReader(file), 1500):
                found += [row[column] for column in columns if row.get(column)]
    return found


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("山蚁乡村", ["山蚁", "蚁乡", "乡村"]),
        ("臺北　ＮＧＯ中心", ["台北", "ngo", "中心"]),
        ("书", ["书"]),
        ("Société Générale", ["societe", "generale"]),
        ("NGO2.0", ["ngo2", "0"]),
        ("“小蚂蚁”图书", ["小蚂", "蚂蚁", "蚁图", "图书"]),
        ("한국 구호", ["한국", "구호"]),
        ("", []),
        ("！？", []),
    ],
)
def test_tokens(text, cut):
    assert tokens(pieces(text)) == cut


def test_words_sounds_and_letters():
    cut = pieces("重庆公益NGO")
    assert words(cut) == ["重庆", "公益"]
    assert sounds(cut) == ["chong", "qing", "gong", "yi", "ngo"]
    assert initials(cut) == ["cq", "qg", "gy"]
    assert word_sounds(cut) == [("chong", "qing"), ("gong", "yi")]
    assert characters(cut) == list("重庆公益")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("gongyi", [("gong", "yi")]),
        ("xian", [("xian",), ("xi", "an")]),
        ("gy", []),
        ("mountain", []),
        ("g", []),
        ("公益", []),
        ("a" * 41, []),
    ],
)
def test_pinyin_is_read_in_all_ways(typed, read):
    assert readings(typed) == read


def test_pinyin_may_be_unfinished():
    assert readings("xiangcunj", open_end=True)[0] == ("xiang", "cun", "j")


@pytest.mark.parametrize("typed", ["xianxianxianxianxianxian", "angangangangangang", "nanananananananana"])
def test_reading_pinyin_is_bounded(typed):
    assert len(readings(typed, open_end=True)) <= 3


@given(st.text())
def test_folding_before_changes_nothing(text):
    cut = pieces(text)
    assert pieces(fold(text)) == cut
    for make in (tokens, words, sounds, initials, characters):
        assert make(pieces(fold(text))) == make(cut)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2), st.data())
def test_any_part_of_a_chinese_text_stands_side_by_side_in_its_tokens(text, data):
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded) - 2))
    part = folded[start : data.draw(st.integers(start + 2, len(folded)))]
    wanted, cut = pairs(part), tokens(pieces(text))
    assert any(cut[at : at + len(wanted)] == wanted for at in range(len(cut)))


def test_two_characters_find_what_LIKE_finds_in_real_texts():
    """Recall and precision are both 1.00, whatever the two characters are."""
    texts = [fold(text) for text in real_texts()]
    cut = [set(tokens(pieces(text))) for text in texts]
    chance = random.Random(217)
    held = sorted({pair for one in cut for pair in one if len(pair) == 2 and "\u4e00" <= pair[0] <= "\u9fff"})
    assert len(held) > 1000
    for pair in chance.sample(held, 500):
        assert [pair in one for one in cut] == [pair in text for text in texts], pair
