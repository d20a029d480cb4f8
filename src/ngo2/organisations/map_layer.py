"""Organisations on the map: only what the public may see, at the point that it may see."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.maps.layers import Facet, Layer, Placed
from ngo2.kernel.packs import causes
from ngo2.lib import geo
from ngo2.organisations import queries, traits
from ngo2.organisations.facts import choices
from ngo2.organisations.freshness import GRADES
from ngo2.organisations.models import CauseOf, Organisation

_RECORD = "organisations.organisation"


def placed(refs: Sequence[int]) -> list[Placed]:
    shown = queries.listed().filter(pk__in=refs, shown_lat__isnull=False, shown_lng__isnull=False)
    found = shown.values_list("pk", "shown_lat", "shown_lng", "kind", "grade")
    broad, held = _causes(refs), traits.held(refs)
    return [
        Placed(pk, lat, lng, kind, grade, broad.get(pk, ()), held.get(pk, ()))
        for pk, lat, lng, kind, grade in found
        if lat is not None and lng is not None and geo.is_place(lat, lng)
    ]


def refs_of(entry: Any) -> Iterable[int]:
    """The record of the entry; where two became one, both; and that of a trait."""
    if trait := traits.changed_by(entry):
        return trait
    if entry.object_type != _RECORD:
        return []
    both = {entry.object_id, *([entry.scope.partition(":")[2]] if "merge" in entry.verb else [])}
    return sorted(int(pk) for pk in both)


def refs_after(ref: int, limit: int) -> list[int]:
    found = Organisation.objects.filter(pk__gt=ref).order_by("pk")
    return list(found.values_list("pk", flat=True)[:limit])


def _causes(refs: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The causes of each, with the broader ones above them."""
    found: dict[int, set[str]] = defaultdict(set)
    for pk, cause in CauseOf.objects.filter(organisation__in=refs).values_list("organisation", "cause"):
        found[pk] |= causes.with_parents(cause)
    return {pk: tuple(sorted(several)) for pk, several in found.items()}


ORGANISATIONS = Layer(
    name="organisations",
    label=_("Organisations"),
    about=_RECORD,
    follows=("organisations.*",),
    placed=placed,
    refs_after=refs_after,
    one=Facet("kind", lambda: choices.KINDS),
    two=Facet("freshness", lambda: GRADES),
    many=Facet("cause", lambda: [cause.code for cause in causes.causes()]),
    beside=Facet("with", traits.names),
    follows_too=traits.verbs,
    refs_of=refs_of,
    page="organisations:map",
)
