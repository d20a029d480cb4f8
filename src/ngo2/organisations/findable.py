"""What of a record can be found by searching: only what everybody may read on its page. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from django.utils import translation

from ngo2.kernel.packs import causes, country_name, pack
from ngo2.kernel.search.nouns import Document, Shown
from ngo2.lib import phones, tokens
from ngo2.organisations import disclosure, identity, words
from ngo2.organisations.facts import choices

LANGUAGES = ("zh-hans", "en")
NOUN = "organisations"
_PLAIN = (
    "summary_zh",
    "summary_en",
    "registrar",
    "address",
    "credit_code",
    "wechat",
    "microblog",
    "qq_group",
)
# What `document` reads: a record of these columns is enough, and half as dear to read as a whole one.
COLUMNS = (
    *("pk", "name", "country", "kind", "legal_status", "grade", "area1", "area2", "area3"),
    *("shown_lat", "shown_lng", "confirmed_at", "verified_until", "facts"),
)
_BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
_YEARS = 20.0  # after so many, what is confirmed then is as fresh as can be told apart


def document(record: Any, held: tuple[str, ...] = ()) -> Document:
    """Places come from the columns and everything else from the public facts: both obey `disclosure`.

    `held`: the traits that it has (`traits.py`).
    """
    facts = disclosure.public_facts(record.country, record.facts)
    value = {key: one.get("v") for key, one in facts.items()}
    areas = [code for code in (record.area1, record.area2, record.area3) if code]
    said = tuple(value.get("causes") or ())
    return Document(
        pk=record.pk,
        names=tuple(dict.fromkeys(_given(value, "name_zh", "name_en"))) or (record.name,),
        other_names=tuple(other_names(value)),
        texts=(
            *_given(value, *_PLAIN),
            *projects(value),
            *contacts(value, record.country),
            labels(record.country, tuple(areas), said, record.kind),
        ),
        facets=_facets(record, areas, said) | {"trait": held},
        point=(record.shown_lat, record.shown_lng) if record.shown_lat is not None else None,
        fresh=_fresh(record.confirmed_at),
    )


def shown(record: Any, text: str) -> Shown:
    """One line of a list of results, in the language of the page."""
    value = {key: one.get("v") for key, one in disclosure.public_facts(record.country, record.facts).items()}
    title = words.called(record)
    first, second = ("summary_zh", "summary_en") if words.in_chinese() else ("summary_en", "summary_zh")
    others = [*_given(value, "name_zh", "name_en"), *other_names(value)]
    return Shown(
        title=title,
        url=record.get_absolute_url(),
        text=text,
        other_names=tuple(name for name in others if name != title),
        texts=(*_given(value, first, second), *projects(value), *_given(value, "address", "registrar")),
        is_example=record.is_example,
    )


def other_names(value: Mapping[str, Any]) -> Iterator[str]:
    yield from _given(value, "name_short")
    yield from value.get("names_former") or ()
    yield from (value.get("names_other") or {}).values()


def projects(value: Mapping[str, Any]) -> Iterator[str]:
    for one in value.get("projects") or ():
        yield " ".join(str(one[key]) for key in ("title", "summary", "outcome") if one.get(key))


def contacts(value: Mapping[str, Any], country: str) -> Iterator[str]:
    if phone := value.get("phone"):
        shown = phones.display(phone, country)
        yield f"{phone} {shown} {''.join(one for one in shown if one.isdigit())}"
    if website := value.get("website"):
        yield str(website).split("//")[-1].removeprefix("www.")
    if host := value.get("host"):
        yield str(host.get("name", ""))


@lru_cache(maxsize=20_000)
def labels(country: str, areas: tuple[str, ...], said: tuple[str, ...] = (), kind: str = "") -> str:
    """Place, causes and kind in both languages, so that a query in one finds records written in the other."""
    own = pack(country)
    codes = [code for cause in said for code in (cause, _parent(cause)) if code]
    names = [country_name(country, language) for language in LANGUAGES]
    for language in LANGUAGES:
        names += [own.division_name(code, language) for code in areas]
        names += [causes.label(code, language) for code in codes]
    names += [_spoken(country, code) for code in areas if code not in own.english]
    names += _kind_words(kind)
    return " | ".join(dict.fromkeys(word for word in names if word))


def _spoken(country: str, code: str) -> str:
    """How a place sounds in Latin letters, for who writes no Chinese: wuhan, of 武汉市."""
    own = pack(country)
    if own.gazetteer is None:
        return ""
    name = own.gazetteer.naming.stem(own.division_name(code))
    return tokens.spoken(name) if all(piece.is_chinese for piece in tokens.pieces(name)) else ""


def _facets(record: Any, areas: list[str], said: Iterable[str]) -> dict[str, tuple[str, ...]]:
    wide = dict.fromkeys(code for cause in said for code in (cause, _parent(cause)) if code)
    return {
        "country": (record.country,),
        **{f"area{number}": (code,) for number, code in enumerate(areas, 1)},
        "kind": (record.kind,),
        "legal_status": (record.legal_status,) if record.legal_status else (),
        "cause": tuple(wide),
        "grade": (record.grade,),
        "verified": ("yes",) if identity.is_verified(record) else (),
    }


def _given(value: Mapping[str, Any], *keys: str) -> Iterator[str]:
    return (str(value[key]) for key in keys if value.get(key))


@cache
def _kind_words(kind: str) -> list[str]:
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(choices.KINDS.get(kind, "")))
    return found


@cache
def _parent(cause: str) -> str:
    found = causes.get(cause)
    return found.parent if found else ""


def _fresh(confirmed: datetime | None) -> float:
    if confirmed is None:
        return 0.0
    return min(1.0, max(0.0, (confirmed - _BEGAN).days / 365.25 / _YEARS))
