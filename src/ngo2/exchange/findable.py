"""What of a post can be found by searching: what its page says, in both languages where words of ours stand. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.utils import translation

from ngo2.exchange import kinds, words
from ngo2.kernel.search.nouns import Document, Shown
from ngo2.organisations import disclosure, findable
from ngo2.organisations import words as record_words

_BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
_YEARS = 20.0  # after so many, the newest cannot be told from those before


def document(post: Any, point: tuple[float, float] | None) -> Document:
    """`post.organisation` and `post.lines` are fetched; `point` is the one of the map."""
    record = post.organisation
    return Document(
        pk=post.pk,
        names=(post.title,),
        other_names=called(post.side, post.pk),
        texts=(
            post.text,
            *(" ".join(filter(None, (line.item, line.note))) for line in post.lines.all()),
            " | ".join(_names_of(record)),
            findable.labels(post.country, post.areas),
            _kind_words(post.subkind),
            _reach_words(post.reach),
        ),
        facets={
            "kind": (post.kind,),
            "about": (post.subkind,),
            **{f"area{number}": (code,) for number, code in enumerate(post.areas, 1)},
            "reach": (post.reach,),
        },
        point=point,
        fresh=min(1.0, max(0.0, (post.made_at - _BEGAN).days / 365.25 / _YEARS)),
    )


def shown(post: Any) -> Shown:
    """One line of a list of results, in the language of the page."""
    entry = words.entry(post)
    rest = post.text.removeprefix(post.title).lstrip("。.!！ ")  # a title is often how the text begins
    return Shown(
        title=post.title,
        url=post.get_absolute_url(),
        text=" · ".join(filter(None, (post.number, entry.by, entry.where))),
        texts=(rest, *(line.item for line in post.lines.all())),
        is_example=entry.is_example,
    )


def called(side: str, number: int) -> tuple[str, ...]:
    """As it is said on the phone, with and without the noughts: need 0217, need 217."""
    said = []
    for language in findable.LANGUAGES:
        with translation.override(language):
            said += [words.numbered(side, f"{number:04}"), words.numbered(side, str(number))]
    return tuple(dict.fromkeys(said))


def _names_of(record: Any) -> Iterator[str]:
    """Names only: whoever looks for an organisation finds itself first, and what it asks for after that."""
    value = {key: one.get("v") for key, one in disclosure.public_facts(record.country, record.facts).items()}
    yield from dict.fromkeys(
        [str(value[key]) for key in ("name_zh", "name_en") if value.get(key)] or [record_words.called(record)]
    )
    yield from findable.other_names(value)


@cache
def _kind_words(subkind: str) -> str:
    kind, found = kinds.SUBKINDS.get(subkind), []
    for language in findable.LANGUAGES:
        with translation.override(language):
            found += [words.about(subkind), str(kind.label) if kind else ""]
    return " | ".join(dict.fromkeys(filter(None, found)))


@cache
def _reach_words(reach: str) -> str:
    if reach == kinds.PLACE:
        return ""
    found = []
    for language in findable.LANGUAGES:
        with translation.override(language):
            found.append(str(words.REACHES[reach]))
    return " | ".join(found)
