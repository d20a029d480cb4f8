"""The record for machines: schema.org JSON-LD, made from public facts only."""

from collections.abc import Mapping
from typing import Any

from ngo2.kernel.packs import country_name, pack
from ngo2.lib.jsonld import as_text
from ngo2.organisations import words
from ngo2.organisations.facts import places

__all__ = ["as_text", "organisation"]
# Every other kind is an Organization.
_TYPES = {
    "grassroots_ngo": "NGO",
    "foundation": "NGO",
    "network": "NGO",
    "company": "Corporation",
    "government": "GovernmentOrganization",
    "university": "EducationalOrganization",
    "media": "NewsMediaOrganization",
}


def organisation(
    facts: Mapping[str, Mapping[str, Any]],
    *,
    country: str,
    kind: str,
    url: str,
    name: str,
    changed: str,
    confirmed: str = "",
    verified: str = "",
) -> dict[str, Any]:
    """`facts` as `disclosure.public_facts` gives them; `url` is absolute; `changed`, `confirmed` and
    `verified` are ISO days.

    The first two are different things and stand where schema.org has them: of the page about the organisation, which
    was modified on one day and last reviewed on another.
    """
    value = {key: one.get("v") for key, one in facts.items()}
    names = [
        value.get("name_zh"),
        value.get("name_en"),
        value.get("name_short"),
        *(value.get("names_former") or []),
    ]
    names += list((value.get("names_other") or {}).values())
    made = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(kind, "Organization"),
        "@id": url,
        "url": value.get("website") or url,
        "mainEntityOfPage": _page(url, changed, confirmed),
        "name": name,
        "alternateName": list(dict.fromkeys(one for one in names if one and one != name)),
        "description": _summary(value),
        "foundingDate": str(value["founded"]) if value.get("founded") else None,
        "identifier": _identifiers(value),
        "telephone": value.get("phone"),
        "email": value.get("email"),
        "address": _address(value, country),
        "geo": _geo(value.get("point")),
        "areaServed": _served(value.get("service_area"), country),
        "knowsAbout": words.cause_names(value.get("causes") or []),
        "numberOfEmployees": value.get("staff"),
        "hasCertification": _checked(verified),
    }
    return {key: one for key, one in made.items() if one not in (None, "", [], {})}


def _page(url: str, changed: str, confirmed: str) -> dict[str, Any]:
    made = {"@type": "WebPage", "@id": url, "dateModified": changed, "lastReviewed": confirmed}
    return {key: one for key, one in made.items() if one}


def _checked(until: str) -> dict[str, str] | None:
    """That somebody looked who it is. No more: neither how it works nor whether it works well."""
    if not until:
        return None
    return {"@type": "Certification", "name": "Identity verified", "expires": until}


def _summary(value: Mapping[str, Any]) -> str | None:
    first, second = ("summary_zh", "summary_en") if words.in_chinese() else ("summary_en", "summary_zh")
    return value.get(first) or value.get(second)


def _identifiers(value: Mapping[str, Any]) -> list[dict[str, str]]:
    found = [("credit_code", "CN-USCC", value.get("credit_code"))]
    if register := value.get("register_id"):
        found.append(("register", register["scheme"], register["id"]))
    return [
        {"@type": "PropertyValue", "propertyID": scheme, "value": number}
        for _, scheme, number in found
        if number
    ]


def _address(value: Mapping[str, Any], country: str) -> dict[str, Any]:
    code = (value.get("division") or {}).get("code", "")
    names = (
        [pack(country).division_name(step, words.language()) for step in places.path(country, code)]
        if code
        else []
    )
    made = {
        "@type": "PostalAddress",
        "addressCountry": country,
        "addressRegion": names[0] if names else None,
        "addressLocality": " ".join(names[1:]) or None,
        "streetAddress": value.get("address"),
    }
    return {key: one for key, one in made.items() if one}


def _geo(point: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Only a point that the owner lets everybody see: the centre of a county would look like a door."""
    if not point:
        return None
    return {"@type": "GeoCoordinates", "latitude": point["lat"], "longitude": point["lng"]}


def _served(area: Mapping[str, Any] | None, country: str) -> list[str]:
    if not area:
        return []
    if area.get("countrywide"):
        return [country_name(country, words.language())]
    return [words.place(country, code) for code in area.get("divisions", [])]
