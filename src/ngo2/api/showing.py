"""Records as the API shows them. Lists read the columns that obey the table of what may be shown."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.kernel.packs import causes, country_name
from ngo2.organisations import disclosure, identity, words
from ngo2.organisations.freshness import GRADES
from ngo2.organisations.models import Organisation


def licence() -> dict[str, str]:
    """Facts stand under the licence of the list they come from; the page tells which."""
    url = settings.NGO2_SITE_URL + reverse("opendata:catalogue")
    return {"name": _("That of each source; what an organisation says of itself may be quoted"), "url": url}


def listed(one: Organisation) -> dict[str, Any]:
    """`one` with its `cause_rows` fetched before: no line asks the database."""
    codes = [code for code in (one.area1, one.area2, one.area3) if code]
    return {
        "id": one.pk,
        "url": settings.NGO2_SITE_URL + reverse("organisations:organisation", args=[one.pk]),
        "name": one.name,
        "name_en": one.name_en,
        "kind": {"code": one.kind, "name": words.kind_name(one.kind)},
        "legal_status": _status(one.legal_status),
        "causes": [_cause(row.cause) for row in one.cause_rows.all()],
        "country": {"code": one.country, "name": country_name(one.country, words.language())},
        "areas": areas(one.country, codes),
        "precision": one.shown_level,
        "point": None if one.shown_lat is None else {"lat": one.shown_lat, "lng": one.shown_lng},
        "freshness": {"code": one.grade, "name": str(GRADES.get(one.grade, one.grade))},
        "confirmed_at": moment(one.confirmed_at),
        "verified_until": str(one.verified_until) if identity.is_verified(one) else None,
        "changed_at": one.changed_at.isoformat(),
        "is_example": one.is_example,
    }


def whole(one: Organisation, *, member: bool) -> dict[str, Any]:
    """All facts that everybody may see; with `member` the record itself, exact and unabridged."""
    facts = one.facts if member else disclosure.public_facts(one.country, one.facts)
    return listed(one) | {
        "view": "member" if member else "public",
        "facts": {key: _fact(said) for key, said in facts.items()},
        "licence": licence(),
    }


def _fact(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "value": said.get("v"),
        "source": said.get("source") or "",
        "source_label": said.get("label") or "",
        "source_url": said.get("url") or "",
        "changed": said.get("changed"),
        "confirmed": said.get("confirmed"),
        "imported": said.get("imported"),
    }


def _status(code: str) -> dict[str, str] | None:
    return {"code": code, "name": words.status_name(code)} if code else None


def _cause(code: str) -> dict[str, str]:
    return {"code": code, "name": causes.label(code, words.language())}


def areas(country: str, codes: Iterable[str]) -> list[dict[str, str]]:
    found = list(codes)
    names = words.place_names(country, found)
    return [{"code": code, "name": name} for code, name in zip(found, names, strict=True)]


def moment(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
