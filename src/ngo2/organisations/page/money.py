"""Six numbers a year as a table, and the two ratios that the law defines, where it defines them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs import pack
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.facts.choices import FINANCE_NUMBERS
from ngo2.organisations.freshness import freshness

YEARS_SHOWN = 5
# Those that most records are in have a word; the others are named by their ISO 4217 code.
CURRENCIES = {
    "CNY": _("yuan (CNY)"),
    "GBP": _("pounds (GBP)"),
    "USD": _("dollars (USD)"),
    "EUR": _("euros (EUR)"),
}


@dataclass(frozen=True)
class Line:
    """One row: a number per year as text, "" where it is not known."""

    label: Any
    cells: tuple[str, ...]
    part: bool = False  # a part of the line above
    ratio: bool = False


@dataclass(frozen=True)
class Table:
    years: tuple[str, ...]
    lines: tuple[Line, ...]
    currency: str  # "" when the years differ; then each year names its own
    note: Any = ""  # the rule of law behind the ratios


def table(rows: Sequence[Mapping[str, Any]], *, country: str, status: str, kind: str) -> Table:
    """`rows` are the finance fact, newest year first."""
    shown = rows[:YEARS_SHOWN]
    currencies = {row["currency"] for row in shown}
    years = tuple(
        str(row["year"]) if len(currencies) == 1 else f"{row['year']} ({row['currency']})" for row in shown
    )
    lines = [
        Line(label, tuple(_amount(row.get(key)) for row in shown), part=key in _PARTS)
        for key, label in FINANCE_NUMBERS.items()
        if any(row.get(key) is not None for row in shown)
    ]
    rule = (
        pack(country).note("foundation_ratios")
        if kind == "foundation" or status == "registered_foundation"
        else ""
    )
    ratios = _ratios(rows, len(shown)) if rule else []
    return Table(
        years, (*lines, *ratios), _named(currencies) if len(currencies) == 1 else "", rule if ratios else ""
    )


def _named(currencies: Iterable[str]) -> str:
    return " ".join(str(CURRENCIES.get(code, code)) for code in currencies)


_PARTS = {"income_donations", "spending_programme", "spending_management"}


def _ratios(rows: Sequence[Mapping[str, Any]], shown: int) -> list[Line]:
    by_year = {row["year"]: row for row in rows}
    before = [by_year.get(row["year"] - 1) for row in rows[:shown]]
    spent = tuple(
        percent(row.get("spending_programme"), old.get("income_total"))
        if old and old["currency"] == row["currency"]
        else ""
        for row, old in zip(rows, before, strict=False)
    )
    managed = tuple(
        percent(row.get("spending_management"), row.get("spending_total")) for row in rows[:shown]
    )
    lines = [
        Line(_("Spending on programmes, of the income of the year before"), spent, ratio=True),
        Line(_("Management, of total spending"), managed, ratio=True),
    ]
    return [line for line in lines if any(line.cells)]


def percent(part: int | None, whole: int | None) -> str:
    """One decimal; "" when a number is missing, or the whole is nothing or less."""
    if part is None or not whole or whole <= 0:
        return ""
    return f"{100 * part / whole:.1f} %"


def _amount(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def context(organisation: Any, facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    fact = facts.get("finance")
    if not fact or not fact.get("v"):
        return None
    made = table(
        fact["v"], country=organisation.country, status=organisation.legal_status, kind=organisation.kind
    )
    return {"table": made, "freshness": freshness(fact, CATALOGUE["finance"].half_life)}
