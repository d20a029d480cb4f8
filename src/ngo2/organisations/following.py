"""What somebody follows: a division, a cause, both, or a box on the map; and whether an organisation lies in it. Pure.

Asked of the columns that obey the table of what may be shown, so a hidden or coarsened place never gives itself away
by lying in a box.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from ngo2.kernel.packs import causes, country_name, home, locate
from ngo2.lib.refusals import Refused
from ngo2.organisations import words
from ngo2.organisations.facts import places

Box = tuple[float, float, float, float]  # west, south, east, north; degrees of WGS-84


@dataclass(frozen=True)
class Area:
    country: str = ""
    division: str = ""
    cause: str = ""
    box: Box | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.country or self.division or self.cause or self.box)

    @property
    def columns(self) -> dict[str, Any]:
        """As a Subscription keeps it."""
        box = list(self.box) if self.box else None
        return {"country": self.country, "division": self.division, "cause": self.cause, "box": box}

    @property
    def query(self) -> str:
        """As an address names it."""
        pairs = [("country", self.country), ("area", self.division), ("cause", self.cause)]
        if self.box:
            pairs += [
                (name, f"{edge:g}")
                for name, edge in zip(("west", "south", "east", "north"), self.box, strict=True)
            ]
        return urlencode([(name, value) for name, value in pairs if value])


@dataclass(frozen=True)
class Spot:
    """Where one organisation is shown, and what it works for."""

    country: str
    areas: Sequence[str]
    causes: frozenset[str]
    lat: float | None
    lng: float | None


def of_columns(one: Any) -> Area:
    return Area(one.country, one.division, one.cause, tuple(one.box) if one.box else None)


def area(country: str = "", division: str = "", cause: str = "", box: Sequence[float] | None = None) -> Area:
    """Checked; Refused with a sentence. A code of the past becomes the one of today."""
    if cause and causes.get(cause) is None:
        raise Refused(_("We do not know this cause. Please choose it from the list."), field="cause")
    if country and country_name(country.upper()) == country.upper():
        raise Refused(_("We do not know this country."), field="place")
    filed, whole = locate(country) if country else ("", "")
    if division or whole:
        path = places.path(filed or home(), division or whole)
        if not path:
            raise Refused(_("We do not know that place. Please choose it from the list."), field="place")
        filed, division = filed or home(), path[-1]
    if box is not None and filed:
        raise Refused(_("Choose either a place or a box on the map, not both."), field="west")
    made = Area(filed, division, cause, _box(box) if box is not None else None)
    if made.is_empty:
        raise Refused(_("Choose a place, a cause, or a box on the map."), field="place")
    return made


def _box(edges: Sequence[float]) -> Box:
    west, south, east, north = (float(edge) for edge in edges)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Refused(
            _("This is no box: west is smaller than east, south smaller than north, all in degrees."),
            field="west",
        )
    return round(west, 5), round(south, 5), round(east, 5), round(north, 5)


def title(one: Area) -> str:
    """In the language of today's reader."""
    if one.box:
        where = _("the box %(west)g, %(south)g to %(east)g, %(north)g") % dict(
            zip(("west", "south", "east", "north"), one.box, strict=True)
        )
    elif one.division:
        where = words.place(one.country, one.division)
    else:
        where = country_name(one.country, words.language()) if one.country else ""
    cause = words.cause_names([one.cause])[0] if one.cause else ""
    if where and cause:
        return _("%(cause)s in %(place)s") % {"cause": cause, "place": where}
    return where or cause


class Matcher:
    """Whether organisations lie in one area: what has to be looked up is looked up once."""

    def __init__(self, one: Area) -> None:
        self.area = one
        self.causes = frozenset(causes.with_children(one.cause)) if one.cause else frozenset()

    def holds(self, spot: Spot) -> bool:
        one = self.area
        if one.country and spot.country != one.country:
            return False
        if one.division and one.division not in spot.areas:
            return False
        if one.cause and self.causes.isdisjoint(spot.causes):
            return False
        return one.box is None or _within(one.box, spot)

    def keys(self) -> list[tuple[str, str]]:
        """By which of these an index finds all that may lie in it; none: it has to look at everything."""
        if self.area.division:
            return [("area", self.area.division)]
        return [("cause", code) for code in sorted(self.causes)]


def keys_of(spot: Spot) -> Iterable[tuple[str, str]]:
    yield from (("area", code) for code in spot.areas)
    yield from (("cause", code) for code in spot.causes)


def _within(box: Box, spot: Spot) -> bool:
    if spot.lat is None or spot.lng is None:
        return False
    west, south, east, north = box
    return west <= spot.lng <= east and south <= spot.lat <= north


def spot_of(row: Mapping[str, Any], its_causes: Iterable[str]) -> Spot:
    """From the columns of a record."""
    areas = tuple(code for code in (row["area1"], row["area2"], row["area3"]) if code)
    return Spot(row["country"], areas, frozenset(its_causes), row["shown_lat"], row["shown_lng"])
