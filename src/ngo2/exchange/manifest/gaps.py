"""Where something is missing, as an open dataset: organisations, donors, and what is needed and offered there."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from ngo2.exchange.queries.divisions import open_by_division
from ngo2.kernel.opendata.datasets import Column, Dataset, Licence, Row, datasets
from ngo2.kernel.packs import home
from ngo2.organisations import gaps, queries, words


def contribute() -> None:
    datasets.add(GAPS)


def rows(filters: Any, language: str) -> Iterator[Row]:
    """One row for each of the smallest divisions of the home country."""
    country = home()
    counted, beside = queries.counted_by_division(country), open_by_division(country)
    for one in gaps.smallest(country, gaps.gaps(country, "", counted, beside)):
        needs, offers = one.beside or (0, 0)
        yield {
            "code": one.code,
            "name": words.place(country, one.code),
            "organisations": one.groups,
            "donors": one.donors,
            "old": one.old,
            "state": one.state,
            "open_needs": needs,
            "open_offers": offers,
        }


GAPS = Dataset(
    name="gaps",
    title=_("Where something is missing"),
    description=_(
        "Every county of the directory's country: how many organisations and donors stand there, what is missing, and "
        "how many needs and offers stand open."
    ),
    columns=(
        Column("code", _("Code"), _("Code of the division (in China GB/T 2260)."), "code"),
        Column("name", _("Place"), _("The place in words, from the province down.")),
        Column(
            "organisations",
            _("Organisations"),
            _("Those that are neither a company nor a foundation."),
            "whole",
        ),
        Column("donors", _("Donors"), _("Companies and foundations."), "whole"),
        Column("old", _("Of them old"), _("Records that nobody has confirmed for long."), "whole"),
        Column("state", _("State"), _("nobody, no_donor, only_donors or both."), "code"),
        Column("open_needs", _("Open needs"), _("For this very place; not those for a larger one."), "whole"),
        Column(
            "open_offers", _("Open offers"), _("For this very place; not those for a larger one."), "whole"
        ),
    ),
    rows=rows,
    count=lambda: sum(1 for _one in gaps.smallest(home(), gaps.gaps(home(), "", []))),
    licence=Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    sources=queries.record_sources,
    updated=queries.records_changed_on,
    page_keys=("organisations", "posts"),
)
