"""One post against all rows of a sub-kind, the cheap parts first, the rest for who may still win.

Kind, words, freshness and identity are known for all rows at once (`begin`), the place for all places (`look_round`).
What is still open of a row's score has a most (`most_of_rest`), so rows that cannot come into the list any more are not
looked at closely, and the answer is exact all the same.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ngo2.exchange.matching import weights
from ngo2.exchange.matching.rows import (
    ALWAYS_FROM,
    ALWAYS_UNTIL,
    NOWHERE,
    OUT,
    Encoded,
    Floats,
    Ints,
    Places,
    Rows,
    is_need,
)
from ngo2.exchange.matching.weights import SHARES
from ngo2.lib.geo import EARTH_METRES

Flags = NDArray[np.bool_]
NONE = -1  # no division's number: having no city, or one that nobody else is in, is nothing in common
EARTH_KM = np.float32(EARTH_METRES / 1000)
_FALL = np.float32(weights.NEXT_DOOR / weights.FAR_KM)


class Round(NamedTuple):
    """What one post sees in each place of an index."""

    value: Floats
    ground: Flags  # it speaks for the pair
    on_the_spot: Flags  # the help can be there
    at_home: Flags  # the same country


def look_round(one: Encoded, places: Places) -> Round:
    (country, top, middle, bottom, placed), at = places.arrays()
    # Straight through the globe: at 1,500 km that is 4 km less than over the ground.
    mine = np.array([-part for part in one.at] if one.at == NOWHERE else one.at, np.float32)
    km = np.sqrt(np.square(at - mine[:, None]).sum(axis=0)) * EARTH_KM
    value = np.where(placed & one.placed, np.float32(weights.NEXT_DOOR) - km * _FALL, weights.PLACE_UNSAID)
    value = np.maximum(value.astype(np.float32), 0)
    same_top, same_middle = top == (one.top or NONE), middle == (one.middle or NONE)
    at_home = country == one.country
    serving = np.zeros(len(value), np.bool_)
    serving[places.within(one.served)] = True
    wide = at_home & one.wide
    for holds, worth in (
        (same_top, weights.SAME_TOP),
        (same_middle, weights.SAME_MIDDLE),
        (bottom == (one.bottom or NONE), weights.SAME_BOTTOM),
        (serving, weights.SERVED),
        (wide, weights.WIDE),
    ):
        np.maximum(value, holds * np.float32(worth), out=value)
    if one.remote:
        np.maximum(value, np.float32(1 if is_need(one) else weights.FROM_AFAR), out=value)
    reached = (km <= weights.NEAR_KM) | same_middle | serving | wide | one.remote
    return Round(value, reached | same_top, reached | (placed == 0) | (not one.placed), at_home)


def begin(one: Encoded, rows: Rows, kind: float) -> tuple[Floats, Floats]:
    """Kind, words, freshness and identity of all rows, and how many words they share."""
    common = rows.shared(one.words)
    score = common * rows.column("per_word")
    score *= np.float32(SHARES["words"] / np.sqrt(one.word_count or 1))
    score += rows.column("static")
    score += np.float32(SHARES["kind"] * kind + one.static)
    return score, common


def go_on(one: Encoded, rows: Rows, chosen: Ints | slice, begun: Floats, seen: Round) -> Floats:
    """The place added; OUT for who is shut out."""
    shut = rows.column("organisation")[chosen] == one.organisation
    shut |= rows.column("since")[chosen] > one.until
    shut |= rows.column("until")[chosen] < one.since
    if not one.registered:
        shut |= rows.column("registered_only")[chosen]
    if one.registered_only:
        shut |= ~rows.column("registered")[chosen]
    place, serving = rows.column("place")[chosen], _serving(one, rows, chosen)
    wide, remote = rows.column("wide")[chosen] & seen.at_home[place], rows.column("remote")[chosen]
    value = seen.value[place]
    np.maximum(value, serving * np.float32(weights.SERVED), out=value)
    np.maximum(value, wide * np.float32(weights.WIDE), out=value)
    np.maximum(value, remote * np.float32(weights.FROM_AFAR if is_need(one) else 1), out=value)
    if {one.subkind, rows.subkind} & weights.ON_THE_SPOT:
        shut |= ~(seen.on_the_spot[place] | serving | wide | remote)
    value *= np.float32(SHARES["place"])
    value += begun[chosen]
    value[shut] = OUT
    return value


def _serving(one: Encoded, rows: Rows, chosen: Ints | slice) -> Flags:
    flags = np.zeros(rows.count, np.bool_)
    flags[rows.serving(one.path)] = True
    return flags[chosen]


def reasonable(one: Encoded, rows: Rows, chosen: Ints, seen: Round) -> Flags:
    """Of rows that share no word: besides the kind, is there a reason in the two posts themselves?

    Both sides have to see two reasons, so what speaks for one of them only (fresh, checked) does not count here.
    """
    place = rows.column("place")[chosen]
    found = seen.ground[place] | _serving(one, rows, chosen) | rows.column("remote")[chosen]
    found |= rows.column("wide")[chosen] & seen.at_home[place]
    if (one.since, one.until) == (ALWAYS_FROM, ALWAYS_UNTIL):
        return found
    since, until = rows.column("since")[chosen], rows.column("until")[chosen]
    return found | (since > ALWAYS_FROM) | (until < ALWAYS_UNTIL)


def most_of_rest(one: Encoded) -> float:
    """What `rest` gives at most."""
    quantity = SHARES["quantity"] * (1 if one.units else weights.UNSAID)
    capacity = SHARES["capacity"] * (weights.UNSAID if is_need(one) and one.capacity < 0 else 1)
    return quantity + capacity + SHARES["time"] + SHARES["receipt"]


def most(one: Encoded, rows: Rows, kind: float) -> float:
    """What any row here may come to: the nearest place, a fresh and checked record, every word that is said here."""
    words = np.sqrt(rows.known(one.words) / (one.word_count or 1))
    trust = (SHARES["freshness"] + SHARES["verified"]) / 2
    fixed = SHARES["kind"] * kind + one.static + trust + SHARES["place"] + most_of_rest(one)
    return float(fixed + SHARES["words"] * words)


def rest(one: Encoded, rows: Rows, chosen: Ints) -> Floats:
    """Quantity, time, capacity and receipt of these rows."""
    score = _quantity(one, rows, chosen) * np.float32(SHARES["quantity"])
    score += _time(one, rows, chosen) * np.float32(SHARES["time"])
    score += _capacity(one, rows, chosen) * np.float32(SHARES["capacity"])
    score += _receipt(one, rows, chosen) * np.float32(SHARES["receipt"])
    return score


def _quantity(one: Encoded, rows: Rows, chosen: Ints) -> Floats:
    """What share of what is asked for is offered, the mean over units; half where one side says no quantity."""
    counted = rows.column("counted")[chosen]
    if not one.units:
        return np.full(len(chosen), weights.UNSAID, np.float32)
    covered = np.zeros(len(chosen), np.float32)
    for unit, much in one.units:
        theirs, mine = rows.units[chosen, unit], np.float32(much)
        if is_need(one):
            covered += np.minimum(theirs / mine, 1)
        else:
            covered += np.minimum(np.divide(mine, theirs, out=np.zeros_like(theirs), where=theirs > 0), 1)
    covered /= np.float32(len(one.units)) if is_need(one) else np.maximum(counted, 1)
    covered[counted == 0] = weights.UNSAID
    return covered


def _time(one: Encoded, rows: Rows, chosen: Ints) -> Floats:
    """What share of the shorter window both have."""
    since, until = rows.column("since")[chosen], rows.column("until")[chosen]
    both = np.minimum(until, one.until) - np.maximum(since, one.since) + 1
    shorter = np.minimum(until - since, one.until - one.since) + 1
    return (both / shorter).astype(np.float32)


def _capacity(one: Encoded, rows: Rows, chosen: Ints) -> Floats:
    """Can the side that asks take on what it would get?"""
    theirs = rows.column("load")[chosen]
    smaller = np.where(theirs > 0, np.minimum(theirs, np.float32(one.load)), np.float32(one.load))
    load = smaller if one.load > 0 else theirs
    people = np.float32(one.capacity) if is_need(one) else rows.column("capacity")[chosen]
    said = (load > 0) & (people >= 0)
    share = np.divide(people, load, out=np.full_like(load, weights.UNSAID), where=said)
    return np.clip(share, 0, 1)


def _receipt(one: Encoded, rows: Rows, chosen: Ints) -> Floats:
    given = rows.column("gives")[chosen] if one.receipt else np.ones(len(chosen), np.float32)
    return np.where(rows.column("receipt")[chosen], np.minimum(given, np.float32(one.gives)), given)
