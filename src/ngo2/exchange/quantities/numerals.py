"""The numbers in what people write: digits of any script, Chinese numerals, English words. Pure.

Written here because what is kept does not fit. cn2an (0.5.24, MIT) reads 三两 as 32, refuses 百万, 1,000 and 十几
without saying why, finds no numbers in a sentence, and its wheel installs packages named `build` and `src`; pycnnum
(2.1.1) takes 一百百 for 10,000 and 二〇二〇 for 2. Neither knows that 三五箱 is a range.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ngo2.lib.text import simplify

# More than anybody writes; what is longer is read as this, so that no number takes long.
ENDLESS = 10**15
_KEYCAPS = re.compile("[\ufe0f\u20e3\u200b-\u200f\u2060\ufeff]")
_WIDE: dict[int, int] = {0xFF01 + step: 0x21 + step for step in range(94) if chr(0x21 + step).isalnum()}
_PLAIN = _WIDE | str.maketrans({"．": ".", "％": "%", "－": "-", "−": "-", "～": "~", "〜": "~", "＋": "+"})
_PARTS = {"½": ".5", "¼": ".25", "¾": ".75"}
_VULGAR = re.compile("(\\d?)([½¼¾])")


@dataclass(frozen=True)
class Number:
    """What stands at text[start:end]. `vague`: more than one number is meant (十几, 三五, 20多); `low` is the least."""

    start: int
    end: int
    low: Fraction
    vague: bool = False
    grouped: bool = False  # written with thousands apart, so it is no year
    chinese: bool = False
    word: bool = False  # an English word


def plain(text: str) -> str:
    """Digits of all scripts and wide letters as ASCII, signs of keycaps gone; everything else stays to be shown."""
    text = _KEYCAPS.sub("", text.replace("🔟", "10")).translate(_PLAIN)
    text = "".join(
        str(unicodedata.decimal(one)) if not one.isascii() and one.isdecimal() else one for one in text
    )
    return _VULGAR.sub(lambda match: (match[1] or "0") + _PARTS[match[2]], text)


_DIGITS = {character: index for index, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_DIGITS |= {character: index + 1 for index, character in enumerate("壹贰叁肆伍陆柒捌玖")}
_STEPS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_TENS = str.maketrans({"廿": "二十", "卅": "三十"})
_HAN = "".join(_DIGITS) + "".join(_STEPS) + "".join(_MYRIADS) + "廿卅"
_MANY = "十百千万亿"

_SMALL = re.findall(
    "[a-z]+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
)
_WORDS = {word: index for index, word in enumerate(_SMALL)}
_WORDS |= {
    word: 10 * (index + 2)
    for index, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    )
}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6}
_WORD = "|".join(sorted([*_WORDS, *_SCALES], key=len, reverse=True))

_ENGLISH_SCALE = "(?:[ ]?(?P<scale>dozen|hundred|thousand|million|k(?![a-zA-Z])))?"
_NUMBER = re.compile(
    rf"""
    (?P<digits>(?<![\d.]) (?:
        (?P<grouped>\d{{1,3}}(?:[,，]\d{{3}}){{1,5}}(?![\d]) | \d{{1,3}}(?:[ \u00a0\u202f]\d{{3}}){{1,5}}(?!\d))
        | \d+ ) (?:\.\d+)? (?!\.?\d) (?P<power>e\d{{1,3}}(?!\w))?)
      (?P<times>[{_MANY}]{{0,3}} (?:\d{{1,4}}[{_MANY}]){{0,3}}) {_ENGLISH_SCALE}
    | (?P<half>半(?=吨|打(?![印开])) | (?<![a-zA-Z])half[ ]an?[ ](?=tonne|ton(?![a-z])))
    | (?P<han>(?P<some>[几数])?[{_HAN}]{{1,20}}(?P<few>几[{_MANY}]?)?)
    | (?P<english>(?<![a-zA-Z])(?:half[ ]an?[ ]|an?[ ](?=dozen|hundred|thousand|million))?
        (?:{_WORD})(?:(?:[ -]|[ ]and[ ])(?:{_WORD})){{0,8}}(?![a-zA-Z]))
    """,
    re.VERBOSE,
)
_MORE = re.compile("多(?=[^\\W\\d_]|\\s*$)|来(?=[个件只台套双箱盒包袋名位人本册张])|余(?=[^\\W\\d_]|\\s*$)")


def numbers(text: str) -> Iterator[Number]:
    """In the order in which they stand; `text` has to be `plain`. Takes time in proportion to its length."""
    simple = simplify(text).lower()
    if len(simple) != len(text):  # İ and a few others grow when they are lowered
        simple = simplify(text)
    for match in _NUMBER.finditer(simple):
        if match["half"]:
            yield Number(match.start(), match.end(), Fraction(1, 2), chinese=True)
        elif found := _digits(match) if match["digits"] else _han(match) if match["han"] else _english(match):
            more = _MORE.match(simple, found.end)
            if more and found.low >= 10 and found.low % 10 == 0:
                vague = more[0] != "来"  # 百来个 is about a hundred, 一百多个 is more
                found = Number(found.start, more.end(), found.low, vague, chinese=True)
            yield found


def _digits(match: re.Match[str]) -> Number:
    figures = re.sub("[,， \u00a0\u202f]", "", match["digits"].split("e")[0])
    whole = figures.split(".")[0]
    value = Fraction(ENDLESS) if len(whole) > 15 else Fraction(figures[:40])
    if match["power"]:
        value *= Fraction(10) ** min(int(match["power"][1:]), 15)
    total, rest = Fraction(0), value
    for part in re.finditer(f"(\\d*)([{_MANY}]+)", match["times"]):
        if part[1]:
            total, rest = total + rest, Fraction(int(part[1]))
        for step in part[2]:
            rest *= _STEPS.get(step, 0) or _MYRIADS[step]
    scale = match["scale"]
    value = (total + rest) * ({**_SCALES, "k": 1000}[scale] if scale else 1)
    return Number(
        match.start(),
        match.end(),
        min(value, Fraction(ENDLESS)),
        grouped=bool(match["grouped"]),
        chinese=bool(match["times"]),
    )


def _han(match: re.Match[str]) -> Number | None:
    written, few = match["han"], match["few"]
    vague = bool(match["some"] or few)
    if few:  # 十几 is at least ten, 二十几万 two hundred thousand
        written = written[: -len(few)] + few[1:]
    if match["some"]:  # 几十: two tens are the least that it can mean
        written = "二" + written[1:]
    value, several = han(written)
    if value is None:
        return None
    return Number(match.start(), match.end(), Fraction(value), vague or several, chinese=True)


def han(written: str) -> tuple[int | None, bool]:
    """The value of simplified Chinese numerals, the least one where two follow each other (三五, 七八十): then True."""
    written = written.translate(_TENS)
    if written in {"三两", "两三"}:
        return 2, True
    if len(written) > 1 and all(one in _DIGITS for one in written) and not _neighbours(written):
        return int("".join(str(_DIGITS[one]) for one in written)), False  # 二〇: as on a calculator
    several = False
    total = section = digit = 0
    last_step = 0
    seen = ""
    for one in written:
        if one in _DIGITS:
            if _DIGITS.get(seen):
                if not _neighbours(seen + one):
                    return None, False
                several = True
                continue  # the least counts
            digit = _DIGITS[one]
            last_step = 1 if not digit else last_step
        elif one in _STEPS:
            if last_step > 1 and _STEPS[one] >= last_step:
                return None, False  # 一百百
            last_step = _STEPS[one]
            section, digit = section + (digit or 1) * last_step, 0
        else:
            section += digit
            if not section:  # 百万亿, or bare 万
                total, section = 0, total or 1
            total, section, digit = total + section * _MYRIADS[one], 0, 0
            last_step = _MYRIADS[one]
        seen = one
    if digit and last_step >= 100 and seen in _DIGITS and "零" not in written and "〇" not in written:
        digit *= last_step // 10  # 两百五 is 250, 一万二 is 12000
    return total + section + digit, several


def _neighbours(pair: str) -> bool:
    """Two digits that together say "about so many": 两三, 七八, 三五."""
    first, second = (_DIGITS[one] for one in pair[:2])
    return len(pair) == 2 and first > 0 and (second == first + 1 or (first, second) == (3, 5))


def _english(match: re.Match[str]) -> Number | None:
    words = re.split("[ -]", match["english"])
    share = Fraction(1)
    if words[0] == "half":
        share, words = Fraction(1, 2), words[2:]
    total = part = 0
    vague = False
    last = ENDLESS
    for word in words:
        if word in {"a", "an", "and"}:
            continue
        if word in _SCALES:
            part = max(part, 1) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, part = total + part, 0
            last = 100 if _SCALES[word] != 12 else 0
        elif last < 10 or (last <= 19 and last != 100) or (20 <= last < 100 and _WORDS[word] >= 10):
            vague = True  # "two three": the least counts
            continue
        else:
            part, last = part + _WORDS[word], _WORDS[word]
    low = min(Fraction(total + part) * share, Fraction(ENDLESS))
    return Number(match.start(), match.end(), low, vague, word=True)
