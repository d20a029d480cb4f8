"""A post with its record, as matching sees it: only what the public may read of both. Pure."""

from typing import Any

from ngo2.exchange import kinds, matching
from ngo2.exchange.posted import left, project_of
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
    project = project_of(post)
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
        lines=(*(matching.Line(line.item, left(line), line.unit) for line in lines), *_budget(project, need)),
        calendar=(project.begins, project.ends) if project else (None, None),
        words=matching.words_of(
            post.title, post.text, project.aim if project else "", *(line.item for line in lines)
        ),
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


def _budget(project: Any, need: bool) -> tuple[matching.Line, ...]:
    """Yuan like any other quantity: who asks needs the least that they said, who gives has the most. Never a budget
    that is not for everybody.
    """
    if project is None or not project.budget_public:
        return ()
    least, most = project.budget_from or project.budget_to, project.budget_to or project.budget_from
    number = least if need else most
    return (matching.Line("", number, "cny"),) if number else ()


def _served(country: str, area: dict[str, Any]) -> tuple[tuple[str, ...] | str, ...]:
    if area.get("countrywide"):
        return matching.COUNTRYWIDE
    return tuple(path for code in area.get("divisions", ()) if (path := places.path(country, code)))


def _people(value: dict[str, Any]) -> int | None:
    told = [value[key] for key in ("staff", "volunteers") if isinstance(value.get(key), int)]
    return sum(told) if told else None
