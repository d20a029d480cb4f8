"""Needs and offers on the map: what is for a place, at a point that everybody may see.

| post | point |
|---|---|
| for the very place of its organisation, whose exact point is shown | that point |
| for any other place, or of an organisation whose point is coarse | centre of the place |
| of an organisation that is hidden; for the whole country; from afar | none |
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from ngo2.exchange import kinds, queries
from ngo2.exchange.models import Post
from ngo2.kernel.maps.layers import Facet, Layer, Placed
from ngo2.lib import geo
from ngo2.organisations import disclosure
from ngo2.organisations.facts import places
from ngo2.organisations.freshness import GRADES

_OWN = ("country", "area1", "area2", "area3")
_COLUMNS = (
    *("pk", "kind", "subkind", *_OWN),
    *(f"organisation__{name}" for name in (*_OWN, "shown_level", "shown_lat", "shown_lng", "grade")),
)


def is_exact(place: tuple[str, ...], record_place: tuple[str, ...], level: str) -> bool:
    return level == disclosure.EXACT and place == record_place


def shown_point(
    place: tuple[str, ...], record_place: tuple[str, ...], level: str, point: tuple[Any, Any]
) -> geo.Point | None:
    """`place`: country and three codes of the post; the rest is of its organisation, as the public sees it. Pure."""
    if level == disclosure.PROVINCE:
        return None
    if is_exact(place, record_place, level) and None not in point:
        return geo.Point(*point)
    country, *areas = place
    deepest = next((code for code in reversed(areas) if code), "")
    return places.centre(country, deepest) if deepest else None


def stands_at_a_door(post: Post) -> bool:
    """`post.organisation` is fetched."""
    place, record_place = (tuple(getattr(one, name) for name in _OWN) for one in (post, post.organisation))
    return is_exact(place, record_place, post.organisation.shown_level)


def placed(side: str, refs: Sequence[int]) -> list[Placed]:
    found = queries.open_posts(side).filter(pk__in=refs, reach=kinds.PLACE).values_list(*_COLUMNS)
    return [one for row in found if (one := _placed(*row)) is not None]


def _placed(pk: int, kind: str, subkind: str, *rest: Any) -> Placed | None:
    place, record_place, (level, lat, lng, grade) = rest[:4], rest[4:8], rest[8:]
    point = shown_point(place, record_place, level, (lat, lng))
    if point is None or not geo.is_place(point.lat, point.lng):
        return None
    return Placed(pk, point.lat, point.lng, kind, grade, (subkind,))


def _refs_after(side: str, ref: int, limit: int) -> list[int]:
    found = Post.objects.filter(side=side, pk__gt=ref).order_by("pk")
    return list(found.values_list("pk", flat=True)[:limit])


def _layer(name: str, label: object, side: str) -> Layer:
    refs_of: Callable[[Any], Any] = partial(queries.posts_touched, side=side)
    return Layer(
        name=name,
        label=label,
        about="exchange.post",
        follows=queries.FOLLOWED,
        placed=partial(placed, side),
        refs_after=partial(_refs_after, side),
        one=Facet("kind", lambda: kinds.KINDS),
        two=Facet("freshness", lambda: GRADES),
        many=Facet("about", lambda: kinds.SUBKINDS),
        refs_of=refs_of,
        page=f"exchange:{name}_map",
    )


NEEDS = _layer("needs", _("Needs"), kinds.NEED)
OFFERS = _layer("offers", _("Offers"), kinds.OFFER)
LAYERS = {kinds.NEED: NEEDS, kinds.OFFER: OFFERS}
