"""What a country's law asks where needs meet offers. Declarations only: a pack fills them, `exchange.law` asks them.

Not legal advice. Keys of sub-kinds are those of `exchange/kinds.py`, keys of facts those of the record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# A msgid marked with gettext_lazy, or a plain string: whatever a template prints.
Text = Any


class Elsewhere(NamedTuple):
    """Where something belongs that may not stand here; `url` "" where there is no address."""

    name: Text
    url: str = ""


@dataclass(frozen=True)
class Appeals:
    """Appeals for one person, which the law leaves to others. `sentence` says so, `services` where they may stand."""

    caught: Callable[[str], bool]
    sentence: Text
    services: tuple[Elsewhere, ...]


@dataclass(frozen=True)
class Overseas:
    """Resources from abroad: those of these legal statuses, and of other countries, need a number first.

    `number`: the fact of the record that holds it. `sentence` says what is missing and where it is got.
    """

    statuses: tuple[str, ...]
    number: str
    sentence: Text


@dataclass(frozen=True)
class Party:
    """One side of a post: an organisation, or with `status` "" a person in their own name. `facts`: key -> value."""

    status: str = ""
    is_verified: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_person(self) -> bool:
        return not self.status


@dataclass(frozen=True)
class Ground:
    """Why something may not be. `sentence` says what is lawful instead, `ways` lead there.

    `fact`: the one of its own record that whoever hears it can mend; "" when there is none.
    """

    code: str
    sentence: Text
    ways: tuple[Elsewhere, ...] = ()
    fact: str = ""


@dataclass(frozen=True)
class Money:
    """Money between organisations.

    takes_part  (sub-kind, does it give?, party, year) -> why this party may not, or None
    says        (text, sub-kind, is it about money?, the party that says it) -> why these words may not stand, or None
    receipt     (whoever receives, year) -> whether it can give a deductible receipt, in words; "" when nothing is known
    approval    note for gifts of these legal statuses: who has to agree first
    """

    takes_part: Callable[[str, bool, Party, int], Ground | None]
    says: Callable[[str, str, bool, Party], Ground | None]
    receipt: Callable[[Party, int], Text]
    approval: tuple[frozenset[str], Text]


@dataclass(frozen=True)
class Goods:
    """Goods that are given: what whoever gives them has to say.

    exempt    sub-kinds that are no goods which change hands: nothing is asked
    dated     sub-kinds with a date after which they may not be used: that day is asked for
    spare     days that have to be left on that day when the goods are handed over at the latest
    sealed    sub-kinds that are given unopened, with the papers that `sealed_means` names
    lasting   sub-kinds of which some things last (a wheelchair): these have no date and may be used, as `lasting_means`
    """

    exempt: frozenset[str]
    dated: frozenset[str]
    spare: int
    sealed: frozenset[str]
    lasting: frozenset[str]
    safe_means: Text
    sealed_means: Text
    lasting_means: Text
    liability: Text


@dataclass(frozen=True)
class Volunteering:
    """Volunteers: risks and insurance are told when they are sought, and hours are recorded by whoever is helped.

    risky        sub-kinds whose work counts as risky whatever is written
    is_risky     a text that tells of such work
    uninsured    why it may not be without insurance
    minors       what has to be thought of under the age of consent, in a hint
    issuer       what the certificate says of who vouches for it
    keep_years   how long the record of hours is kept at least
    columns      titles of the national system -> name of what stands in it (`exchange/hours/listed.py`)
    """

    risky: frozenset[str]
    is_risky: Callable[[str], bool]
    uninsured: Ground
    minors: Text
    issuer: Text
    keep_years: int
    columns: tuple[tuple[str, str], ...]
