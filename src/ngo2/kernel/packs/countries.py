"""Names of countries and territories (ISO 3166-1 alpha-2) in Chinese and English, from CLDR."""

from functools import cache
from typing import NamedTuple

from ngo2.kernel.packs import data


class Country(NamedTuple):
    code: str
    zh: str
    en: str


@cache
def _table() -> dict[str, Country]:
    return {code: Country(code, zh, en) for code, zh, en in data.rows("countries/countries.csv")}


def country_name(code: str, language: str = "zh-hans") -> str:
    """The name in Chinese or English; an unknown code is its own name."""
    found = _table().get(code.upper())
    if found is None:
        return code.upper()
    return found.zh if language.startswith("zh") else found.en


def countries(language: str = "zh-hans") -> list[tuple[str, str]]:
    """(code, name) of all, by name in English and by code in Chinese."""
    pairs = [(code, country_name(code, language)) for code in _table()]
    return sorted(pairs, key=lambda pair: pair[0] if language.startswith("zh") else pair[1])
