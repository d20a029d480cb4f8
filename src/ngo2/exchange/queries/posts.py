"""Posts that everybody may find, and those of one organisation."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ngo2.exchange import kinds
from ngo2.exchange.filters import Filters
from ngo2.exchange.models import Post
from ngo2.kernel.maps.layers import layers
from ngo2.kernel.maps.queries import refs_within
from ngo2.kernel.packs import home
from ngo2.kernel.search import queries as search
from ngo2.kernel.search.engine import Ask
from ngo2.lib.text import fold
from ngo2.organisations import disclosure
from ngo2.organisations.facts import places
from ngo2.organisations.models import Organisation

AREAS = ("area1", "area2", "area3")
ALIKE = 5


def other(side: str) -> str:
    return kinds.OFFER if side == kinds.NEED else kinds.NEED


def open_posts(side: str = "") -> QuerySet[Post]:
    """What stands in lists: open, its time not over, its organisation active."""
    found = Post.objects.filter(
        state=Post.OPEN, until_day__gte=timezone.localdate(), organisation__state=Organisation.ACTIVE
    )
    return found.filter(side=side) if side else found


def with_a_page() -> QuerySet[Post]:
    """Open or closed; what an organisation posted goes from sight with it."""
    return Post.objects.filter(organisation__state=Organisation.ACTIVE)


def by_words(side: str, typed: str) -> Q:
    """Whatever holds all words; and what the index finds, which knows places, names and pinyin and is a moment late."""
    said = Q()
    for word in typed.split()[:8]:
        said &= Q(search_text__contains=fold(word))
    ranked = search.best(Ask(typed, f"{side}s")) if typed else None
    return said | Q(pk__in=ranked) if ranked else said


def matching(side: str, filters: Filters, said: Q | None = None) -> QuerySet[Post]:
    """`said`: the words of the filters looked up already (`by_words`), for who asks several times."""
    return open_posts(side).filter(chosen(side, filters, said))


def chosen(side: str, filters: Filters, said: Q | None = None) -> Q:
    """What the filters let through; `said` as in `matching`."""
    wanted = Q() & (by_words(side, filters.words) if said is None else said)
    if filters.kind:
        wanted &= Q(kind=filters.kind)
    if filters.subkind:
        wanted &= Q(subkind=filters.subkind)
    if filters.area:
        path = places.path(home(), filters.area)
        here = Q(reach=kinds.PLACE, **dict(zip(AREAS, path, strict=False)))
        wanted &= here | Q(reach=kinds.COUNTRY, country=home())
    if filters.box:
        wanted &= Q(pk__in=refs_within(layers[f"{side}s"], *map(float, filters.box.split(","))))
    if filters.remote:
        wanted &= Q(reach=kinds.REMOTE)
    return wanted


def in_order(found: QuerySet[Post]) -> QuerySet[Post]:
    """The newest first, for everybody the same."""
    return (
        found.select_related("organisation", "project").prefetch_related("lines").order_by("-made_at", "-pk")
    )


def off_map(found: QuerySet[Post]) -> QuerySet[Post]:
    """Those of which no point is shown (`map_layer.py`)."""
    hidden = Q(organisation__shown_level=disclosure.PROVINCE)
    return found.filter(~Q(reach=kinds.PLACE) | hidden | Q(area1=""))


def counts_by(found: QuerySet[Post], column: str) -> dict[str, int]:
    rows = found.exclude(**{column: ""}).order_by().values_list(column).annotate(n=Count("pk"))
    return dict(rows)


def of_organisation(organisation: Organisation) -> QuerySet[Post]:
    """All of them, the open ones first."""
    return (
        Post.objects.filter(organisation=organisation)
        .select_related("organisation", "project")
        .prefetch_related("lines")
        .order_by("-state", "-made_at", "-pk")
    )


def open_of(organisation: Organisation) -> QuerySet[Post]:
    return in_order(open_posts().filter(organisation=organisation))


def alike(organisation: Organisation, side: str, subkind: str, text: str) -> list[Post]:
    """What stands already and may be the same (E9): of this organisation, or of one with the same phone.

    The same when it is about the same, or says much of the same in its words.
    """
    same = [organisation.pk, *_by_phone(organisation)]
    standing = (
        open_posts(side)
        .filter(organisation__in=same)
        .select_related("organisation", "project")
        .order_by("-made_at")
    )
    wanted = _pieces(text)
    found = [
        post
        for post in standing[:50]
        if post.subkind == subkind or _share(wanted, _pieces(post.search_text)) >= 0.5
    ]
    return found[:ALIKE]


def _by_phone(organisation: Organisation) -> Iterable[int]:
    phone = (organisation.facts.get("phone") or {}).get("v")
    if not phone:
        return []
    found = Organisation.objects.filter(state=Organisation.ACTIVE, facts__phone__v=phone)
    return found.exclude(pk=organisation.pk).values_list("pk", flat=True)[:10]


def _pieces(text: str) -> set[str]:
    folded = fold(text)
    return {folded[place : place + 2] for place in range(len(folded) - 1)}


def _share(wanted: set[str], there: set[str]) -> float:
    return len(wanted & there) / len(wanted) if wanted else 0.0
