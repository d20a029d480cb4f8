"""Text as people type it, made comparable. No database, no language model, one table."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib import resources

_BLANK = {"", "无", "沒有", "没有", "暂无", "空", "n/a", "na", "nil", "none", "null"}
_MARKS = re.compile("[\u0300-\u036f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_GAPS = re.compile(r"[\W_]+")
_PLAIN_GAPS = re.compile("[^a-z0-9]+")
# Scripts without blanks between words: radicals, kana, bopomofo, unified ideographs; Yi; the rest of the ideographs.
UNSPACED = "\u2e80-\u9fff\ua000-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"
_ONE_UNSPACED = re.compile(f"[{UNSPACED}]")
_NEEDLESS_BLANKS = re.compile(  # begins with what it looks for: the rest is read at blanks only
    f" (?:(?<=[{UNSPACED}] )(?<=[^\\W_] )(?=[^\\W_])|(?<=[^\\W_] )(?=[^\\W_])(?=[{UNSPACED}]))"
)
_ONLY_HAN = re.compile("[\u4e00-\u9fff]+")  # what folding leaves as it is, but for the characters themselves
# Chinese as it is mostly written: nothing in it has accents, vowel signs or other forms once it is NFKC.
_HAN_ASCII_AND_POINTS = re.compile("[\0-\x7f\xb7\u2014\u2018-\u201d\u3001-\u3011\u3014-\u301b\u4e00-\u9fff]*")
# Points of Chinese texts that fold to a blank, whatever NFKC makes of them: one table folds such texts.
_POINTS = "·—‘’“”、。《》「」『』【】…！（），：；？～"
_PLAIN_CHINESE = re.compile(f"[\0-\x7f{_POINTS}\u4e00-\u9fff]*")


_Gap = str | Callable[[re.Match[str]], str]


def fold(text: str) -> str:
    """For searching and comparing, never for showing: 「臺北　ＡＢＣ」 and "台北abc" are equal.

    Compatibility forms, case, accents of Latin letters, traditional characters, blanks and punctuation
    go. One blank stays between words of scripts that have words; none beside a Chinese character.
    """
    if _ONLY_HAN.fullmatch(text):  # most names, most of the time
        return text.translate(_simplified())
    if text.isascii():
        return " ".join(_PLAIN_GAPS.sub(" ", text.casefold()).split())
    if _PLAIN_CHINESE.fullmatch(text):
        plain = " ".join(text.translate(_plain_chinese()).split())
        return _NEEDLESS_BLANKS.sub("", plain) if " " in plain else plain
    gap: _Gap = " "
    plain = unicodedata.normalize("NFKC", text).casefold()
    if not _HAN_ASCII_AND_POINTS.fullmatch(plain):
        plain, gap = _without_marks(plain)
    words = " ".join(_GAPS.sub(gap, plain.translate(_simplified())).split())
    return _NEEDLESS_BLANKS.sub("", words)


def _without_marks(text: str) -> tuple[str, _Gap]:
    """Also, what gaps become."""
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", _INVISIBLE.sub("", text)))
    plain = unicodedata.normalize("NFKC", bare)
    return plain, _gap if _has_signs(plain) else " "


def simplify(text: str) -> str:
    """Traditional characters to simplified ones, one by one; for comparing, as words are not looked at."""
    return text.translate(_simplified())


def has_unspaced(text: str) -> bool:
    """Does it hold characters of a script without blanks between words (Chinese, Japanese, Yi)?"""
    return bool(_ONE_UNSPACED.search(text))


def tidy(text: str) -> str:
    """What a person typed into one line, as it is kept: NFC, no control characters, single blanks."""
    shown = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cs", "Co", "Cn"}
    )
    return re.sub(" +", " ", shown.strip("\u200b\ufeff ")).strip()


def squeeze(text: str, limit: int) -> str:
    """One line of at most `limit` characters; what was cut is shown by "…", at a blank where one is near."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    if limit < 1:
        return ""
    cut = line[: limit - 1]
    if line[limit - 1] != " " and " " in cut[limit * 2 // 3 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,.;:，。；：、") + "…"


def looks_blank(text: str | None) -> bool:
    """Nothing, only blanks and punctuation, or a word that people type instead of nothing (无, N/A)."""
    if text is None:
        return True
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    return plain in _BLANK or not any(unicodedata.category(character)[0] in "LNS" for character in plain)


@cache
def _simplified() -> dict[int, str]:
    """The character table of OpenCC (Apache-2.0). Its converter is 200 times slower and cuts into phrases."""
    table = resources.files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    one_step = {character: choices.split()[0] for character, choices in pairs if len(character) == 1}
    # One of them (薴) takes two steps; folding twice must change nothing.
    return {ord(character): one_step.get(simple, simple) for character, simple in one_step.items()}


@cache
def _plain_chinese() -> dict[int, str]:
    """Folds texts that `_PLAIN_CHINESE` knows. Has every character of them: one that is missing costs more."""
    ascii_ = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
    points = dict.fromkeys(map(ord, _POINTS), " ")
    return {code: chr(code) for code in range(0x4E00, 0xA000)} | ascii_ | points | _simplified()


def _gap(match: re.Match[str]) -> str:
    """A blank; but vowel signs of Hindi and others, which `re` takes for punctuation, stay."""
    return "".join(character if unicodedata.category(character)[0] == "M" else " " for character in match[0])


def _has_signs(text: str) -> bool:
    return any(unicodedata.category(character)[0] == "M" for character in set(text))
