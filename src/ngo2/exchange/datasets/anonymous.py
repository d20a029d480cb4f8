"""Rows of deliveries among which nobody stands alone. Pure.

Each case is told as closely as at least `LEAST` different givers and as many different receivers can be told alike:
first with its sub-kind, both provinces and the month; then with less and less, each time among those that are left;
what is still alone at the last step is left out. Only periods that are over are looked at, so that a later copy of the
rows adds new periods and never tells more of an old one.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

LEAST = 5


class Case(NamedTuple):
    """One answer to a post that is over. `giver` and `receiver` tell parties apart and are never told.

    `began`: the side that was posted, a need or an offer. Provinces are "" where they are not known.
    """

    pk: int
    giver: Hashable
    receiver: Hashable
    began: str
    kind: str
    about: str
    giver_province: str
    receiver_province: str
    ended: date

    @property
    def month(self) -> str:
        return f"{self.ended:%Y-%m}"

    @property
    def year(self) -> str:
        return f"{self.ended:%Y}"


Rung = tuple[str, ...]
LADDER: tuple[Rung, ...] = (
    ("began", "kind", "about", "giver_province", "receiver_province", "month"),
    ("began", "kind", "giver_province", "receiver_province", "month"),
    ("began", "kind", "receiver_province", "month"),
    ("began", "kind", "month"),
    ("kind", "year"),
)


def over(cases: Iterable[Case], today: date) -> list[Case]:
    """Those of months that are over."""
    this_month = today.replace(day=1)
    return [one for one in cases if one.ended < this_month]


def told(cases: Sequence[Case], today: date, least: int = LEAST) -> dict[int, Mapping[str, str]]:
    """Primary key of a case -> what may be told of it: names of its rung with their values."""
    left = over(cases, today)
    found: dict[int, Mapping[str, str]] = {}
    for rung in LADDER:
        groups = defaultdict(list)
        for one in left:
            groups[tuple(getattr(one, name) for name in rung)].append(one)
        left = []
        for values, group in groups.items():
            if _is_open(rung, group, today) and _is_crowd(group, least):
                alike = dict(zip(rung, values, strict=True))
                found |= {one.pk: alike for one in group}
            else:
                left += group
    return found


def _is_open(rung: Rung, group: Sequence[Case], today: date) -> bool:
    """A year is told when it is over: a row that came into it month by month would tell its month."""
    return "year" not in rung or group[0].ended.year < today.year


def _is_crowd(group: Sequence[Case], least: int) -> bool:
    parties = ({one.giver for one in group}, {one.receiver for one in group})
    return min(map(len, parties)) >= least
