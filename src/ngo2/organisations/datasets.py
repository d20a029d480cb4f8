"""Organisations as rows of a file: public facts only, codes beside words. Pure: fed with records.

The columns are named as the import reads them, so that a file that leaves comes back without loss.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.opendata.datasets import Column, Place, Row, Type
from ngo2.kernel.packs import causes, country_name, pack
from ngo2.organisations import disclosure, identity
from ngo2.organisations.facts import CATALOGUE, choices

PLACE = Place("lat", "lng", "precision")


def _fact(key: str, meaning: Any, kind: Type = "text", label: Any = None, unit: Any = "") -> Column:
    return Column(key, label or CATALOGUE[key].label, meaning, kind, unit)


_PRECISE = _(
    "point, street or village: where it is. Anything else: this is the centre of that county, city or area."
)
_FRESHNESS = _("fresh, ageing, stale or unconfirmed: how much of it was confirmed lately.")
_CHANGED = _("The day on which anything in the record last became another value; that confirms nothing.")
_IMPORTED = _("The day on which a list last said something of it, unchecked; blank: never.")
_CONFIRMED = _("The day on which the organisation last confirmed or changed anything; blank: never.")
_VERIFIED = _(
    "The last day on which the check of its identity counts; blank: not checked, or the check does not count any more."
)
COLUMNS = (
    Column("id", _("Number here"), _("The number of the organisation on this site; it never changes."), "code"),
    Column("url", _("Page"), _("The page of the organisation, with its history and sources.")),
    Column("name", _("Name"), _("The name in the language of the file, or the one it has.")),
    _fact("name_zh", _("The official name in Chinese.")),
    _fact("name_en", _("The name in English.")),
    _fact("name_short", _("What people call it.")),
    _fact("names_former", _("Earlier names, one a line."), "lines"),
    _fact("kind", _("Key of the kind of organisation."), "code", _("Kind (code)")),
    Column("kind_name", _("Kind"), _("The kind in words.")),
    _fact("legal_status", _("Key of the legal status."), "code", _("Legal status (code)")),
    Column("legal_status_name", _("Legal status"), _("The legal status in words.")),
    _fact("credit_code", _("18 characters; text, not a number."), "code"),
    _fact("registrar", _("The office with which it is registered.")),
    _fact("founded", _("The year in which it began."), "whole", unit=_("year")),
    _fact("summary_zh", _("What it does, in its own words, in Chinese.")),
    _fact("summary_en", _("What it does, in its own words, in English.")),
    _fact("causes", _("Keys of its causes, as in the list “Causes”."), "list", _("Causes (codes)")),
    Column("cause_names", _("Causes"), _("Its causes in words."), "list"),
    _fact("country", _("Two letters (ISO 3166)."), "code", _("Country (code)")),
    Column("country_name", _("Country"), _("The country or territory in words.")),
    _fact("division", _("Code of the smallest place that may be shown."), "code", _("Place (code)")),
    Column("division_name", _("Place"), _("The place in words, from the province down.")),
    _fact("address", _("The street, where the organisation or a public register publishes it.")),
    Column("lat", _("Latitude"), _("Of the point that may be shown, WGS-84."), "number", _("degrees")),
    Column("lng", _("Longitude"), _("Of the point that may be shown, WGS-84."), "number", _("degrees")),
    Column("precision", _("How exact the point is"), _PRECISE, "code"),
    _fact("service_area", _("Codes of the places; that of the country for all of it."), "list", _("Works in (codes)")),
    _fact("staff", _("People who are paid."), "whole", unit=_("people")),
    _fact("volunteers", _("Volunteers in the last year."), "whole", unit=_("people")),
    _fact("phone", _("The number that everybody may call, with its country.")),
    _fact("email", _("The address that everybody may write to.")),
    _fact("website", _("Its own pages.")),
    _fact("wechat", _("The name of its WeChat account.")),
    _fact("microblog", _("The name of its microblog.")),
    _fact("qq_group", _("The number of its QQ group."), "code"),
    Column("freshness", _("Freshness (code)"), _FRESHNESS, "code"),
    Column("verified_until", _("Identity verified until"), _VERIFIED, "day"),
    Column("confirmed", _("Confirmed on"), _CONFIRMED, "day"),
    Column("changed", _("Changed on"), _CHANGED, "day"),
    Column("imported", _("Imported on"), _IMPORTED, "day"),
)  # fmt: skip
# What is told of today only: a copy that stays cannot follow when somebody moves, hides or takes a number back.
_PASSING = frozenset({"address", "phone", "email", "wechat", "microblog", "qq_group", "verified_until"})
_EXACT, _CENTRE = 7, 4  # decimals: the centre of a county must not look like a door
_POINTS = frozenset({"point", "street", "village"})
_AS_TOLD = (
    "name_zh", "name_en", "name_short", "names_former", "kind", "legal_status", "credit_code", "registrar", "founded",
    "summary_zh", "summary_en", "causes", "address", "staff", "volunteers", "phone", "email", "website", "wechat",
    "microblog", "qq_group",
)  # fmt: skip


def lines(organisations: Iterable[Any], language: str, page: str) -> Iterator[Row]:
    """`page` is the absolute address of a record with %s for its number. Blank cells are left out."""
    with translation.override(language):
        said = {
            name: {key: str(label) for key, label in named.items()}
            for name, named in (
                ("kind", choices.KINDS),
                ("legal_status", choices.LEGAL_STATUSES),
                ("source", choices.SOURCES),
            )
        }
    for one in organisations:
        row = _line(one, language, page, said)
        yield {key: value for key, value in row.items() if value not in (None, "", [], {})}


def lasting(row: Row) -> Row:
    """What may stand in a copy that stays: no street, no number to call, no point finer than a county."""
    exact = row.get("precision") in _POINTS
    left_out = _PASSING | set(PLACE) if exact else _PASSING
    return {key: value for key, value in row.items() if key not in left_out}


def _line(one: Any, language: str, page: str, said: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    facts = disclosure.public_facts(one.country, one.facts)
    value = {key: fact.get("v") for key, fact in facts.items()}
    division = (value.get("division") or {}).get("code", "")
    english = not language.startswith("zh")
    return {
        "id": one.pk,
        "url": page % one.pk,
        "name": one.name_en if english and one.name_en else one.name,
        **{key: value.get(key) for key in _AS_TOLD},
        "kind_name": said["kind"].get(one.kind),
        "legal_status_name": said["legal_status"].get(one.legal_status),
        "cause_names": [causes.label(code, language) for code in value.get("causes") or []],
        "country": one.country,
        "country_name": country_name(one.country, language),
        "division": division,
        "division_name": pack(one.country).place_name(division, language) if division else None,
        **_point(one, value),
        "service_area": _served(one.country, value.get("service_area")),
        "freshness": one.grade,
        "verified_until": one.verified_until if identity.is_verified(one) else None,
        "confirmed": _day(one.confirmed_at),
        "changed": _day(one.changed_at),
        "imported": _day(_imported(facts)),
        "source": "; ".join(_sources(facts, said["source"])),
    }


def _point(one: Any, value: Mapping[str, Any]) -> dict[str, Any]:
    """The point of the lists, which obeys the table of what may be shown, and what it is the centre of."""
    if one.shown_lat is None:
        return {}
    exact = one.shown_level == disclosure.EXACT and value.get("point")
    return {
        "lat": round(one.shown_lat, _EXACT if exact else _CENTRE),
        "lng": round(one.shown_lng, _EXACT if exact else _CENTRE),
        "precision": value["point"]["precision"] if exact else _level(one),
    }


def _level(one: Any) -> str:
    own, code = pack(one.country), one.area3 or one.area2 or one.area1
    division = own.gazetteer.get(code) if own.gazetteer else None
    level = own.level(division.level) if division else None
    return level.key if level else disclosure.COUNTY


def _served(country: str, area: Mapping[str, Any] | None) -> list[str]:
    if not area:
        return []
    return [country] if area.get("countrywide") else list(area.get("divisions", []))


def _sources(facts: Mapping[str, Mapping[str, Any]], named: Mapping[str, str]) -> list[str]:
    """The lists by name, others by kind; in the order of the record, none twice."""
    told = (one.get("label") or named.get(one.get("source", ""), "") for one in facts.values())
    return [label for label in dict.fromkeys(told) if label]


def _imported(facts: Mapping[str, Mapping[str, Any]]) -> datetime | None:
    return max(
        (datetime.fromisoformat(one["imported"]) for one in facts.values() if one.get("imported")),
        default=None,
    )


def _day(moment: datetime | None) -> Any:
    return timezone.localdate(moment) if moment else None
