"""The directory as an open dataset."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.opendata import addresses
from ngo2.kernel.opendata.datasets import Column, Dataset, Licence, Row, Source
from ngo2.kernel.packs import home
from ngo2.organisations import gaps, queries, words
from ngo2.organisations.datasets import COLUMNS, PLACE, lasting, lines
from ngo2.organisations.directory import Filters

_AT_A_TIME = 500  # records in memory
_NUMBER = 987654321


def rows(filters: Any, language: str) -> Iterator[Row]:
    """`filters`: `directory.Filters`, None for all; in the order of the directory."""
    found = queries.in_order(queries.matching(filters or Filters()))
    page = addresses.site(language, "organisations:organisation", _NUMBER).replace(str(_NUMBER), "%s")
    return lines(found.iterator(chunk_size=_AT_A_TIME), language, page)


def sources() -> list[Source]:
    """The lists that records came from; their labels name the licence. Then those who write about themselves."""
    lists = [Source(label) for label in queries.lists_imported()]
    return [*lists, Source(_("What organisations say about themselves"))]


def updated() -> date:
    last = queries.listed().order_by("-changed_at").values_list("changed_at", flat=True).first()
    return timezone.localdate(last)


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
    sources=sources,
    updated=updated,
    place=PLACE,
    page_keys=("organisations", "search"),
    lasting=lasting,
)


def gap_rows(filters: Any, language: str) -> Iterator[Row]:
    """One row for each of the smallest divisions of the home country."""
    country = home()
    for one in gaps.smallest(country, gaps.gaps(country, "", queries.counted_by_division(country))):
        yield {
            "code": one.code,
            "name": words.place(country, one.code),
            "organisations": one.groups,
            "donors": one.donors,
            "old": one.old,
            "state": one.state,
        }


GAPS = Dataset(
    name="gaps",
    title=_("Where something is missing"),
    description=_(
        "Every county of the directory's country: how many organisations and donors stand there, and what is missing."
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
    ),
    rows=gap_rows,
    count=lambda: sum(1 for _one in gaps.smallest(home(), gaps.gaps(home(), "", []))),
    licence=Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    sources=sources,
    updated=updated,
    page_keys=("organisations",),
)
