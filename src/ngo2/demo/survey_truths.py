"""What was planted in the made-up survey of the demo. The answers are drawn from these figures and a seed, and a test
finds every row of `TRUTHS` again with `surveys.statistics`, within the error of sampling. Nothing of it was ever
measured, but for the two figures that the first follow-up study published (52.56 %, "a similar number").
"""

from collections.abc import Mapping
from dataclasses import dataclass

FIRST, SECOND, AFTER = "first wave", "second wave", "after the workshops"
WEST, CENTRAL, EAST = "west", "central", "east"

# The frame is made up too: groups by province. The east has a fifth of them and a third of the sample.
FRAME = {
    WEST: {
        "150000": 330, "450000": 560, "500000": 420, "510000": 820, "520000": 420, "530000": 640,
        "540000": 60, "610000": 480, "620000": 380, "630000": 140, "640000": 170, "650000": 180,
    },
    CENTRAL: {"140000": 310, "340000": 430, "360000": 330, "410000": 480, "420000": 490, "430000": 460},
    EAST: {
        "110000": 310, "120000": 70, "130000": 110, "210000": 110, "220000": 80, "230000": 80, "310000": 180,
        "320000": 190, "330000": 200, "350000": 120, "370000": 160, "440000": 270, "460000": 20,
    },
}  # fmt: skip
SAMPLE = {WEST: 200, CENTRAL: 190, EAST: 210}
LEAST = 4  # of the sample in every province
GROUPS, TRAINED, FOLLOWED = 600, 170, 156  # in the panel; of them trained; of those answered afterwards
ONLY_FIRST, ONLY_SECOND = 40, 40  # asked in one wave only
SIZES = {"small": (0, 2), "middle": (3, 9), "large": (10, 40)}  # paid staff, both included
SIZE_SHARES = {"small": 0.45, "middle": 0.35, "large": 0.20}


@dataclass(frozen=True)
class Truth:
    """`value` of all groups of the frame that are `among` ({question: answers}): a share of those who chose `choice`
    (in parts of 1), or without a choice the mean number of choices. `exact`: planted as a count, not as a chance."""

    wave: str
    question: str
    choice: str
    value: float
    among: Mapping[str, str]
    exact: bool = False


def _of_all(by_region: Mapping[str, float]) -> float:
    sizes = {region: sum(provinces.values()) for region, provinces in FRAME.items()}
    return sum(by_region[region] * n for region, n in sizes.items()) / sum(sizes.values())


def _with_west(whole: float, central: float, east: float) -> dict[str, float]:
    """The west is what makes the whole come out."""
    rest = _of_all({WEST: 0, CENTRAL: central, EAST: east})
    return {WEST: (whole - rest) / _of_all({WEST: 1, CENTRAL: 0, EAST: 0}), CENTRAL: central, EAST: east}


# (first wave, second wave), and which part of those who said yes in the first still does in the second.
WEBSITE = {"yes": (0.440, 0.526), "no": (0.280, 0.310)}  # by "trained"
TECH_STAFF = (0.25, 0.41)
WECHAT = (_with_west(0.68, 0.72, 0.80), _with_west(0.75, 0.78, 0.86))
STRATEGY = (_with_west(0.46, 0.38, 0.25), _with_west(0.51, 0.43, 0.27))  # needs a communication strategy
HARDWARE = (0.16, 0.14)  # needs computers
MOBILE = {WEST: 0.34, CENTRAL: 0.22, EAST: 0.12}  # goes online by mobile data only
TOOLS = {"small": 3.0, "middle": 4.4, "large": 6.0}  # how many
STAYS = {"website": 0.92, "tech_staff": 0.85, "wechat": 0.94, "strategy": 0.70}
# Afterwards: the first two as numbers of 156. 82 of 156 are the 52.56 % of August 2011.
SET_UP = {"website": 82, "blog": 81}
STILL_USED = {"calls": 0.58, "video": 0.55, "microblog": 0.61, "social": 0.52, "maps": 0.40, "cloud": 0.44,
              "screen": 0.30, "research": 0.35, "bulletin": 0.18, "rss": 0.08, "bookmarks": 0.10}  # fmt: skip

TRUTHS = (
    Truth(FIRST, "tech_staff", "yes", TECH_STAFF[0], {}),
    Truth(SECOND, "tech_staff", "yes", TECH_STAFF[1], {}),
    *(Truth(FIRST, "website", "yes", both[0], {"trained": one}) for one, both in WEBSITE.items()),
    *(Truth(SECOND, "website", "yes", both[1], {"trained": one}) for one, both in WEBSITE.items()),
    Truth(FIRST, "channels", "wechat", 0.68, {}),
    Truth(SECOND, "channels", "wechat", 0.75, {}),
    Truth(FIRST, "needs", "strategy", 0.46, {}),
    Truth(SECOND, "needs", "strategy", 0.51, {}),
    *(Truth(SECOND, "needs", "strategy", value, {"region": one}) for one, value in STRATEGY[1].items()),
    Truth(SECOND, "needs", "hardware", HARDWARE[1], {}),
    Truth(SECOND, "line", "mobile", _of_all(MOBILE), {}),
    *(Truth(SECOND, "line", "mobile", value, {"region": one}) for one, value in MOBILE.items()),
    *(Truth(SECOND, "tools", "", value, {"size": one}) for one, value in TOOLS.items()),
    *(Truth(AFTER, one, "yes", many / FOLLOWED, {}, exact=True) for one, many in SET_UP.items()),
    *(Truth(AFTER, "tools", one, value, {}) for one, value in STILL_USED.items()),
)
