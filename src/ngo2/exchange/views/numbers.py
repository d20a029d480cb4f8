"""The exchange in numbers, for everybody: what stands open, what was agreed on, what arrived and what did not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ngo2.exchange import endings, filters, kinds
from ngo2.exchange.filters import Filters
from ngo2.exchange.numbers import reckoning, telling
from ngo2.exchange.numbers.reckoning import Amount, Answered, Line, Standing
from ngo2.exchange.queries import numbers as counted
from ngo2.exchange.units import UNITS
from ngo2.kernel.charts.bars import bars
from ngo2.kernel.opendata.formats import offered
from ngo2.kernel.packs import home
from ngo2.kernel.ui import access, pages
from ngo2.organisations import words as record_words

A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Row:
    """A line of a table with its name, and the lists of what stands open in it."""

    name: str
    line: Line
    needs_url: str = ""
    offers_url: str = ""


@access.public
@pages.cached("numbers", "organisations")
def numbers(request: HttpRequest) -> HttpResponse:
    standing, answers = counted.standing(), counted.answers()
    outcome = reckoning.outcome(answers, counted.count_differing())
    context = {
        "canonical": settings.NGO2_SITE_URL + request.path,
        "stats": _stats(standing, outcome),
        "difference": ("" if record_words.in_chinese() else " ").join(telling.difference(outcome)),
        "rest": telling.rest(outcome),
        "amounts": _amounts(counted.amounts()),
        "times": _times(),
        **_months(reckoning.months(timezone.localdate())),
        **_tables(standing, answers),
        "post_endings": _endings(counted.closed_by_ending(), endings.ENDINGS),
        "answer_endings": _endings(reckoning.of_answers(answers), endings.OF_INTRODUCTIONS),
        "historic": sum(counted.historic().values()),
        "examples": sum(one.n for one in standing if one.is_example),
        "downloads": [(one.name, one.label) for one in offered(False)],
    }
    return render(request, "exchange/numbers.html", context)


def _stats(standing: Iterable[Standing], outcome: reckoning.Outcome) -> list[tuple[int, str]]:
    by_side = {side: sum(one.n for one in standing if one.side == side) for side in kinds.SIDES}
    return [
        (by_side[kinds.NEED], _("open needs")),
        (by_side[kinds.OFFER], _("open offers")),
        (outcome.agreed, _("agreed")),
        (outcome.arrived, _("arrived")),
    ]


def _times() -> list[str]:
    since = timezone.now() - A_YEAR
    first, done = counted.first_answers(since), counted.delivery_times(since)
    return [
        telling.first_answers(reckoning.middle(first), len(first)),
        telling.deliveries(reckoning.middle(done), len(done)),
    ]


def _months(edges: Sequence[date]) -> dict[str, Any]:
    """The last twelve, this one included: a picture and the same as a table."""
    figures = counted.by_month(edges)
    title = _("Agreed on and arrived, by month")
    short = "n" if record_words.in_chinese() else "M"
    groups = [(date_format(day, short), pair) for day, pair in zip(edges, figures, strict=False)]
    rows = [
        (date_format(day, "YEAR_MONTH_FORMAT"), *pair)
        for day, pair in zip(edges, figures, strict=False)
        if any(pair)
    ]
    return {"picture": bars(groups, [_("agreed on"), _("arrived")], title), "months": rows}


def _tables(standing: list[Standing], answers: list[Answered]) -> dict[str, list[Row]]:
    by_kind = reckoning.table(standing, answers, "kind")
    places = reckoning.table(standing, answers, "place")
    names = _place_names([line.key for line in places])
    return {
        "by_kind": [_of_kind(line) for line in by_kind],
        "by_place": [Row(names[line.key], line) for line in places],
    }


def _place_names(keys: Sequence[str]) -> dict[str, str]:
    wider = {
        kinds.COUNTRY: _("The whole country"),
        kinds.REMOTE: _("From afar"),
        reckoning.ELSEWHERE: _("Other countries"),
    }
    provinces = [key for key in keys if key not in wider]
    return wider | dict(zip(provinces, record_words.place_names(home(), provinces), strict=True))


def _of_kind(line: Line) -> Row:
    asked = Filters(kind=line.key)
    return Row(
        str(kinds.KINDS[line.key].label),
        line,
        filters.address(reverse("exchange:needs"), asked) if line.needs else "",
        filters.address(reverse("exchange:offers"), asked) if line.offers else "",
    )


def _amounts(found: Iterable[Amount]) -> list[tuple[str, Amount]]:
    return [(str(UNITS[one.unit].label), one) for one in found if one.unit in UNITS and one.promised]


def _endings(found: Iterable[tuple[str, int]], known: Mapping[str, object]) -> list[tuple[str, int]]:
    return [(str(known[key]), n) for key, n in reckoning.endings(found, known)]
