"""Anonymised answers that were published, as a list among the open data: each has files of its own."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.opendata import addresses
from ngo2.kernel.opendata.datasets import Column, Dataset, Licence, Row, Source
from ngo2.surveys import queries

COLUMNS = (
    Column("survey", _("Survey"), _("What the survey is called")),
    Column("wave", _("Wave"), _("Which time of asking, from 1"), "whole"),
    Column("published", _("Published"), _("The day on which the answers were published"), "day"),
    Column("answers", _("Answers"), _("How many answers the files hold"), "whole"),
    Column("k", "k", _("How many answers at least are alike in what strangers may know"), "whole"),
    Column("terms", _("Licence of the answers"), _("Under which terms the answers may be used"), "code"),
    Column("page", _("Page"), _("Where the files are, with what was done so that nobody stands out")),
)


def rows(filters: Any, language: str) -> Iterator[Row]:
    for one in queries.open_releases():
        wave = one.wave
        page = addresses.site(language, "surveys:release", one.pk)
        yield {
            "survey": wave.survey.title, "wave": wave.number, "published": timezone.localdate(one.at),
            "answers": one.rows, "k": one.k, "terms": one.licence, "page": page,
        }  # fmt: skip


RELEASES = Dataset(
    name="survey-answers",
    title=_("Answers to surveys"),
    description=_("Which anonymised answers can be fetched, and where."),
    columns=COLUMNS,
    rows=rows,
    count=lambda: queries.open_releases().count(),
    licence=Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    sources=lambda: [Source(_("What groups answered on this site"))],
    updated=lambda: max(
        (timezone.localdate(one.at) for one in queries.open_releases()), default=timezone.localdate()
    ),
    page_keys=("surveys",),
)
