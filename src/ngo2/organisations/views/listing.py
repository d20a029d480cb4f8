"""What the template of the directory prints."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ngo2.kernel.opendata.formats import offered
from ngo2.kernel.packs import home
from ngo2.organisations import directory, queries, words
from ngo2.organisations.directory import Count, Filters, Option, Place
from ngo2.organisations.entries import entries
from ngo2.organisations.models import Organisation
from ngo2.organisations.reading import Reading
from ngo2.organisations.squares import squares
from ngo2.organisations.views.places import file_url, place_url, trail

PlaceLink = tuple[str, str, int | None]
FOLDED_FROM = 40  # places: a longer list shows the first ones, so that the organisations stay in sight
FIRST_PLACES = 12


@dataclass(frozen=True)
class Answer:
    """What we understood of a place that was asked for, and the places it may be."""

    sentence: str
    links: tuple[tuple[str, str], ...] = ()


def listing(
    place: Place, asked: Filters, shown: Filters, reading: Reading | None, page: Page[Organisation]
) -> dict[str, Any]:
    """`asked` is what the address says, `shown` what its words were read as; they differ in country, area,
    cause and words only. Links lead on from what is shown."""
    here = place_url(place.country, place.code)
    found = queries.matching(shown)
    answer = _answer(place, asked, shown, reading)
    return {
        "place": place,
        "title": title(place),
        "trail": trail(place),
        "canonical": settings.NGO2_SITE_URL + here,
        "here": here,
        "typed": asked.words,
        "carried": directory.carried(shown),
        "is_narrowed": shown != Filters(country=shown.country, area=shown.area),
        "page": page,
        "total": page.paginator.count,
        "entries": entries(page.object_list, place),
        "answer": answer,
        "must_choose": bool(answer and answer.links) and not page.paginator.count,
        "facets": _facets(here, shown),
        "downloads": _downloads(place, shown) if page.paginator.count else [],
        **_places(place, shown, found),
    }


def title(place: Place) -> str:
    return (
        _("Organisations in %(place)s") % {"place": place.name} if place.country else _("All organisations")
    )


def _downloads(place: Place, shown: Filters) -> list[tuple[str, str]]:
    """The list as a file, all pages of it: (format, address)."""
    return [
        (one.label, directory.address(file_url(one.name, place.country, place.code), shown))
        for one in offered(True)
    ]


def _places(place: Place, shown: Filters, found: QuerySet[Organisation]) -> dict[str, Any]:
    """The list of what lies below, and at the top its picture."""
    if not place.country:
        countries = directory.by_country(queries.counts_by(found, "country"), home())
        made = _below(_links(countries, shown), _("Countries and territories"))
        at_home = queries.matching(replace(shown, country=home()))
        made["grid"] = _grid(home(), queries.counts_by(at_home, "area1"), shown)
        return made
    if len(place.path) >= len(queries.AREAS):
        return {}
    counts = queries.counts_by(found, place.column)
    made = _below(_links(directory.below(place, counts), shown), directory.level_name(place))
    if not place.code:
        made["grid"] = _grid(place.country, counts, shown)
    return made


def _below(links: list[PlaceLink], name: str) -> dict[str, Any]:
    shown = FIRST_PLACES if len(links) > FOLDED_FROM else len(links)
    return {"below": links[:shown], "below_more": links[shown:], "below_name": name}


def _grid(country: str, counts: dict[str, int], shown: Filters) -> SafeString:
    """Links keep what else is chosen."""
    return squares(country, counts, lambda code: directory.address(place_url(country, code), shown))


def _links(counts: Iterable[Count], shown: Filters) -> list[PlaceLink]:
    return [
        (
            one.name,
            directory.address(place_url(one.country or one.code, one.country and one.code), shown),
            one.count,
        )
        for one in counts
    ]


def _facets(here: str, shown: Filters) -> list[tuple[str, list[Option]]]:
    """Each with the counts that choosing it would give: narrowed by everything but itself."""
    causes = queries.cause_counts(queries.matching(replace(shown, cause="")))
    kinds = queries.counts_by(queries.matching(replace(shown, kind="")), "kind")
    statuses = queries.counts_by(queries.matching(replace(shown, legal_status="")), "legal_status")
    facets = [
        (_("Cause"), directory.cause_options(here, shown, causes)),
        (_("Kind"), directory.kind_options(here, shown, kinds)),
        (_("Legal status"), directory.status_options(here, shown, statuses)),
    ]
    return [(name, options) for name, options in facets if len(options) > 1]


def _answer(place: Place, asked: Filters, shown: Filters, reading: Reading | None) -> Answer | None:
    if place.choices:
        return Answer(_divided(place.retired), _choices(place.country, place.choices, asked))
    if place.retired:
        return Answer(_renamed(place.retired, place.name, place.since))
    if reading is None or not reading.about_place:
        return None
    country = asked.country or home()
    if reading.choices:
        sentence = (
            _divided(reading.retired)
            if reading.retired
            else _("There are several places called %(name)s. Which one do you mean?")
            % {"name": reading.asked}
        )
        rest = replace(shown, words=reading.rest)
        return Answer(sentence, _choices(country, reading.choices, rest))
    return _one_place(country, reading, shown)


def _one_place(country: str, reading: Reading, shown: Filters) -> Answer | None:
    name = words.place(country, reading.area)
    renamed = _renamed(reading.retired, name, reading.since) if reading.retired else ""
    if shown.area == reading.area:
        return Answer(renamed) if renamed else None
    url = directory.address(place_url(country, reading.area), replace(shown, words=reading.rest))
    sentence = renamed or _("“%(name)s” is a place, too.") % {"name": reading.asked}
    return Answer(sentence, ((_("All organisations in %(place)s") % {"place": name}, url),))


def _choices(country: str, codes: Iterable[str], filters: Filters) -> tuple[tuple[str, str], ...]:
    return tuple(
        (words.place(country, code), directory.address(place_url(country, code), filters)) for code in codes
    )


def _divided(name: str) -> str:
    return _("%(name)s was divided. Which of these do you mean?") % {"name": name}


def _renamed(old: str, new: str, since: int | None) -> str:
    if since is None:
        return _("%(old)s is called %(new)s today.") % {"old": old, "new": new}
    return _("%(old)s has been %(new)s since %(year)s.") % {"old": old, "new": new, "year": since}
