"""Read what somebody typed into the search: a place, a cause, and the rest, which is looked for in names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from ngo2.kernel.packs import causes, pack
from ngo2.kernel.packs.countries import countries
from ngo2.lib import text
from ngo2.lib.divisions import Resolution

MOST_CHOICES = 8


@dataclass(frozen=True)
class Reading:
    """`area` and `cause` are codes, `country` an ISO code, `rest` the words that name neither.

    `asked` is the word behind the place. Where it is no longer its name, `retired` is the old one and `since`
    the year. Where it may be several places, `choices` are their codes and `area` is empty: ask.
    """

    country: str = ""
    area: str = ""
    cause: str = ""
    rest: str = ""
    asked: str = ""
    retired: str = ""
    since: int | None = None
    choices: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        return bool(self.country or self.area or self.cause)

    @property
    def about_place(self) -> bool:
        return bool(self.area or self.choices)


def read_words(words: str, country: str, within: str = "") -> Reading:
    """The whole as one name first (Inner Mongolia), then word by word. `within` keeps to one division."""
    for candidate in (_place(words, country, within), _cause(words), _country(words)):
        if candidate:
            return candidate
    found = Reading()
    rest = []
    for word in words.split():
        found, taken = _with(found, word, country, within)
        if not taken:
            rest.append(word)
    return replace(found, rest=" ".join(rest))


def _with(found: Reading, word: str, country: str, within: str) -> tuple[Reading, bool]:
    """`found` with one more word read, and whether it said anything. A second place is sought inside."""
    if not found.cause and (cause := _cause(word)):
        return replace(found, cause=cause.cause), True
    if place := _place(word, country, found.area or within):
        return replace(place, cause=found.cause), True
    if not found.country and not found.area and (other := _country(word)):
        return replace(found, country=other.country), True
    return found, False


def _place(words: str, country: str, within: str) -> Reading | None:
    own = pack(country)
    if own.gazetteer is None or not words:
        return None
    english = _english(country).get(text.fold(words))
    if english:
        return Reading(area=english, asked=words)
    if re.fullmatch(r"\d{6}", words):
        today = own.gazetteer.resolve_code(words)
    else:
        today = own.gazetteer.resolve_name(text.simplify(words), within)
    return _resolved(words, today)


def _resolved(asked: str, today: Resolution) -> Reading | None:
    if not today.current:
        return None
    retired, since = (today.retired.name, today.retired.to_year) if today.retired else ("", None)
    if today.ambiguous:
        codes = tuple(division.code for division in today.current[:MOST_CHOICES])
        return Reading(asked=asked, retired=retired, since=since, choices=codes)
    return Reading(area=today.code, asked=asked, retired=retired, since=since)


def _cause(words: str) -> Reading | None:
    code = _causes().get(text.fold(words))
    return Reading(cause=code) if code else None


def _country(words: str) -> Reading | None:
    code = _countries().get(text.fold(words))
    return Reading(country=code) if code else None


@cache
def _english(country: str) -> Mapping[str, str]:
    return {text.fold(name): code for code, name in pack(country).english.items()}


@cache
def _causes() -> Mapping[str, str]:
    return {text.fold(name): cause.code for cause in causes.causes() for name in (cause.zh, cause.en)}


@cache
def _countries() -> Mapping[str, str]:
    return {text.fold(name): code for language in ("zh-hans", "en") for code, name in countries(language)}
