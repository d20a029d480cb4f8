"""Needs and offers for programs: what the public may read of them, without the free text."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from ngo2.api import showing
from ngo2.exchange import contacts, kinds, words
from ngo2.exchange.endings import ENDINGS
from ngo2.exchange.units import UNITS
from ngo2.kernel.packs import country_name
from ngo2.organisations import words as record_words


def listed(post: Any) -> dict[str, Any]:
    """`post` with its organisation and lines fetched before."""
    return _told(post) | {"lines": [_line(line) for line in post.lines.all()]}


def whole(post: Any, arrived: Mapping[int, int]) -> dict[str, Any]:
    """`arrived`: how many of each line, as both sides say."""
    lines = [_line(line) | {"arrived": arrived.get(line.pk) or 0} for line in post.lines.all()]
    return _told(post) | {
        "lines": lines,
        "state": "over" if post.is_over else post.state,
        "ending": {"code": post.ending, "name": str(ENDINGS[post.ending])}
        if post.ending in ENDINGS
        else None,
        "closed_at": showing.moment(post.closed_at),
    }


def _told(post: Any) -> dict[str, Any]:
    one = post.organisation
    return {
        "id": post.pk,
        "number": post.number,
        "side": post.side,
        "url": settings.NGO2_SITE_URL + post.get_absolute_url(),
        "title": contacts.left_out(post.title),
        "kind": {"code": post.kind, "name": str(kinds.KINDS[post.kind].label)},
        "about": {"code": post.subkind, "name": words.about(post.subkind)},
        "organisation": {
            "id": one.pk,
            "name": record_words.called(one),
            "url": settings.NGO2_SITE_URL + reverse("organisations:organisation", args=[one.pk]),
        },
        "is_example": one.is_example,
        "reach": post.reach,
        "country": {"code": post.country, "name": country_name(post.country, record_words.language())},
        "areas": showing.areas(post.country, post.areas),
        "from_day": str(post.from_day) if post.from_day else None,
        "until_day": str(post.until_day),
        "receipt": post.receipt,
        "registered_only": post.registered_only,
        "pick_up": post.pick_up,
        "posted_at": post.made_at.isoformat(),
        "changed_at": post.changed_at.isoformat(),
    }


def _line(line: Any) -> dict[str, Any]:
    unit = UNITS.get(line.unit)
    return {
        "item": contacts.left_out(line.item),
        "quantity": line.quantity,
        "unit": {"code": unit.key, "name": str(unit.label)} if unit else None,
        "promised": line.promised,
    }
