"""Open needs and offers as rows of a file: one for each line, or one for a post without lines. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from ngo2.exchange import contacts, kinds, words
from ngo2.exchange.filters import Filters
from ngo2.exchange.units import UNITS
from ngo2.kernel.opendata.datasets import Column, Row
from ngo2.kernel.packs import pack

NAME = "needs-and-offers"
YES = "yes"


class Chosen(NamedTuple):
    """What a file is narrowed to: a side and the filters of its list."""

    side: str
    filters: Filters


COLUMNS = (
    Column("number", _("Number"), _("As it is said on the phone; it never changes."), "code"),
    Column("url", _("Page"), _("The page of the need or offer, with its text.")),
    Column("side", _("Need or offer"), _("need or offer."), "code"),
    Column(
        "title",
        _("Title"),
        _("What it is, in the words of whoever posted it, without phone numbers and addresses."),
    ),
    Column("kind", _("Kind (code)"), _("material, human, financial or project."), "code"),
    Column("kind_name", _("Kind"), _("The kind in words.")),
    Column("about", _("About (code)"), _("Key of the sub-kind."), "code"),
    Column("about_name", _("What it is about"), _("The sub-kind in words.")),
    Column(
        "organisation",
        _("Organisation (number)"),
        _("The number on this site of the organisation that posted it."),
        "code",
    ),
    Column("organisation_name", _("Organisation"), _("The organisation that posted it.")),
    Column("reach", _("Reach"), _("place, country (the whole of it) or remote (from afar)."), "code"),
    Column("country", _("Country (code)"), _("Two letters (ISO 3166)."), "code"),
    Column(
        "province",
        _("Province (code)"),
        _("Code of the division directly below the country; blank where it reaches further."),
        "code",
    ),
    Column("division", _("Place (code)"), _("Code of the smallest place that is named."), "code"),
    Column("division_name", _("Place"), _("The place in words, from the province down.")),
    Column("from_day", _("From"), _("The first day on which it is needed or given; blank: at once."), "day"),
    Column("until_day", _("Until"), _("The last day on which it stands in lists."), "day"),
    Column(
        "receipt",
        _("Receipt"),
        _("yes: a deductible receipt can be given (need), or is asked for (offer)."),
        "code",
    ),
    Column("registered_only", _("Registered only"), _("yes: only with registered organisations."), "code"),
    Column("pick_up", _("Fetched"), _("yes: the other side fetches it."), "code"),
    Column("item", _("Item"), _("One thing of it, without phone numbers and addresses.")),
    Column("quantity", _("Quantity"), _("How many; blank where no number is said."), "whole"),
    Column("unit", _("Unit (code)"), _("Key of the unit."), "code"),
    Column("unit_name", _("Unit"), _("The unit in words.")),
    Column("promised", _("Promised"), _("How many of the quantity are promised to somebody."), "whole"),
    Column("posted", _("Posted on"), _("The day on which it was posted."), "day"),
    Column("example", _("Example"), _("yes: made for the demo, of no real organisation."), "code"),
)
# A copy that stays cannot follow when somebody takes a word back or has to be hidden: no free words, nobody's name,
# no place below the province.
_PASSING = frozenset({"title", "organisation", "organisation_name", "division", "division_name", "item"})


def lines(posts: Iterable[Any], language: str, page: str) -> Iterator[Row]:
    """`posts` with their organisation and lines; `page` is the address of a post with %s for its number."""
    with translation.override(language):
        said = _labels()
    for post in posts:
        whole = _post(post, language, page, said)
        for line in list(post.lines.all()) or [None]:
            row = whole | (_line(line, said) if line else {})
            yield {key: value for key, value in row.items() if value not in (None, "")}


def lasting(row: Row) -> Row:
    """What may stand in a copy that stays."""
    return {key: value for key, value in row.items() if key not in _PASSING}


def _labels() -> dict[str, dict[str, str]]:
    return {
        "kind": {key: str(kind.label) for key, kind in kinds.KINDS.items()},
        "about": {key: words.about(key) for key in kinds.SUBKINDS},
        "unit": {key: str(unit.label) for key, unit in UNITS.items()},
    }


def _post(post: Any, language: str, page: str, said: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    one, areas = post.organisation, post.areas
    english = not language.startswith("zh")
    return {
        "number": post.number,
        "url": page % post.pk,
        "side": post.side,
        "title": contacts.left_out(post.title),
        "kind": post.kind,
        "kind_name": said["kind"].get(post.kind),
        "about": post.subkind,
        "about_name": said["about"].get(post.subkind),
        "organisation": one.pk,
        "organisation_name": one.name_en if english and one.name_en else one.name,
        "reach": post.reach,
        "country": post.country,
        "province": areas[0] if areas else None,
        "division": areas[-1] if areas else None,
        "division_name": pack(post.country).place_name(areas[-1], language) if areas else None,
        "from_day": post.from_day,
        "until_day": post.until_day,
        "receipt": _yes(post.receipt),
        "registered_only": _yes(post.registered_only),
        "pick_up": _yes(post.pick_up),
        "posted": timezone.localdate(post.made_at),
        "example": _yes(one.is_example),
    }


def _line(line: Any, said: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {
        "item": contacts.left_out(line.item),
        "quantity": line.quantity,
        "unit": line.unit,
        "unit_name": said["unit"].get(line.unit),
        "promised": line.promised,
    }


def _yes(holds: bool) -> str:
    return YES if holds else ""
