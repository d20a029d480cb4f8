"""What happened, what reached whom, and the minutes."""

from collections import Counter
from dataclasses import dataclass, field

from benchmarks.year.rates import DESK, OWNER

STAFF, PARTNER, OWNERS = "staff", "partner", "owner"


@dataclass
class Ledger:
    """`seconds` and `items`: {(who, kind): number}. `waits`: days that an item waited until it was decided."""

    events: Counter[str] = field(default_factory=Counter)
    items: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    queue: list[int] = field(default_factory=list)
    waits: Counter[int] = field(default_factory=Counter)
    oldest: int = 0

    def happened(self, what: str, times: int = 1) -> None:
        self.events[what] += times

    def desk(self, who: str, kind: str, *, seconds: str = "", times: int = 1) -> None:
        self.items[who, kind] += times
        self.seconds[who, kind] += DESK[seconds or kind] * times

    def owner(self, what: str, times: int = 1) -> None:
        self.items[OWNERS, what] += times
        self.seconds[OWNERS, what] += OWNER[what] * times

    def minutes(self, who: str) -> float:
        return sum(spent for (whose, _kind), spent in self.seconds.items() if whose == who) / 60
