"""A flood week: many organisations ask for drinking water, few offer it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from ngo2.exchange import kinds
from ngo2.exchange.cleaning import Item, Terms, Told, Where
from ngo2.exchange.conditions import Declared
from ngo2.exchange.models import Post
from ngo2.exchange.services import publish_post
from ngo2.lib.actors import person_actor
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import create_organisation

YIZHOU, HECHI, NANNING, WUHAN = "451203", "451200", "450100", "420100"
PLACES = (YIZHOU, HECHI, NANNING)


@dataclass
class Week:
    needs: list[Post]
    offers: list[Post]


def organisation(owner: Any, name: str, division: str, **facts: Any) -> Organisation:
    told = {"name_zh": name, "kind": "grassroots_ngo", "legal_status": "registered_association"}
    return create_organisation(person_actor(owner), facts={**told, "division": division, **facts})


def telling(
    side: str, item: str, many: int | None, division: str = "", unit: str = "box", **changes: Any
) -> Told:
    said: dict[str, Any] = {
        "side": side,
        "subkind": "food",
        "text": f"洪水之后，{'急需' if side == kinds.NEED else '可以提供'}{item}。",
        "items": (Item(item, many, unit),),
        "where": Where(kinds.PLACE, "CN", division) if division else Where(kinds.COUNTRY, "CN"),
        "terms": Terms(timezone.localdate() + timedelta(days=20)),
        "goods": Declared(safe=True, expires_on=timezone.localdate() + timedelta(days=400), sealed=True),
    }
    return Told(**{**said, **changes})


def post(
    owner: Any, name: str, side: str, many: int | None, *, item: str = "饮用水", division: str = YIZHOU
) -> Post:
    """Of an organisation of its own."""
    record = organisation(owner, name, division)
    return publish_post(person_actor(owner), record, told=telling(side, item, many, division))


def week(
    person: Callable[..., Any], needs: Sequence[int] = (100, 60, 40, 20), offers: Sequence[int] = (50, 30)
) -> Week:
    """Each post of its own organisation and owner, the places in turn."""
    made = Week([], [])
    for side, amounts, into in ((kinds.NEED, needs, made.needs), (kinds.OFFER, offers, made.offers)):
        for place, many in enumerate(amounts):
            owner = person(f"{side}{place}")
            name = f"{'村组' if side == kinds.NEED else '企业'}{place + 1:02}"
            into.append(post(owner, name, side, many, division=PLACES[place % len(PLACES)]))
    return made
