"""What counts for how much, and why: the one place where matching is tuned.

No weight was learnt from anybody's behaviour, and none is about a person: until deliveries confirmed by both sides are
numerous enough to learn from, these are judgements, each with its reason, so that they can be argued about. Change a
number here, raise VERSION, and look at `python -m benchmarks.matching`: kept match lists name the version they are of.
"""

from collections.abc import Mapping
from typing import NamedTuple

from ngo2.exchange.kinds import KINDS, SUBKINDS
from ngo2.exchange.matching.posts import COUNTRY, REMOTE

# 3: the budget of a project counts as a quantity of yuan, where everybody may see it; its months are told as a reason
# for or against and count nothing, as they can be moved when both talk.
VERSION = 3


class Weight(NamedTuple):
    share: float
    why: str


# All shares together are 1, each part is between 0 and 1, so a score is, too.
WEIGHTS: Mapping[str, Weight] = {
    "kind": Weight(
        0.30,
        "Our judgement, after Taproot, which cut its menu from a hundred types to ten so that whoever posts finds "
        "theirs: what was chosen out of so few is meant.",
    ),
    "place": Weight(
        0.20,
        "Our judgement: most help has to get there; Eden asks each request for its site.",
    ),
    "words": Weight(
        0.18,
        "Free text comes first in Eden's requests and in ours, and says what a sub-kind cannot; less than the place, "
        "as words of a sub-kind are much alike.",
    ),
    "quantity": Weight(
        0.08,
        "Eden matches line by line and keeps asked, promised and sent apart; small, as partial promises add up here.",
    ),
    "time": Weight(
        0.08,
        "Our judgement; small, as windows that do not meet are out already.",
    ),
    "freshness": Weight(
        0.06,
        "Peers' users complain of posts that were never closed and of nobody who answers (Catchafire cancels what is "
        "silent for weeks); half for each side.",
    ),
    "verified": Weight(
        0.04,
        "GoodCity lets only complete profiles answer offers; ours counts it and shuts nobody out. Half for each side.",
    ),
    "capacity": Weight(
        0.03,
        "Our judgement: what nobody can hand out helps nobody; small, as few records say how many people there are.",
    ),
    "receipt": Weight(
        0.03,
        "Law (rules 4.10): a company deducts only with a receipt; small, as a partner foundation may give it.",
    ),
}
SHARES: Mapping[str, float] = {name: weight.share for name, weight in WEIGHTS.items()}

FRESHNESS: Mapping[str, float] = {"fresh": 1.0, "ageing": 0.6, "stale": 0.2, "unconfirmed": 0.0}
# What is not said speaks neither for nor against.
UNSAID = 0.5

# -- place: the best of what holds ------------------------------------------------------------------
SAME_BOTTOM, SAME_MIDDLE, SAME_TOP = 1.0, 0.85, 0.6  # county, city, province
NEXT_DOOR, FAR_KM = (
    0.9,
    1500.0,
)  # falls evenly from next door to nothing: the neighbour may be over the border
NEAR_KM = 100.0  # a van goes there and back in a day: said as a reason, and near enough for work on the spot
SERVED = 0.8  # the other organisation says that it works there
WIDE = 0.7  # or in the whole country
FROM_AFAR = 0.6  # help given from afar to somebody who has a place
PLACE_UNSAID = 0.3

# -- receipt ----------------------------------------------------------------------------------------
CAN_GIVE: Mapping[bool | None, float] = {True: 1.0, None: 0.4, False: 0.0}

# What share of one person's month one unit takes up, where it has to be handed out or looked after. Our judgement:
# one can look after five volunteers, or hand out half a tonne of rice.
LOADS: Mapping[str, float] = {
    "person": 1 / 5,
    "kg": 1 / 500,
    "box": 1 / 50,
    "piece": 1 / 200,
    "set": 1 / 100,
    "pair": 1 / 200,
    "copy": 1 / 500,
    "pack": 1 / 500,
    "bottle": 1 / 1000,
}

# -- kind -------------------------------------------------------------------------------------------
SAME = 1.0
BOTH_OTHER = 0.5  # "something else" on both sides: only the words can tell
WITH_OTHER = 0.35  # "something else" may be anything of its kind
# Who asks for one of these may well be helped by the other. What is in no pair is never suggested together.
LINKS: Mapping[tuple[str, str], float] = {
    ("computers", "equipment"): 0.6,  # a projector is posted as either
    ("equipment", "furniture"): 0.4,  # what fills a classroom
    ("equipment", "medical"): 0.4,  # thermometers, beds
    ("clothing", "medical"): 0.3,  # gowns, masks
    ("books", "equipment"): 0.3,  # learning material
    ("transport", "volunteers"): 0.3,  # drivers
    ("advice", "technical"): 0.6,  # an hour is often enough
    ("advice", "design"): 0.4,
    ("advice", "writing"): 0.4,
    ("advice", "legal"): 0.6,
    ("advice", "teaching"): 0.5,
    ("advice", "health"): 0.4,
    ("technical", "teaching"): 0.4,  # to be shown how
    ("design", "writing"): 0.5,  # a leaflet needs both
    ("volunteers", "teaching"): 0.5,
    ("volunteers", "health"): 0.3,
    ("volunteers", "employees"): 0.8,  # a company's volunteers are helping hands
    ("technical", "employees"): 0.4,  # employees who give their trade
    ("teaching", "employees"): 0.4,
    ("grant", "sponsorship"): 0.6,
    ("grant", "joint"): 0.5,  # a project together brings its budget
    ("grant", "public_fundraiser"): 0.4,
    ("sponsorship", "marketing"): 0.5,
    ("sponsorship", "joint"): 0.5,
    ("public_fundraiser", "receipts"): 0.7,  # the partner who may raise gives the receipts
    ("receipts", "legal"): 0.3,
    ("discount", "technical"): 0.3,  # software for less
    ("marketing", "buying"): 0.6,
    ("marketing", "joint"): 0.5,
    ("research", "joint"): 0.5,
    ("research", "advice"): 0.3,
}
# Done where it is needed, or not at all: from elsewhere only when the post says so (remote, countrywide, served).
ON_THE_SPOT = frozenset({"venue", "volunteers", "health", "teaching"})
REACHES_FAR = frozenset({COUNTRY, REMOTE})


def _pairs() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {key: {} for key in SUBKINDS}
    for (one, other), value in LINKS.items():
        found[one][other] = found[other][one] = value
    for kind in KINDS.values():
        keys = [sub.key for sub in kind.subs]
        rest = [key for key in keys if is_other(key)]
        for key in keys:
            for other in rest:
                if other != key:
                    found[key][other] = found[other][key] = WITH_OTHER
            found[key][key] = BOTH_OTHER if is_other(key) else SAME
    return {key: dict(sorted(them.items(), key=lambda one: -one[1])) for key, them in found.items()}


def is_other(subkind: str) -> bool:
    return subkind.startswith("other_")


# Sub-kind -> sub-kinds that may answer it, the nearest first, with what that counts.
RELATED: Mapping[str, Mapping[str, float]] = _pairs()
