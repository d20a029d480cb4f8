"""Datasets of the house itself: the causes and the divisions, from the tables that ship with the product. Pure."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.opendata.datasets import Column, Dataset, Licence, Row, Source
from ngo2.kernel.packs import causes, pack

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
APACHE = "https://www.apache.org/licenses/LICENSE-2.0"


def cause_rows(filters: Any, language: str) -> Iterator[Row]:
    for one in causes.causes():
        yield {"name": one.label(language), **one._asdict()}


def division_rows(filters: Any, language: str) -> Iterator[Row]:
    """Every line of history: a code that was renamed stands once for each name."""
    gazetteer, english = pack("CN").gazetteer, pack("CN").english
    for history in gazetteer.lines.values() if gazetteer else ():
        for line in history:
            yield {
                "code": line.code,
                "name": line.name,
                "name_en": english.get(line.code),
                "level": line.level,
                "parent": line.parent or None,
                "from_year": line.from_year,
                "to_year": line.to_year,
                "status": line.status,
                "successors": [f"{to}[{year}]" if year else to for to, year in line.successors] or None,
            }


def _divisions() -> int:
    gazetteer = pack("CN").gazetteer
    return sum(map(len, gazetteer.lines.values())) if gazetteer else 0


CAUSES = Dataset(
    name="causes",
    title=_("Causes"),
    description=_(
        "What organisations work for: the list of causes of this site, with the codes of two classifications."
    ),
    columns=(
        Column("code", _("Code"), _("The key of the cause. It stays the same when names change."), "code"),
        Column("parent", _("Broader cause"), _("The code of the cause above; blank at the top."), "code"),
        Column("name", _("Name"), _("The name in the language of the file.")),
        Column("zh", _("Chinese name"), _("The name in Chinese.")),
        Column("en", _("English name"), _("The name in English.")),
        Column(
            "icnptso",
            "ICNPTSO",
            _("The nearest code of the classification of the United Nations (2018)."),
            "code",
        ),
        Column("ukcat", "UKCAT", _("The nearest code of the UK Charity Activity Tags."), "code"),
    ),
    rows=cause_rows,
    count=lambda: len(causes.causes()),
    licence=Licence("Apache-2.0", APACHE),
    sources=lambda: (
        Source(_("NGO 2.0, written for this product"), "", "Apache-2.0"),
        Source("UK Charity Activity Tags", "https://github.com/charity-classification/ukcat", "CC BY 4.0"),
    ),
    updated=lambda: date(2026, 11, 20),
)

_BECAME = _("Codes that followed; those with a year in brackets took a part already then.")
DIVISIONS = Dataset(
    name="divisions",
    title=_("Divisions of China since 1981"),
    description=_(
        "Codes of provinces, cities and counties (GB/T 2260) with the years in which they held and what became of them."
    ),
    columns=(
        Column("code", _("Code"), _("Six digits; one line for each name that it had."), "code"),
        Column("name", _("Name"), _("The official name in Chinese.")),
        Column("name_en", _("English name"), _("The name in English, where there is a usual one.")),
        Column("level", _("Level"), _("1 province, 2 city or prefecture, 3 county or district."), "whole"),
        Column("parent", _("Belongs to"), _("The code of the division above in these years."), "code"),
        Column("from_year", _("From"), _("The first year of this line; 1981 where it is older."), "whole", _("year")),
        Column("to_year", _("Until"), _("The year in which it ended; blank for today's."), "whole", _("year")),
        Column("status", _("Status"), _("current, renamed, or retired (code given up)."), "code"),
        Column("successors", _("Became"), _BECAME, "list"),
    ),
    rows=division_rows,
    count=_divisions,
    licence=Licence("CC0 1.0", CC0),
    sources=lambda: (Source("yescallop/areacodes", "https://github.com/yescallop/areacodes", "CC0 1.0"),),
    updated=lambda: date(2024, 12, 31),
)  # fmt: skip
