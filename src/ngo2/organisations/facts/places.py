"""Where an organisation is: divisions by the country's pack, points with their datum."""

from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs import home, pack
from ngo2.lib import geo
from ngo2.lib.refusals import Refused
from ngo2.organisations.facts import choices


def knows(country: str, code: str) -> bool:
    """Is it a division of that country, today's or one of the past?"""
    gazetteer = pack(country).gazetteer
    return gazetteer is not None and gazetteer.resolve_code(code).known


@lru_cache(maxsize=50_000)
def path(country: str, code: str, year: int | None = None) -> tuple[str, ...]:
    """Current codes from the top down. A division that was split stays at the part that holds all its successors."""
    gazetteer = pack(country).gazetteer
    if gazetteer is None:
        return ()
    today = gazetteer.resolve_code(code, year)
    holder = today.code or (today.common.code if today.common else "")
    return tuple(step.code for step in gazetteer.path(holder))


def centre(country: str, code: str) -> geo.Point | None:
    gazetteer = pack(country).gazetteer
    return gazetteer.point(code) if gazetteer else None


def country_of(code: str) -> str:
    """`GB-BS` says its country; a bare number is a division of the home country."""
    return code.partition("-")[0] if "-" in code else home()


def clean_division(value: Any) -> dict[str, Any]:
    """`{"code", "as_of_year", "name"}`: the code as entered, resolved when it is read. A bare code will do."""
    if isinstance(value, str):
        value = {"code": value}
    code = str(value["code"]).strip().upper()
    if not knows(country_of(code), code):
        raise Refused(_("We do not know that place. Please choose it from the list."))
    cleaned: dict[str, Any] = {
        "code": code,
        "as_of_year": int(value.get("as_of_year") or timezone.localdate().year),
    }
    if value.get("name"):
        cleaned["name"] = str(value["name"])[:80]
    return cleaned


def clean_point(value: Any) -> dict[str, Any]:
    """WGS-84 `lat`, `lng` in degrees, with the pair as it was given, its datum and its precision (rules 4.3).

    A point whose datum nobody knows keeps its raw pair and counts as no finer than the county.
    """
    datum = value.get("crs") or "unknown"
    if datum not in choices.DATUMS:
        raise Refused(_("Please choose one of the answers in the list."))
    raw_lat, raw_lng = value.get("raw") or (value["lat"], value["lng"])
    lat, lng = float(raw_lat), float(raw_lng)
    if not geo.is_place(lat, lng):
        raise Refused(
            _(
                "That point is not on the earth, or it is the empty point 0, 0. Latitude comes first, then longitude."
            )
        )
    precision = value.get("precision") or "point"
    if precision not in choices.PRECISIONS:
        raise Refused(_("Please choose one of the answers in the list."))
    try:
        here, known = geo.to_wgs84(lat, lng, datum), True
    except (
        geo.DatumUnknown
    ):  # nobody said, or a Chinese datum outside China: the raw pair is kept, and not trusted
        here, known = geo.Point(lat, lng), False
    return {
        "lat": round(here.lat, 7),
        "lng": round(here.lng, 7),
        "crs": datum,
        "raw": [lat, lng],
        "precision": precision if known or precision == "city" else "county",
    }


def clean_service_area(value: Any) -> dict[str, Any]:
    """`{"countrywide": bool, "divisions": [codes]}`."""
    countrywide = bool(value.get("countrywide"))
    codes = list(dict.fromkeys(str(code).strip().upper() for code in value.get("divisions") or []))
    if not countrywide and not codes:
        raise Refused(_("Please choose at least one place, or “the whole country”."))
    if len(codes) > 100 or not all(knows(country_of(code), code) for code in codes):
        raise Refused(_("We do not know one of these places. Please choose them from the list."))
    return {"countrywide": countrywide, "divisions": [] if countrywide else codes}
