"""A sentence with its values, made in the language of whoever reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language

from ngo2.kernel.packs import pack


@dataclass(frozen=True)
class Sentence:
    """`about`: kind, words, place, quantity, time, trust, receipt, capacity or shut; for a sign beside it."""

    about: str
    text: Any
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.text % {name: _shown(value) for name, value in self.values.items()})


@dataclass(frozen=True)
class Division:
    country: str
    code: str

    def __str__(self) -> str:
        return pack(self.country).division_name(self.code, _language()) or self.code


@dataclass(frozen=True)
class Month:
    day: date

    def __str__(self) -> str:
        return str(date_format(self.day, "YEAR_MONTH_FORMAT"))


def _language() -> str:
    return "zh-hans" if (get_language() or "zh").startswith("zh") else "en"


def _shown(value: Any) -> Any:
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:,.1f}"
    if isinstance(value, tuple):
        return ("、" if _language() == "zh-hans" else ", ").join(str(one) for one in value)
    return value
