import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngo2.lib import text as module
from ngo2.lib.text import fold, looks_blank, simplify, squeeze, tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("臺北　ＡＢＣ", "台北abc"),
        ("颱風", "台风"),
        ("慈善總會", "慈善总会"),
        ("綠家園（北京）", "绿家园(北京)"),
        ("绿家园·北京", "绿家园 北京"),
        ("北京 綠家園", "北京绿家园"),
        ("Société Générale", "societe  generale"),
        ("NGO２.０", "ngo2 0"),
        ("Straße", "STRASSE"),
        ("ﬁeld", "FIELD"),
        ("①号楼", "1号楼"),
        ("half-width ｶﾞ", "half width ガ"),
        ("“小蚂蚁”图书室", "小蚂蚁图书室"),
        ("裡面 著書", "里面著书"),
        ("绿\u200b家园\ufeff", "绿家园"),
        ("soft\u00adly", "softly"),
        ("सेवा—भारती", "सेवा भारती"),
    ],
)
def test_fold_makes_equal(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("therapist", "the rapist"), ("北京", "南京"), ("が", "か"), ("हिन्दी", "हुन्दी"), ("10 1", "101")],
)
def test_fold_keeps_apart(one, other):
    assert fold(one) != fold(other)


def test_fold_of_nothing():
    assert [fold(text) for text in ("", "  ", "——", "（）")] == ["", "", "", ""]


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("way", ["_PLAIN_CHINESE", "_HAN_ASCII_AND_POINTS"])
def test_a_short_way_of_folding_leads_where_the_long_one_does(monkeypatch, way):
    """Each character that the short way is taken for, between letters, between ideographs, and beside a blank."""
    never, pattern = re.compile("(?!)"), getattr(module, way)
    if way != "_PLAIN_CHINESE":
        monkeypatch.setattr(module, "_PLAIN_CHINESE", never)
    taken = [chr(code) for code in range(0x30000) if pattern.fullmatch(chr(code))]
    around = ("ab", "江岸", ("é" if way != "_PLAIN_CHINESE" else "B ", "岸"), ("江 ", " 岸"))
    asked = [f"{left}{one}{right}" for one in taken for left, right in around]
    short = [fold(one) for one in asked]
    monkeypatch.setattr(module, way, never)
    assert len(taken) > 20_000
    assert [one for one, way in zip(asked, short, strict=True) if fold(one) != way] == []


def test_simplify_keeps_everything_else():
    assert simplify("臺灣 Abc，１") == "台湾 Abc，１"


def test_fold_is_quick_enough_for_an_import():
    fold("warm")
    start = time.process_time()
    for _ in range(5000):
        fold("湖北省恩施土家族苗族自治州來鳳縣慈善總會")
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("short", 10, "short"),
        ("  a \n b  ", 10, "a b"),
        ("the quick brown fox", 12, "the quick…"),
        ("the quick brown", 15, "the quick brown"),
        ("给留守儿童的图书室，每周六开放", 11, "给留守儿童的图书室…"),
        ("anything", 1, "…"),
        ("anything", 0, ""),
    ],
)
def test_squeeze(text, limit, short):
    assert squeeze(text, limit) == short


@given(st.text(), st.integers(0, 50))
def test_squeeze_never_exceeds(text, limit):
    assert len(squeeze(text, limit)) <= limit or len(" ".join(text.split())) <= limit


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        *((blank, True) for blank in (None, "", " \u3000\n", "\u200b", "-", "——", "/")),
        *((word, True) for word in ("无", "N/A", "ｎ／ａ", "暂无", "null")),
        *((full, False) for full in ("0", "无锡", "a", "☎", "¥")),
    ],
)
def test_looks_blank(text, answer):
    assert looks_blank(text) is answer


def test_tidy():
    assert tidy("  绿家园\t\n 北京\x00\x07\u3000一 \ufeff") == "绿家园 北京 一"
    assert tidy("e\u0301") == "é"
    assert tidy("👩\u200d👧") == "👩\u200d👧"
