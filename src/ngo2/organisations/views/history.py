"""The public history of a record: which field, when and from what kind of source; never the old value."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from ngo2.kernel.ui import access, pages
from ngo2.organisations import disclosure, queries
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.facts.choices import SOURCES
from ngo2.organisations.models import Assertion, Organisation
from ngo2.organisations.views.organisation import gone, heading, trail

PER_PAGE = 100


@dataclass(frozen=True)
class Moment:
    """Fields about which the same source said something at one time."""

    at: datetime
    how: str
    source: Any
    fields: tuple[Any, ...]


@access.public
@pages.cached("organisation:{pk}")
def history(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(queries.with_a_page(), pk=pk)
    if record.state == Organisation.CLOSED:
        return gone(request, record)
    page = Paginator(queries.said_publicly(record), PER_PAGE).get_page(request.GET.get("page"))
    facts = disclosure.public_facts(record.country, record.facts)
    context = heading(record, facts) | {
        "trail": trail(record, _("History")),
        "page": page,
        "moments": moments(page.object_list),
        "joined": queries.joined_into(record),
    }
    return render(request, "organisations/history.html", context)


def moments(said: Iterable[Assertion]) -> list[Moment]:
    """`said` latest first. Fields of one moment stand together, each once."""
    grouped = groupby(said, key=lambda one: (one.at, one.how, one.source))
    return [
        Moment(
            at,
            _how(how),
            SOURCES.get(source, source),
            tuple(dict.fromkeys(CATALOGUE[one.field].label for one in rows)),
        )
        for (at, how, source), rows in grouped
    ]


def _how(how: str) -> str:
    return {
        Assertion.CHANGED: _("changed"),
        Assertion.CONFIRMED: _("confirmed"),
        Assertion.IMPORTED: _("imported"),
    }[how]
