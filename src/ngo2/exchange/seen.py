"""A post with its record, as matching sees it: only what the public may read of both. Pure."""

from typing import Any

from ngo2.exchange import kinds, matching
from ngo2.exchange.posted import left
from ngo2.kernel.packs import pack
from ngo2.organisations import disclosure, identity
from ngo2.organisations.facts import places


def seen(post: Any) -> matching.Post:
    """`post.organisation` and `post.lines` are fetched."""
    record = post.organisation
    facts = disclosure.public_facts(record.country, record.facts)
    value = {key: one.get("v") for key, one in facts.items()}
    status = pack(record.country).legal_status(record.legal_status)
    lines = list(post.lines.all())
    need = post.side == kinds.NEED
    return matching.Post(
        pk=post.pk,
        side=post.side,
        organisation=record.pk,
        subkind=post.subkind,
        reach=post.reach,
        areas=post.areas,
        service_areas=_served(record.country, value.get("service_area") or {}),
        from_day=post.from_day,
        until_day=post.until_day,
        lines=tuple(matching.Line(line.item, left(line), line.unit) for line in lines),
        words=matching.words_of(post.title, post.text, *(line.item for line in lines)),
        receipt_needed=post.receipt and not need,
        registered_only=post.registered_only,
        is_registered=status is not None and status.registered,
        can_give_receipt=True if post.receipt and need else None,
        freshness=record.grade,
        verified=identity.is_verified(record),
        capacity=_people(value),
        posted_at=post.made_at,
        country=post.country,
    )


def _served(country: str, area: dict[str, Any]) -> tuple[tuple[str, ...] | str, ...]:
    if area.get("countrywide"):
        return matching.COUNTRYWIDE
    return tuple(path for code in area.get("divisions", ()) if (path := places.path(country, code)))


def _people(value: dict[str, Any]) -> int | None:
    told = [value[key] for key in ("staff", "volunteers") if isinstance(value.get(key), int)]
    return sum(told) if told else None
