"""The lines of a need or an offer in a free text: 20台笔记本电脑和5箱书 -> two items with their quantities. Pure.

A number is taken only where its unit or its noun stands beside it, and not where the words around say that it is a
date, a price, a standard, an age, a rate, or whom the work reaches. What is found fills a form that a person looks
at, so a line too few costs some typing and a wrong one trust: in doubt it is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ngo2.exchange.kinds import likely
from ngo2.exchange.quantities import phrases
from ngo2.exchange.quantities.amounts import DOZEN, Amount, Unclear, amount, least, read_amount, unit_at
from ngo2.exchange.quantities.numerals import Number, numbers, plain
from ngo2.lib.text import simplify

LONGEST_TEXT = 10_000
MOST_LINES = 20
_WINDOW = 60  # characters before and behind a number in which its item is looked for
_LONGEST_ITEM = 40
# Of these, people write much that nobody asks for (24小时值班, 14天观察, 3次): a line needs a word of some sub-kind.
_MEASURES = {"hour", "day", "trip", "metre"}


@dataclass(frozen=True)
class Found:
    """`item` as it was written ("" only for money); `unit` is a key of UNITS, "" when the text says none."""

    item: str
    number: int
    unit: str


@dataclass(frozen=True)
class _Place:
    """A quantity in the text, before it is known of what: text[start:end] with the unit."""

    start: int
    end: int
    number: int
    unit: str
    chinese: bool
    english_unit: str  # the unit as it was written, where that is a noun of its own ("volunteers")


def find_lines(text: str) -> list[Found]:
    """At most `MOST_LINES` of the first `LONGEST_TEXT` characters, in the order in which they stand.

    Of a range the lower end is meant ("3-5箱": 3); without a unit (20 laptops) `unit` is "".
    """
    shown = plain(text[:LONGEST_TEXT])
    simple = simplify(shown)
    found: list[Found] = []
    used = 0
    places = list(_places(simple))
    for index, place in enumerate(places):
        following = places[index + 1].start if index + 1 < len(places) else len(simple)
        item, upto = _item(shown, simple, place, used, following)
        if item is None:
            continue
        used = upto
        found.append(Found(item, place.number, place.unit))
        if len(found) == MOST_LINES:
            break
    return found


def _places(simple: str) -> Iterator[_Place]:
    masked = phrases.masked(simple)
    last: Number | None = None
    for number in numbers(simple):
        if masked[number.start] or masked[number.end - 1]:
            last = None
            continue
        first, last = last, number
        unit, end = unit_at(simple, number.end)
        low = number.low
        if unit == DOZEN:
            low, (unit, end) = low * 12, unit_at(simple, end)
            unit = "" if unit == DOZEN else unit
        start = number.start
        if first and phrases.BETWEEN.fullmatch(simple, first.end, number.start):
            low, start = least(simple, first, number)[0], first.start
        if currency := phrases.CURRENCY_BEFORE.search(simple, max(0, start - 6), start):
            start, unit = currency.start(), unit or "cny"
        if simple[number.start] in "几数" or _is_no_quantity(simple, start, end, number, unit):
            continue
        try:
            counted = amount(low, unit, "")
        except Unclear:
            continue
        yield _Place(
            start,
            end,
            counted.number,
            counted.unit,
            _is_chinese(simple, number, end),
            _noun(simple, number.end, end),
        )


def _is_chinese(simple: str, number: Number, end: int) -> bool:
    """Is the unit, or what stands behind the number, Chinese? Decides where the item is looked for."""
    around = (
        simple[number.end : end] or simple[end : end + 4] + simple[max(0, number.start - 3) : number.start]
    )
    return bool(re.search("[\u4e00-\u9fff]", around))


def _noun(simple: str, begin: int, end: int) -> str:
    word = simple[begin:end].strip()
    return word if word.lower() in phrases.UNITS_THAT_ARE_ITEMS else ""


def _is_no_quantity(simple: str, start: int, end: int, number: Number, unit: str) -> bool:
    before = simple[max(0, start - _WINDOW) : start]
    clause = phrases.clause_before(before)
    after = simple[end : end + 30]
    sentence = phrases.SENTENCE_END.split(before)[-1]
    if phrases.REPORT.search(sentence) and not phrases.ASKED_CLEARLY.search(sentence):
        return True
    if not unit and phrases.CONNECTED.match(after):
        return True
    if phrases.NOT_AFTER.match(after) or phrases.NOT_BEFORE.search(clause) or phrases.PAST.search(clause):
        return True
    if not unit and re.fullmatch(r"(?:19|20)\d\d", simple[number.start : number.end]) and number.low % 100:
        return True  # a year
    if unit == "cny" and (phrases.PRICE_BEFORE.search(clause) or phrases.PRICE_AFTER.match(after)):
        return True
    if unit == "day" and simple[end - 1] == "日":
        return True  # a date
    # 一个, one: mostly an article
    article = re.fullmatch("一|one", simple[number.start : number.end])
    return bool(article) and not (
        phrases.ASKED.search(clause) or (unit and clause.strip() and phrases.END.match(after))
    )


def _item(shown: str, simple: str, place: _Place, used: int, following: int) -> tuple[str | None, int]:
    """What is counted and up to where the text is used by it; None where no item can be told."""
    begin = max(used, place.start - _WINDOW)
    before = _before(shown[begin : place.start], simple[begin : place.start])
    if place.chinese and not place.unit and not _is_list(simple, place):
        return None, used
    stop = min(following, place.end + _WINDOW)
    next_follows = stop == following < len(simple)
    after, length = _after(shown[place.end : stop], simple[place.end : stop], place, next_follows)
    name, upto = (after, place.end + length) if after else (before, place.end)
    if before and after and next_follows and length == stop - place.end and place.chinese:
        name, upto = before, place.end  # 口罩500个防护服20套: what stands behind belongs to the next number
    if not name and place.english_unit:
        name = place.english_unit
    if not name and place.unit == "cny":
        return "", upto
    name = phrases.PARTICLE.sub("", name.strip(phrases.EDGES)[:_LONGEST_ITEM].strip())
    if not re.search(r"[^\W\d_]", name) or phrases.NO_ITEM.search(simplify(name)):
        return None, used
    reached = phrases.REACHED.search(simplify(name)) and not phrases.WORKING.search(simplify(name))
    if place.unit == "person" and reached:
        return None, used
    if place.unit in _MEASURES and not likely(name):
        return None, used
    return name, upto


def _is_list(simple: str, place: _Place) -> bool:
    """口罩*3000, 口罩：3000, 口罩 3000: without a unit, there has to be a sign before it and none behind."""
    sign = re.search(
        r"[:：x×*=(（|\t]\s?$" if place.number < 10 else r"[:：x×*=(（|\s]\s?$", simple[: place.start][-4:]
    )
    return bool(sign and re.match(rf"{phrases.END.pattern}|\s", simple[place.end : place.end + 4]))


def _before(shown: str, simple: str) -> str:
    """The end of what stands before the number: behind the last break and the last verb, for "口罩：500个"."""
    opened = phrases.OPENING.search(simple)
    begin, end = 0, opened.start() if opened else len(simple)
    if aside := phrases.ASIDE.search(simple[:end]):
        end = aside.start()
    for match in phrases.BREAKS_BEFORE.finditer(simple, 0, end):
        begin = match.end()
    name = shown[begin:end]
    if re.search("[\u4e00-\u9fff]", name) or (opened and opened["sign"]):
        return phrases.STANDARD_BEFORE.sub("", phrases.BULLET.sub("", name)).strip(phrases.EDGES)
    return ""  # in English, nouns stand before their number only with a sign between: "masks: 500"


def _after(shown: str, simple: str, place: _Place, next_follows: bool) -> tuple[str, int]:
    """What stands behind the number and its unit, up to a break, and how long it is."""
    lead = phrases.LEAD.match(simple)
    begin = lead.end() if lead else 0
    breaks = phrases.CHINESE_BREAK if place.chinese else phrases.ENGLISH_BREAK
    found = breaks.search(simple, begin)
    end = found.start() if found else len(simple)
    if found is None and next_follows:
        joints = list(phrases.JOINT.finditer(simple, begin))
        if joints:
            end = joints[-1].start()
    if (place.chinese and not place.unit) or (
        not place.unit and not re.match(r"\s?[a-z]", simple[begin:end], re.I)
    ):
        return "", end
    name = shown[begin:end].strip(phrases.EDGES)
    return name if re.search(r"[^\W\d_]", name) else "", end


def from_specification(item: str, needed: str, specification: str) -> Amount | None:
    """For the list of Hubei 2020: `needed` is a tick (1), none (0), or the count itself.

    A tick says nothing of how many, so the specification is asked. A standard there (GB 19083-2010) is no count, and
    neither is a number without a unit; two counts ("100个, 50套") are none, as it is not said which.
    """
    needed = needed.strip()
    if needed == "0":
        return None
    if needed not in {"", "1"}:
        try:
            return read_amount(needed)
        except Unclear:
            return None
    places = _places(simplify(plain(specification[:LONGEST_TEXT])))
    told = [place for place in places if place.unit and place.unit not in _MEASURES]
    return Amount(told[0].number, told[0].unit) if len(told) == 1 else None
