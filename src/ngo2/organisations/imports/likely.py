"""Is it here already? Surely, perhaps, or not: by number in the list, credit code, name and place, phone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ngo2.kernel.packs import home
from ngo2.lib import text
from ngo2.organisations.facts import places

CODE, NAME, SAME_NAME, PHONE = "code", "name_county", "name", "phone"  # why two are alike


@dataclass(frozen=True)
class Someone:
    """What is compared of a record. `names` are folded, `areas` current codes from the top, "" where unknown."""

    pk: int
    key: str = ""  # number in this list; "" when it came from elsewhere
    names: frozenset[str] = frozenset()
    areas: tuple[str, str, str] = ("", "", "")
    credit_code: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Match:
    """`sure`: the record that it is, by its number in this list. `alike`: [(pk, why)], the likeliest first."""

    sure: int | None = None
    alike: tuple[tuple[int, str], ...] = ()


def someone(facts: Mapping[str, Any], pk: int = 0, key: str = "") -> Someone:
    """A row of a list, in the same terms."""
    division = facts.get("division") or {}
    country = facts.get("country") or home()
    path = places.path(country, division["code"], division.get("as_of_year")) if division else ()
    names = {text.fold(facts.get(name) or "") for name in ("name_zh", "name_en")} - {""}
    first, second, third = (*path, "", "", "")[:3]
    code, phone = facts.get("credit_code") or "", facts.get("phone") or ""
    return Someone(pk, key, frozenset(names), (first, second, third), code, phone)


@dataclass
class Known:
    """Everybody who is here, by each sign."""

    everybody: Iterable[Someone]
    _by_key: dict[str, int] = field(default_factory=dict)
    _by_code: dict[str, list[Someone]] = field(default_factory=lambda: defaultdict(list))
    _by_name: dict[str, list[Someone]] = field(default_factory=lambda: defaultdict(list))
    _by_phone: dict[str, list[Someone]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for one in self.everybody:
            if one.key:
                self._by_key[one.key] = one.pk
            if one.credit_code:
                self._by_code[one.credit_code].append(one)
            if one.phone:
                self._by_phone[one.phone].append(one)
            for name in one.names:
                self._by_name[name].append(one)
        self.everybody = ()

    def match(self, row: Someone) -> Match:
        if row.key in self._by_key:
            return Match(self._by_key[row.key])
        alike: dict[int, str] = {}
        for one in self._by_code.get(row.credit_code, ()) if row.credit_code else ():
            alike.setdefault(one.pk, CODE)
        for name in row.names:
            for one in self._by_name.get(name, ()):
                if why := _near(row, one):
                    alike.setdefault(one.pk, why)
        for one in self._by_phone.get(row.phone, ()) if row.phone else ():
            alike.setdefault(one.pk, PHONE)
        order = (CODE, NAME, SAME_NAME, PHONE)
        return Match(None, tuple(sorted(alike.items(), key=lambda pair: (order.index(pair[1]), pair[0])))[:5])


def _near(row: Someone, one: Someone) -> str:
    """Names are equal; are the places? Other codes of two registers speak against it."""
    if row.credit_code and one.credit_code and row.credit_code != one.credit_code:
        return ""
    if row.areas[2] and row.areas == one.areas:
        return NAME
    if row.areas[0] and one.areas[0] and row.areas[0] != one.areas[0]:
        return ""
    return SAME_NAME


def by_default(match: Match) -> int | None:
    """The record that a row is taken for when nobody decides: same code, or same name and county, of one only."""
    if match.sure is not None:
        return match.sure
    certain = [pk for pk, why in match.alike if why in {CODE, NAME}]
    return certain[0] if len(certain) == 1 else None
