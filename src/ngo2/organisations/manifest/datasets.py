"""The directory as an open dataset."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.opendata import addresses
from ngo2.kernel.opendata.datasets import Dataset, Licence, Row
from ngo2.organisations import queries
from ngo2.organisations.datasets import COLUMNS, PLACE, lasting, lines
from ngo2.organisations.directory import Filters

_AT_A_TIME = 500  # records in memory
_NUMBER = 987654321


def rows(filters: Any, language: str) -> Iterator[Row]:
    """`filters`: `directory.Filters`, None for all; in the order of the directory."""
    found = queries.in_order(queries.matching(filters or Filters()))
    page = addresses.site(language, "organisations:organisation", _NUMBER).replace(str(_NUMBER), "%s")
    return lines(found.iterator(chunk_size=_AT_A_TIME), language, page)


ORGANISATIONS = Dataset(
    name="organisations",
    title=_("Organisations"),
    description=_(
        "Every organisation of the directory, as its page shows it. Places that need protection are as coarse as there."
    ),
    columns=COLUMNS,
    rows=rows,
    count=lambda: queries.listed().count(),
    licence=Licence(
        _(
            "What comes from a list stands under the licence of that list, which “Source” names. What an organisation "
            "writes about itself may be quoted with the address of its page."
        ),
        short=_("That of the source; own words may be quoted with their page."),
    ),
    sources=queries.record_sources,
    updated=queries.records_changed_on,
    place=PLACE,
    page_keys=("organisations", "search"),
    lasting=lasting,
)
