"""From how many to how many: for what may be a range, such as a budget. Pure."""

import re
from dataclasses import dataclass
from fractions import Fraction

from ngo2.exchange.quantities.amounts import (
    LONGEST,
    Unclear,
    amount,
    ends,
    is_name,
    other_end,
    read_amount,
    unit_at,
)
from ngo2.exchange.quantities.numerals import Number, numbers, plain
from ngo2.lib.text import simplify


@dataclass(frozen=True)
class Range:
    """As it was written: `low` may be more than `high`. One number is both."""

    low: int
    high: int
    unit: str


def read_range(text: str) -> Range:
    """The first range or quantity of a text; raises `Unclear` for what is no number or can be many (几万)."""
    try:
        one = read_amount(text)
    except Unclear as unclear:
        if unclear.code != "range":
            raise
    else:
        return Range(one.number, one.number, one.unit)
    shown = plain(text[:LONGEST]).strip()
    simple = simplify(shown)
    first, *later = [number for number in numbers(shown) if not is_name(simple, number)]
    unit, end = unit_at(simple, first.end)
    second = other_end(simple, first, end, later)
    if second is None or first.vague or second.vague:
        raise Unclear("range", text)
    low, high = _in_full(simple, first, second)
    unit = unit or unit_at(simple, second.end)[0]
    return Range(amount(low, unit, text).number, amount(high, unit, text).number, unit)


def _in_full(simple: str, first: Number, second: Number) -> tuple[Fraction, Fraction]:
    """Of 五到八万, too, the 万 belongs to both, and of 5000-8万 to the second; `ends` knows that of 5-8万."""
    if first.low >= 1000:
        return first.low, second.low
    low, high = ends(simple, first, second)
    bare = not re.search("[百千万]", simple[first.start : first.end])
    if low == first.low < 100 and bare and simple[second.start : second.end].endswith("万"):
        low *= 10**4
    return low, high
