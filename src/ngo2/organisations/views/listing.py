"""What the template of the directory prints."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ngo2.kernel.opendata.formats import offered
from ngo2.kernel.packs import home
from ngo2.kernel.search import marks
from ngo2.kernel.search.asking import asked as read_asked
from ngo2.kernel.search.results import also, distance
from ngo2.organisations import asks, directory, findable, mapping, queries, words
from ngo2.organisations.directory import Count, Filters, Option, Place
from ngo2.organisations.entries import Entry, entries
from ngo2.organisations.following import Area
from ngo2.organisations.models import Organisation
from ngo2.organisations.reading import Reading
from ngo2.organisations.squares import squares
from ngo2.organisations.views.embedding import frame_code, picture_code
from ngo2.organisations.views.finding import ByDatabase, ByIndex
from ngo2.organisations.views.places import feed_url, file_url, map_ways, place_url, title, trail

PlaceLink = tuple[str, str, int | None]
FOLDED_FROM = 40  # places: a longer list shows the first ones, so that the organisations stay in sight
FIRST_PLACES = 12


@dataclass(frozen=True)
class Answer:
    """What we understood of a place that was asked for, and the places it may be."""

    sentence: str
    links: tuple[tuple[str, str], ...] = ()


def listing(
    place: Place,
    asked: Filters,
    shown: Filters,
    reading: Reading | None,
    page: Page[Organisation],
    found: ByDatabase | ByIndex,
) -> dict[str, Any]:
    """`asked` is what the address says, `shown` what its words were read as; they differ in country, area,
    cause and words only. Links lead on from what is shown."""
    here = place_url(place.country, place.code)
    answer = _answer(place, asked, shown, reading)
    return {
        "place": place,
        "title": title(place),
        "trail": trail(place),
        "canonical": settings.NGO2_SITE_URL + here,
        "oembed_of": settings.NGO2_SITE_URL + directory.address(here, shown),
        "here": here,
        "typed": asked.words,
        "carried": directory.carried(shown),
        "chosen": " · ".join(directory.chosen(shown)),
        "without_filters": _words_only(here, shown),
        "is_narrowed": shown != Filters(country=shown.country, area=shown.area),
        "page": page,
        "total": page.paginator.count,
        "near": asked.near,
        "near_unknown": bool(asked.near) and asks.near_point(asked.near, shown.country) is None,
        "entries": _entries(page, place, shown, found),
        "order": _order(shown, found),
        "answer": answer,
        "must_choose": bool(answer and answer.links) and not page.paginator.count,
        "follow": _follow(shown),
        "feed": directory.address(
            feed_url(place.country, place.code), Filters(cause=shown.cause, trait=shown.trait)
        ),
        "facets": _facets(here, shown, found),
        "downloads": _downloads(place, shown) if page.paginator.count else [],
        **_map(place, here, shown),
        **_places(place, shown, found),
    }


def _map(place: Place, here: str, shown: Filters) -> dict[str, Any]:
    drawn, off = mapping.drawn(place, map_ways(here), shown), replace(shown, off_map="none")
    if drawn.tiles and not (shown.box or shown.near):  # whoever stands nowhere is in no part of the map
        count = queries.matching(off).count()
        drawn = replace(drawn, off=mapping.off_map(count, directory.address(here, off)))
    return {"map": drawn, "embed": [frame_code(place, shown), picture_code(place, shown)]}


def _follow(shown: Filters) -> str:
    """To the page that asks for an address, with what this list is about: a part of the map instead of its place."""
    west, south, east, north = map(float, shown.box.split(",")) if shown.box else (0.0,) * 4
    if west < east:
        wanted = Area(cause=shown.cause, box=(west, south, east, north))
    else:  # no box, or one across the antimeridian, which nobody can follow
        wanted = Area(shown.country, shown.area, shown.cause)
    return f"{reverse('organisations:follow')}?{wanted.query}".rstrip("?")


def _downloads(place: Place, shown: Filters) -> list[tuple[str, str]]:
    """The list as a file, all pages of it: (format, address)."""
    return [
        (one.label, directory.address(file_url(one.name, place.country, place.code), shown))
        for one in offered(True)
    ]


def _entries(
    page: Page[Organisation], place: Place, shown: Filters, found: ByDatabase | ByIndex
) -> list[Entry]:
    """Of a search: with what fits marked, and how far away it is."""
    rows = list(page.object_list)
    lines = entries(rows, place)
    if not isinstance(found, ByIndex):
        return lines
    said = read_asked(shown.words)
    away = {hit.key.pk: hit.km for hit in found.rows.hits if hit.km is not None}
    return [
        replace(
            line,
            name=marks.marked(line.name, said, spoken=True),
            also=also(findable.shown(row, ""), said),
            distance=distance(away[row.pk]) if row.pk in away else "",
        )
        for line, row in zip(lines, rows, strict=True)
    ]


def _words_only(here: str, shown: Filters) -> str:
    """The way out of filters under which nothing is found; "" when there are none."""
    bare = Filters(country=shown.country, area=shown.area, words=shown.words)
    return directory.address(here, bare) if shown.words and bare != shown else ""


def _order(shown: Filters, found: ByDatabase | ByIndex) -> str:
    if not isinstance(found, ByIndex):
        return _("Organisations, fresh ones first")
    if found.km is not None:
        return _("Organisations within %(km)s km, the nearest first") % {"km": f"{found.km:.0f}"}
    if found.loosely:
        return _("Little is written exactly so; what is spelled or sounds alike is here too")
    return _("Organisations, the best match first")


def _places(place: Place, shown: Filters, found: ByDatabase | ByIndex) -> dict[str, Any]:
    """The list of what lies below, and at the top its picture; who looks for words wants to see what was found."""
    if not place.country:
        countries = directory.by_country(found.counts(shown, "country"), home())
        made = _below(_links(countries, shown), _("Countries and territories"))
        at_home = found.counts(replace(shown, country=home()), "area1")
        made["grid"] = _grid(home(), at_home, shown) if isinstance(found, ByDatabase) else ""
        return made
    if len(place.path) >= len(queries.AREAS):
        return {}
    counts = found.counts(shown, place.column)
    made = _below(_links(directory.below(place, counts), shown), directory.level_name(place))
    if not place.code:
        made["grid"] = _grid(place.country, counts, shown) if isinstance(found, ByDatabase) else ""
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


def _facets(here: str, shown: Filters, found: ByDatabase | ByIndex) -> list[tuple[str, list[Option]]]:
    """Each with the counts that choosing it would give: narrowed by everything but itself."""
    causes = found.counts(replace(shown, cause=""), "cause")
    kinds = found.counts(replace(shown, kind=""), "kind")
    statuses = found.counts(replace(shown, legal_status=""), "legal_status")
    grades = found.counts(replace(shown, grade=""), "grade")
    verified = sum(found.counts(replace(shown, verified="yes"), "kind").values())
    open_now = found.counts(replace(shown, trait=""), "trait")
    facets = [
        (_("Cause"), directory.cause_options(here, shown, causes)),
        (_("Kind"), directory.kind_options(here, shown, kinds)),
        (_("Legal status"), directory.status_options(here, shown, statuses)),
        (_("How fresh it is"), directory.grade_options(here, shown, grades)),
        (_("Identity"), directory.verified_options(here, shown, verified)),
        (_("Open now"), directory.trait_options(here, shown, open_now)),
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
