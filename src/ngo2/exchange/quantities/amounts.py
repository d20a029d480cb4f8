"""How many, read out of what people write in Chinese and English. Pure; finds no items: `lines` does.

Where a text can mean two numbers, nothing is chosen for whoever wrote it: `Unclear` says which number was understood,
and `sentence` what to write instead.
"""

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from ngo2.exchange.quantities.numerals import Number, numbers, plain
from ngo2.exchange.units import UNITS, by_word
from ngo2.lib.text import simplify, squeeze

MOST = 10_000_000
LONGEST = 200  # characters of an amount that are read
CODES = ("empty", "no_number", "range", "negative", "zero", "fraction", "huge")
DOZEN = "dozen"


class Unclear(ValueError):
    """`seen`: the number understood, the least one of a range, the next whole one of a fraction; None if none was."""

    def __init__(self, code: str, text: str, seen: int | None = None) -> None:
        super().__init__(code)
        self.code, self.text, self.seen = code, squeeze(text, 40), seen


@dataclass(frozen=True)
class Amount:
    """`unit` is a key of UNITS, "" when none was said."""

    number: int
    unit: str


def sentence(unclear: Unclear, unit_label: str = "") -> str:
    """What to tell whoever wrote it; `unit_label` is the one of the line ("" where it has none)."""
    said = {
        "text": unclear.text,
        "number": f"{unclear.seen or 0:,} {unit_label}".strip(),
        "most": f"{MOST:,}",
    }
    return {
        "empty": _("How many? Write a number, for example 20."),
        "no_number": _("There is no number in “%(text)s”. Write one, for example 20."),
        "range": _("“%(text)s” can be two things. Write the number that you need at least: %(number)s."),
        "negative": _("“%(text)s” is less than nothing. Write the number without the minus: %(number)s."),
        "zero": _("Nothing can be asked for or offered 0 times. Write at least 1, or remove the line."),
        "fraction": _("“%(text)s” is not a whole number. Write a whole one: %(number)s."),
        "huge": _("“%(text)s” is more than can be written here. Write at most %(most)s."),
    }[unclear.code] % said


def _unit_pattern() -> str:
    """Longest word first; English words end where the word ends, Chinese ones not within another word (打 in 打印)."""
    words = sorted(by_word(), key=len, reverse=True)
    english = "|".join(re.escape(word) for word in words if word.isascii())
    chinese = "|".join(re.escape(word) for word in words if not word.isascii())
    return (
        rf"(?P<unit>(?:{english})(?![a-zA-Z0-9])|(?!次性|部分|部门|位于|包括|支持|顶山|对\d|套餐[^厅])(?:{chinese}))"
        r"|(?P<dozen>打(?![印开扫火气包折卡字工]))"
    )


UNIT = re.compile(_unit_pattern(), re.IGNORECASE)
_BLANKS = re.compile(r"[\s\u3000]{0,3}")
_HALF_AFTER = re.compile("半(?!天|年|月|小时|价)")
_AND_A_HALF = re.compile(r"\s?个半(?=小时|月|天|钟头)")
_HALF = re.compile(r"半(?:个)?\s?|half an? (?!dozen)|half (?!an?\b|dozen)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s?(?:-|–|—|~|/|至|到|或者?|、|,|，|x|×|\*|;|；|to|or|\s)\s?", re.IGNORECASE)
_MINUS = re.compile(r"(?:(?<![\w)）])-|负|(?<![a-z])minus )$", re.IGNORECASE)
_ENDLESS = re.compile("[∞♾]|无限|无数|infinit|unlimited", re.IGNORECASE)


def unit_at(simple: str, place: int) -> tuple[str, int]:
    """Key of the unit (or `DOZEN`) that begins there, blanks apart, and where it ends; ("", place) if there is none."""
    begin = _BLANKS.match(simple, place).end()  # type: ignore[union-attr]  # matches the empty text, too
    found = UNIT.match(simple, begin)
    if not found:
        return "", place
    return (DOZEN if found["dozen"] else by_word()[found["unit"].lower()]), found.end()


def read_amount(text: str) -> Amount:
    """The first quantity of a text; raises `Unclear`. A tonne and a half is 1500 kg: `Unit.of`."""
    shown = plain(text[:LONGEST]).strip()
    if not shown:
        raise Unclear("empty", text)
    simple = simplify(shown)
    found = [number for number in numbers(shown) if not is_name(simple, number)]
    first = found[0] if found else None
    half = _HALF.search(simple)
    if half and (first is None or half.start() < first.start):
        return _halved(simple, half, text)
    if first is None:
        raise Unclear("huge", text, MOST) if _ENDLESS.search(simple) else Unclear("no_number", text)
    unit, end = unit_at(simple, first.end)
    low = first.low
    if hours := _AND_A_HALF.match(simple, first.end):
        (unit, end), low = unit_at(simple, hours.end()), low + Fraction(1, 2)
    if _MINUS.search(simple[: first.start]):
        raise Unclear("negative", text, _whole(low))
    if unit == DOZEN:
        low, (unit, end) = low * 12, unit_at(simple, end)
    if unit and _HALF_AFTER.match(simple, end):
        low += Fraction(1, 2)
    if second := other_end(simple, first, end, found[1:]):
        unit = unit or unit_at(simple, second.end)[0]
        low, both = least(simple, first, second)
        if both:
            raise Unclear("range", text, _whole(low))
    elif first.vague or re.fullmatch(r"\d{1,3}\.000", simple[first.start : first.end]):
        raise Unclear("range", text, _whole(low))
    return amount(low, "" if unit == DOZEN else unit, text)


def amount(low: Fraction, unit: str, text: str) -> Amount:
    """A whole number of the unit, or of the one that it is made of."""
    if low.denominator != 1 and unit and UNITS[unit].of:
        low, unit = low * UNITS[unit].times, UNITS[unit].of
    if low > MOST:
        raise Unclear("huge", text, MOST)
    if low == 0:
        raise Unclear("zero", text, 0)
    if low.denominator != 1:
        raise Unclear("fraction", text, _whole(low))
    return Amount(int(low), unit)


def _halved(simple: str, half: re.Match[str], text: str) -> Amount:
    unit, end = unit_at(simple, half.end())
    if unit == DOZEN:
        return amount(Fraction(6), unit_at(simple, end)[0], text)
    if not unit:
        raise Unclear("no_number", text)
    return amount(Fraction(1, 2), unit, text)


def ends(simple: str, first: Number, second: Number) -> tuple[Fraction, Fraction]:
    """Both ends as they are meant. In 3-5万 the 万 belongs to both."""
    low, high = first.low, second.low
    tail = re.search("[万千百]+$", simple[second.start : second.end])
    if tail and not first.chinese and high > low:
        low *= {"万": 10**4, "千": 1000, "百": 100}.get(tail[0], 1)
    return low, high


def least(simple: str, first: Number, second: Number) -> tuple[Fraction, bool]:
    """The lower of the two ends, and whether they differ."""
    low, high = ends(simple, first, second)
    return min(low, high), low != high or first.vague or second.vague


def other_end(simple: str, first: Number, end: int, later: list[Number]) -> Number | None:
    """The second number of 3-5, 3箱到5箱, 3 to 5; not the one of "20 boxes of 50"."""
    if not later:
        return None
    unit, other = unit_at(simple, first.end)[0], unit_at(simple, later[0].end)[0]
    if unit and other and unit != other:
        return None  # 20个 - 30元
    begins = (between for place in (first.end, end) if (between := _BETWEEN.match(simple, place)))
    return later[0] if any(between.end() == later[0].start for between in begins) else None


_NAME_BEFORE = re.compile(r"[a-zA-Z][-/]?$|第$|\d[-./:]$")


def is_name(simple: str, number: Number) -> bool:
    """N95, COVID-19, 第3, 75%: part of a name, no quantity."""
    if number.word:
        return False
    before = simple[max(0, number.start - 3) : number.start]
    after = simple[number.end : number.end + 1]
    return after == "%" or bool(
        _NAME_BEFORE.search(before) and not re.search(r"\d-$|\d/$|(?<![a-z])x$", before)
    )


def _whole(low: Fraction) -> int:
    return max(1, min(math.ceil(low), MOST))
