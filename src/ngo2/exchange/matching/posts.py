"""What matching works on: open posts as values. Whoever calls takes them out of the database and puts them in here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from ngo2.exchange.units import UNITS
from ngo2.kernel.packs import home
from ngo2.lib import tokens

PLACE, COUNTRY, REMOTE = "place", "country", "remote"
COUNTRYWIDE = ("*",)
STAYS = frozenset({"venue"})  # a room is where it is, wherever its organisation works
MOST_WORDS = 64  # different words of one post that count; title first, so long lists do not drown it
LEAST_QUANTITY, MOST_QUANTITY = 0.001, 1e12  # beyond them, somebody leant on a key
_COMMON = (
    "需要 急需 需求 求助 提供 捐赠 可以 可提 我们 希望 你们 以及 使用 一批 一些 "
    "a an and are can do for from have i in is it need needs of offer offers on or our please the to we with you your"
)
COMMON = frozenset(_COMMON.split())  # what nearly every post says: never a reason


@dataclass(frozen=True, slots=True)
class Line:
    """`unit`: a key of `units.UNITS`; others are not counted."""

    item: str
    quantity: float | int | Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """An open need or offer with the facts of the record that stands behind it. Nothing about any person.

    subkind        a key of `kinds.SUBKINDS`, which knows its kind
    areas          codes of its place from the top down, as in the gazetteer; () when no place is said
    service_areas  such paths, of the places that its organisation serves; () none said, ("*",) the whole country
    words          tokens of title, text and items, in that order: `words_of` makes them
    freshness      grade of the record: fresh, ageing, stale, unconfirmed
    capacity       people who can take something on: staff and volunteers; None when not said
    country        ISO 3166; "" is the home country
    calendar       the first days of the first and the last month of a project; None where it is not said
    """

    pk: int
    side: str
    organisation: int
    subkind: str
    reach: str = PLACE
    areas: tuple[str, ...] = ()
    service_areas: tuple[tuple[str, ...] | str, ...] = ()
    from_day: date | None = None
    until_day: date | None = None
    lines: tuple[Line, ...] = ()
    words: tuple[str, ...] = field(default=(), repr=False)
    receipt_needed: bool = False
    registered_only: bool = False
    is_registered: bool = False
    can_give_receipt: bool | None = None
    freshness: str = "unconfirmed"
    verified: bool = False
    capacity: int | None = None
    posted_at: datetime | None = None
    country: str = ""
    calendar: tuple[date | None, date | None] = (None, None)


def words_of(*texts: str) -> tuple[str, ...]:
    """Title, text and items of a post as the tokens that the search index has of them."""
    return tuple(word for text in texts for word in tokens.tokens(tokens.pieces(text)))


def telling(words: Iterable[str]) -> tuple[str, ...]:
    """The words that count, each once: numbers do not, nor what nearly every post says."""
    found: dict[str, None] = {}
    for word in words:
        if word not in COMMON and not word.isdigit():
            found[word] = None
            if len(found) == MOST_WORDS:
                break
    return tuple(found)


@lru_cache(maxsize=20_000)
def words_of_item(item: str) -> frozenset[str]:
    return frozenset(telling(words_of(item)))


def base(unit: str) -> str:
    """The unit in which sums are made: kg for tonnes; "" for what is no unit of ours."""
    known = UNITS.get(unit)
    return (known.of or known.key) if known else ""


def amount(line: Line) -> float:
    """In the base unit; 0 for what is no quantity (nothing, a millionth, less than nothing, not a number)."""
    if line.quantity is None or line.unit not in UNITS:
        return 0.0
    try:
        number = float(line.quantity)
    except (OverflowError, ValueError):  # an int of 400 digits; a signalling NaN
        return 0.0
    if not isfinite(number) or number < LEAST_QUANTITY:
        return 0.0
    return min(number * UNITS[line.unit].times, MOST_QUANTITY)


def totals(lines: Iterable[Line]) -> dict[str, float]:
    """Base unit -> how many in all."""
    found: dict[str, float] = {}
    for line in lines:
        if much := amount(line):
            unit = base(line.unit)
            found[unit] = min(found.get(unit, 0.0) + much, MOST_QUANTITY)
    return found


def country_of(post: Post) -> str:
    """ "" and the home country are one: an offer that names it reaches a need that does not."""
    return post.country.upper() or home()


def countrywide(post: Post) -> bool:
    if post.reach == COUNTRY:
        return True
    return post.subkind not in STAYS and ("*" in post.service_areas or COUNTRYWIDE in post.service_areas)


def served(post: Post) -> frozenset[str]:
    """The divisions that the organisation serves, each standing for all within it."""
    if post.subkind in STAYS:
        return frozenset()
    return frozenset(path[-1] for path in post.service_areas if path and not isinstance(path, str)) - {"*"}
