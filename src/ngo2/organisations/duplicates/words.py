"""What speaks for it that two records are one, and what against, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

_FOR: dict[str, Any] = {
    "code": _("same credit code"),
    "register": _("same number in a register"),
    "phone": _("same phone"),
    "email": _("same e-mail"),
    "site": _("same website"),
    "name": _("same name"),
    "core": _("same name but for place or legal form"),
    "alike": _("names %(n)s %% alike"),
    "near": _("%(n)s m apart"),
    "county": _("same county"),
    "city": _("same city or area"),
    "region": _("the names fit the same place"),
}
_AGAINST: dict[str, Any] = {
    "other_code": _("two different valid credit codes"),
    "other_register": _("two numbers in one register"),
    "belongs": _("one belongs to the other"),
    "shared_code": _("one may use the code of whom it belongs to"),
    "series": _("two of a series, by their number"),
    "part": _("one is called a branch"),
    "other_region": _("the names say different places"),
    "narrower": _("one name says a part of the other's place"),
    "unlike": _("names only %(n)s %% alike"),
    "far": _("%(n)s km apart"),
    "other_country": _("other country"),
    "other_province": _("other province or area"),
    "other_city": _("other city"),
    "other_county": _("other county"),
    "other_phone": _("other phone"),
    "other_email": _("other e-mail"),
    "other_site": _("other website"),
}
# A list that waits since before there were signs says one word for each record.
_WORDS_OF_BEFORE = {
    "code": ("code",),
    "name_county": ("name", "county"),
    "name": ("name",),
    "phone": ("phone",),
}
_BETWEEN = _(", ")


@dataclass(frozen=True)
class Reasons:
    """Two lines; either may be empty."""

    alike: str
    different: str

    def __str__(self) -> str:
        return self.alike


def reasons(why: Sequence[Sequence[Any]]) -> Reasons:
    """Of `[[sign, detail], …]` as it is kept; a sign of an older release that nobody knows any more is left out."""
    if isinstance(why, str):
        why = [(sign, "") for sign in _WORDS_OF_BEFORE.get(why, ())]
    return Reasons(_joined(_FOR, why), _joined(_AGAINST, why))


def _joined(words: dict[str, Any], why: Sequence[Sequence[Any]]) -> str:
    told = [str(words[sign]) % {"n": _number(detail)} for sign, detail in why if sign in words]
    return str(_BETWEEN).join(told)


def _number(detail: Any) -> str:
    return f"{detail:,.0f}" if isinstance(detail, int | float) else str(detail)
