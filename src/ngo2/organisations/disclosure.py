"""What may be shown where: the one table of rules.md 4.4, obeyed by every output because columns are made from it.

| record | public |
|---|---|
| consented to an exact point, not sensitive, registered | exact point, full address |
| no consent yet | centre of the county, address to the county; a public register's own address as text |
| unregistered, or marked sensitive | centre of the county, never less |
| hidden (shelters) | province only, no point |
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ngo2.kernel.packs import locate
from ngo2.lib.geo import Point
from ngo2.organisations.facts import places
from ngo2.organisations.facts.choices import OWN, UNREGISTERED

EXACT, COUNTY, PROVINCE = "exact", "county", "province"
# Where it is registered is told by the office and by digits 3 to 8 of the credit code.
_TELL_THE_PLACE = {"credit_code", "registrar", "register_id"}
Facts = Mapping[str, Mapping[str, Any]]  # the projection: {field: {"v": value, "source": ..., ...}}


@dataclass(frozen=True)
class Disclosed:
    """What the public may see of a place. `areas` are division codes from the top down."""

    level: str
    areas: tuple[str, ...]
    point: Point | None
    address: str


def value(facts: Facts, key: str) -> Any:
    return facts.get(key, {}).get("v")


def level(facts: Facts) -> str:
    sensitivity = value(facts, "sensitivity")
    if sensitivity == "hidden":
        return PROVINCE
    if sensitivity == "sensitive" or value(facts, "legal_status") in UNREGISTERED:
        return COUNTY
    return EXACT if value(facts, "publish_exact") is True else COUNTY


def disclose(country: str, facts: Facts) -> Disclosed:
    shown = level(facts)
    areas = area_codes(country, facts)
    if shown == PROVINCE:
        return Disclosed(PROVINCE, areas[:1], None, "")
    deepest = areas[-1] if areas else ""
    point = value(facts, "point")
    precise = bool(point) and point["precision"] in {"point", "street", "village"}
    if shown == EXACT and precise:
        return Disclosed(EXACT, areas, Point(point["lat"], point["lng"]), value(facts, "address") or "")
    centre = places.centre(country, deepest) if deepest else None
    by_register = facts.get("address", {}).get("source") == "register" and not _protected(facts)
    address = value(facts, "address") if by_register or shown == EXACT else ""
    return Disclosed(shown if shown != EXACT else COUNTY, areas, centre, address or "")


def area_codes(country: str, facts: Facts) -> tuple[str, ...]:
    """Current division codes from the top down; a code that was split into several stays as far as it is certain."""
    division = value(facts, "division")
    if not division:
        filed = locate(country)[1]  # Hong Kong and Macao are filed as divisions of the home country
        return (filed,) if filed else ()
    return places.path(country, division["code"], division.get("as_of_year"))


def public_facts(country: str, facts: Facts) -> dict[str, dict[str, Any]]:
    """The projection as the public may see it: what pages, JSON-LD, API and exports are made from."""
    disclosed = disclose(country, facts)
    shown = {key: dict(one) for key, one in facts.items() if key not in {"publish_exact", "sensitivity"}}
    if "address" in shown:
        if disclosed.address:
            shown["address"]["v"] = disclosed.address
        else:
            del shown["address"]
    if "point" in shown and disclosed.level != EXACT:
        del shown["point"]
    if "division" in shown and disclosed.areas:
        shown["division"]["v"] = {"code": disclosed.areas[-1]}
    elif "division" in shown:
        del shown["division"]
    if disclosed.level == PROVINCE:
        for key in _TELL_THE_PLACE & shown.keys():
            del shown[key]
        # The area code of a landline is a city: it stands only where the organisation itself asks to be called.
        if "phone" in shown and shown["phone"].get("source") not in OWN:
            del shown["phone"]
    if disclosed.level == PROVINCE and "service_area" in shown and shown["service_area"]["v"]:
        area = shown["service_area"]["v"]
        tops = dict.fromkeys(
            top for code in area.get("divisions", []) for top in places.path(country, code)[:1]
        )
        shown["service_area"]["v"] = {"countrywide": area.get("countrywide", False), "divisions": list(tops)}
    return shown


def may_name(level: str, key: str) -> bool:
    """May a list of what changed name this field of a place that is shown at this level? Rather less than the page."""
    if level == PROVINCE:
        return key not in _TELL_THE_PLACE | {"division", "address", "point", "service_area", "phone"}
    return level == EXACT or key not in {"address", "point"}


def _protected(facts: Facts) -> bool:
    return (
        value(facts, "sensitivity") in {"sensitive", "hidden"} or value(facts, "legal_status") in UNREGISTERED
    )
