"""Needs and offers can be found by words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ngo2.exchange import findable, kinds, queries
from ngo2.exchange.map_layer import LAYERS
from ngo2.exchange.models import Post
from ngo2.kernel.search.nouns import Change, Document, Noun, Shown, nouns
from ngo2.lib.text import fold

MOST_PLAIN = 100
_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,9}(?![0-9])")


def contribute() -> None:
    nouns.add(_noun("needs", _("Needs"), kinds.NEED), _noun("offers", _("Offers"), kinds.OFFER))


def _noun(name: str, label: object, side: str) -> Noun:
    return Noun(
        name,
        label,
        "exchange.post",
        documents=partial(_documents, side),
        changed=partial(_changed, side),
        shown=partial(_shown, side),
        plain=partial(_plain, side),
        directory=f"exchange:{name}",
    )


def _found(side: str, pks: Sequence[int]) -> list[Post]:
    rows = queries.open_posts(side).filter(pk__in=pks).order_by("pk")
    return list(rows.select_related("organisation", "project").prefetch_related("lines"))


def _documents(side: str, pks: Sequence[int]) -> Iterator[Document]:
    points = {one.ref: (one.lat, one.lng) for one in LAYERS[side].placed(pks)}
    return (findable.document(post, points.get(post.pk)) for post in _found(side, pks))


def _changed(side: str, change: Change) -> Iterable[int]:
    return queries.posts_touched(change, side)


def _shown(side: str, pks: Sequence[int]) -> Mapping[int, Shown]:
    return {post.pk: findable.shown(post) for post in _found(side, pks)}


def _plain(side: str, text: str) -> Sequence[int]:
    """By words of the post itself, or by its number."""
    asked = Q()
    for word in text.split()[:8]:
        asked &= Q(search_text__contains=fold(word))
    found = queries.open_posts(side).filter(asked | Q(pk__in=map(int, _NUMBER.findall(text)[:8])))
    return list(found.order_by("-made_at", "-pk").values_list("pk", flat=True)[:MOST_PLAIN])
