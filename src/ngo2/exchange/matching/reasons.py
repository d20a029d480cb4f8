"""Why two posts fit and what speaks against it, in words. "You" read it, "they" are shown.

What is said follows from the posts alone and never from the score, so nobody is shown a reason that is not one.
"""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ngo2.exchange.kinds import NEED, SUBKINDS, sub
from ngo2.exchange.matching import posts, weights
from ngo2.exchange.matching.posts import Post
from ngo2.exchange.matching.sentences import Sentence
from ngo2.exchange.matching.weights import LOADS, RELATED
from ngo2.exchange.matching.where_and_when import (
    AGAINST_PLACE,
    AGAINST_TIME,
    OF_PLACE,
    OF_TIME,
    on_the_spot,
    overlap,
)
from ngo2.exchange.units import UNITS

MOST_NAMED = 4  # words or units in one sentence
MOST_LINES = 100  # of a post, whose items are compared
MUCH = 0.5  # of what is asked for
_Sayer = Callable[[Post, Post], Sentence | None]


def shut(you: Post, they: Post) -> Sentence | None:
    """The gates, as in `scoring.first`."""
    gates: Iterable[tuple[bool, Any]] = (
        (you.side == they.side, _("Both ask, or both offer.")),
        (you.organisation == they.organisation, _("Both are of the same organisation.")),
        (they.subkind not in RELATED.get(you.subkind, {}), _("They are about different things.")),
        (overlap(you, they) < 1, _("Their dates and yours do not meet.")),
        (you.registered_only and not they.is_registered, _("You asked for registered organisations only.")),
        (they.registered_only and not you.is_registered, _("They asked for registered organisations only.")),
        (not on_the_spot(you, they), _("This has to be done on the spot, and they are elsewhere.")),
    )
    return next((Sentence("shut", text) for holds, text in gates if holds), None)


def why(you: Post, they: Post) -> tuple[Sentence, ...]:
    return _said(_FOR, you, they)


def against(you: Post, they: Post) -> tuple[Sentence, ...]:
    return _said(_AGAINST, you, they)


def _said(sayers: Iterable[_Sayer], you: Post, they: Post) -> tuple[Sentence, ...]:
    return tuple(said for say in sayers if (said := say(you, they)))


# -- kind -----------------------------------------------------------------------------------------------


def _same_kind(you: Post, they: Post) -> Sentence:
    if you.subkind == they.subkind and not weights.is_other(you.subkind):
        return Sentence("kind", _("Both are about “%(what)s”."), {"what": _label(you)})
    if SUBKINDS[you.subkind] is SUBKINDS[they.subkind]:
        return Sentence("kind", _("Both are about “%(what)s”."), {"what": SUBKINDS[you.subkind].label})
    values = {"theirs": _label(they), "yours": _label(you)}
    return Sentence("kind", _("“%(theirs)s” can often answer “%(yours)s”, or the other way round."), values)


def _not_quite(you: Post, they: Post) -> Sentence | None:
    if you.subkind == they.subkind:
        return None
    values = {"theirs": _label(they), "yours": _label(you)}
    return Sentence("kind", _("Not quite the same: they say “%(theirs)s”, you “%(yours)s”."), values)


def _label(post: Post) -> Any:
    known = sub(post.subkind)
    return known.label if known else post.subkind


# -- words ----------------------------------------------------------------------------------------------


def _words(you: Post, they: Post) -> Sentence | None:
    theirs = set(posts.telling(they.words))
    shared = [word for word in posts.telling(you.words) if word in theirs]
    if not shared:
        return None
    return Sentence("words", _("Both speak of: %(words)s."), {"words": tuple(_joined(shared)[:MOST_NAMED])})


def _joined(shared: Iterable[str]) -> list[str]:
    """Pairs of characters that overlap make words again: 笔记 记本 is 笔记本."""
    found: list[str] = []
    for word in shared:
        if found and len(word) == 2 and not word.isascii() and found[-1][-1] == word[0]:
            found[-1] += word[1]
        else:
            found.append(word)
    return sorted(found, key=len, reverse=True)


# -- quantity -------------------------------------------------------------------------------------------


def _need_first(you: Post, they: Post) -> tuple[Post, Post]:
    return (you, they) if you.side == NEED else (they, you)


def _shared_units(need: Post, offer: Post) -> list[tuple[str, float, float]]:
    """Unit, asked, offered; the biggest part of what is asked for first."""
    asked, offered = posts.totals(need.lines), posts.totals(offer.lines)
    found = [(unit, asked[unit], offered[unit]) for unit in asked if unit in offered]
    return sorted(found, key=lambda one: (-min(one[2] / one[1], 1), one[0]))


def _items(post: Post, unit: str) -> frozenset[str]:
    lines = (line.item for line in post.lines if posts.base(line.unit) == unit)
    return frozenset().union(*(posts.words_of_item(item) for item in islice(lines, MOST_LINES)))


def _alike(need: Post, offer: Post, unit: str) -> bool:
    """Do the lines counted in this unit name the same things, as far as they name any?"""
    mine, theirs = _items(need, unit), _items(offer, unit)
    return not mine or not theirs or bool(mine & theirs)


def _quantity(you: Post, they: Post) -> Sentence | None:
    need, offer = _need_first(you, they)
    for unit, asked, offered in _shared_units(need, offer):
        if _alike(need, offer, unit):
            asked, offered = _of_the_same(need, offer, unit) or (asked, offered)
            values = {"few": min(offered, asked), "many": asked, "unit": UNITS[unit].label}
            return Sentence("quantity", _("%(few)s of the %(many)s %(unit)s asked for."), values)
    return None


def _of_the_same(need: Post, offer: Post, unit: str) -> tuple[float, float] | None:
    """Asked and offered of the lines that name something both name: 12 laptops, without the 2 discs beside them."""
    shared = _items(need, unit) & _items(offer, unit)
    asked, offered = (
        posts.totals(line for line in one.lines if posts.words_of_item(line.item) & shared).get(unit, 0.0)
        for one in (need, offer)
    )
    return (asked, offered) if asked and offered else None


def _too_few(you: Post, they: Post) -> Sentence | None:
    need, offer = _need_first(you, they)
    units = _shared_units(need, offer)
    if units:
        unit, asked, offered = units[0]
        if not _alike(need, offer, unit):
            return Sentence("quantity", _("The lines name different things: please compare them."))
        return (
            Sentence("quantity", _("Less than half of what is asked for."))
            if offered < asked * MUCH
            else None
        )
    mine, theirs = (tuple(UNITS[unit].label for unit in posts.totals(one.lines)) for one in (you, they))
    if not mine or not theirs:
        return None
    text = _("They count in %(theirs)s, you in %(yours)s: ask how much that is.")
    return Sentence("quantity", text, {"theirs": theirs[:MOST_NAMED], "yours": mine[:MOST_NAMED]})


# -- trust, receipts, capacity --------------------------------------------------------------------------


def _fresh(you: Post, they: Post) -> Sentence | None:
    return Sentence("trust", _("Their record is fresh.")) if they.freshness == "fresh" else None


def _checked(you: Post, they: Post) -> Sentence | None:
    return Sentence("trust", _("Their identity was checked.")) if they.verified else None


def _registered(you: Post, they: Post) -> Sentence | None:
    if not you.registered_only or not they.is_registered:
        return None
    return Sentence("trust", _("They are registered, as you ask."))


def _not_fresh(you: Post, they: Post) -> Sentence | None:
    if they.freshness == "stale":
        return Sentence("trust", _("Their record is out of date."))
    if they.freshness not in weights.FRESHNESS or they.freshness == "unconfirmed":
        return Sentence("trust", _("Nobody has confirmed their record."))
    return None


def _not_checked(you: Post, they: Post) -> Sentence | None:
    return None if they.verified else Sentence("trust", _("Nobody has checked their identity yet."))


def _receipt(you: Post, they: Post) -> Sentence | None:
    if you.receipt_needed and they.can_give_receipt:
        return Sentence("receipt", _("They can give the receipt that you ask for."))
    if they.receipt_needed and you.can_give_receipt:
        return Sentence("receipt", _("You can give the receipt that they ask for."))
    return None


def _no_receipt(you: Post, they: Post) -> Sentence | None:
    if they.receipt_needed and not you.can_give_receipt:
        if you.can_give_receipt is None:
            return Sentence("receipt", _("They ask for a receipt, which you have not said you can give."))
        return Sentence("receipt", _("They ask for a receipt, which you cannot give: a partner may."))
    if you.receipt_needed and not they.can_give_receipt:
        if they.can_give_receipt is None:
            return Sentence("receipt", _("You ask for a receipt, which they have not said they can give."))
        return Sentence("receipt", _("You ask for a receipt, which they cannot give: a partner may."))
    return None


def _load(you: Post, they: Post) -> tuple[int, float] | None:
    """How many people the side that asks has, and how many the help takes up; None where either is not known."""
    need, offer = _need_first(you, they)
    loads = [
        sum(much * LOADS.get(unit, 0) for unit, much in posts.totals(one.lines).items())
        for one in (need, offer)
    ]
    load = min((load for load in loads if load > 0), default=0.0)
    if not load or need.capacity is None or need.capacity < 0:
        return None
    return need.capacity, load


_YOU_CAN = ngettext_lazy("You have %(n)d person to take it on.", "You have %(n)d people to take it on.", "n")
_THEY_CAN = ngettext_lazy(
    "They have %(n)d person to take it on.", "They have %(n)d people to take it on.", "n"
)
_LOT_FOR_YOU = ngettext_lazy(
    "A lot to take on for %(n)d person on your side.", "A lot to take on for %(n)d people on your side.", "n"
)
_LOT_FOR_THEM = ngettext_lazy(
    "A lot to take on for %(n)d person on their side.",
    "A lot to take on for %(n)d people on their side.",
    "n",
)


def _can_take(you: Post, they: Post) -> Sentence | None:
    known = _load(you, they)
    if known is None or known[0] < known[1]:
        return None
    return Sentence("capacity", _YOU_CAN if you.side == NEED else _THEY_CAN, {"n": known[0]})


def _cannot_take(you: Post, they: Post) -> Sentence | None:
    known = _load(you, they)
    if known is None or known[0] >= known[1]:
        return None
    return Sentence("capacity", _LOT_FOR_YOU if you.side == NEED else _LOT_FOR_THEM, {"n": known[0]})


_FOR: tuple[_Sayer, ...] = (
    _same_kind, _words, *OF_PLACE, _quantity, *OF_TIME, _fresh, _checked, _registered, _receipt, _can_take,
)  # fmt: skip
_AGAINST: tuple[_Sayer, ...] = (
    _not_quite, *AGAINST_PLACE, _too_few, *AGAINST_TIME, _not_fresh, _not_checked, _no_receipt, _cannot_take,
)  # fmt: skip
