"""Text as people type it, made comparable. No database, no language model, one table."""

import re
import unicodedata
from functools import cache
from importlib import resources

_BLANK = {"", "无", "沒有", "没有", "暂无", "空", "n/a", "na", "nil", "none", "null"}
_MARKS = re.compile("[\u0300-\u036f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_GAPS = re.compile(r"[\W_]+")
_SPACED_SCRIPTS = re.compile(r"(?<=[^\W_]) (?=[^\W_])")
_UNSPACED = (
    (0x2E80, 0x9FFF),  # radicals, kana, bopomofo, unified ideographs
    (0xA000, 0xA4CF),  # Yi
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


def fold(text: str) -> str:
    """For searching and comparing, never for showing: 「臺北　ＡＢＣ」 and "台北abc" are equal.

    Compatibility forms, case, accents of Latin letters, traditional characters, blanks and punctuation
    go. One blank stays between words of scripts that have words; none beside a Chinese character.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).casefold())
    plain = unicodedata.normalize("NFKC", _MARKS.sub("", unicodedata.normalize("NFKD", plain)))
    words = " ".join(_GAPS.sub(_gap, plain.translate(_simplified())).split())
    return _SPACED_SCRIPTS.sub(_keep_between_words, words)


def simplify(text: str) -> str:
    """Traditional characters to simplified ones, one by one; for comparing, as words are not looked at."""
    return text.translate(_simplified())


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


def _gap(match: re.Match[str]) -> str:
    """A blank; but vowel signs of Hindi and others, which `re` takes for punctuation, stay."""
    return "".join(character if unicodedata.category(character)[0] == "M" else " " for character in match[0])


def _keep_between_words(match: re.Match[str]) -> str:
    text, place = match.string, match.start()
    return "" if _unspaced(text[place - 1]) or _unspaced(text[place + 1]) else " "


def _unspaced(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _UNSPACED)
