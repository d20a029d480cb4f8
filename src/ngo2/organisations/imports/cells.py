"""From the cells of one row to the facts of one organisation, and what is wrong with the row, cell by cell."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from ngo2.kernel.packs import countries, home, pack
from ngo2.lib import text
from ngo2.lib.refusals import Refused
from ngo2.organisations.facts import clean, places
from ngo2.organisations.imports import words
from ngo2.organisations.imports.columns import SEVERAL

_PLACES = ("province", "city", "county", "place")
_SHORTENED = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_BETWEEN = re.compile(r"[、/;；,，|\n]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NUMBERS = frozenset({"phone", "qq_group", "credit_code", "external_id"})


@dataclass
class Read:
    """`problems`: (target of the column, sentence). With problems the row is bad; `facts` holds what made sense."""

    facts: dict[str, Any] = field(default_factory=dict)
    external_id: str = ""
    problems: list[tuple[str, str]] = field(default_factory=list)

    def say(self, key: str, value: Any, column: str = "") -> None:
        try:
            self.facts[key] = clean(key, value)
        except Refused as refusal:
            self.problems.append((column or key, str(refusal)))


def read(cells: Sequence[str], columns: Sequence[str]) -> Read:
    """`columns`: the target of each column, "" for none. Sentences are in the language of today's reader."""
    said = _said(cells, columns)
    one = Read(external_id=said.pop("external_id", "")[:200])
    for key, cell in said.items():
        if key in _NUMBERS and _SHORTENED.fullmatch(cell):
            one.problems.append(
                (key, _("The spreadsheet has shortened this number. Write all of its digits."))
            )
        elif key in _READERS:
            one.say(key, _READERS[key](cell))
        elif key not in _APART:
            one.say(key, cell)
    _name(one, said)
    _country(one, said)
    _place(one, said)
    _point(one, said)
    one.facts = {key: value for key, value in one.facts.items() if value is not None}
    if not any(one.facts.get(key) for key in ("name_zh", "name_en")):
        one.problems.insert(0, ("name", _("There is no name in this line.")))
    return one


def one(key: str, cell: str, country: str) -> Any:
    """The raw value of one cell alone, as somebody keys it from paper: words for codes, places by their names."""
    if key == "division":
        code = _code(country, cell)
        if not code:
            raise Refused(_("We do not know the place “%(place)s”.") % {"place": cell[:60]}, field=key)
        return code
    return _READERS[key](cell) if key in _READERS else cell


def _said(cells: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """{target: cell} of the cells that say something."""
    said: dict[str, str] = {}
    for key, cell in zip(columns, cells, strict=False):
        if key and not text.looks_blank(cell):
            tidied = cell.strip()
            said[key] = f"{said[key]}\n{tidied}" if key in SEVERAL and key in said else tidied
    return said


def tidy_name(cell: str) -> str:
    """Half-width letters, no blanks between Chinese characters, no marks around: 《山蚁　小组》 -> 山蚁小组."""
    name = " ".join(unicodedata.normalize("NFKC", cell).split()).strip("《》\"'“”·,，.。 ")
    return re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", name)


def _first_phone(cell: str) -> str:
    """The first number of several that is one; all of the cell when none is, for the sentence."""
    parts = _BETWEEN.split(cell)
    for part in parts if len(parts) > 1 else ():
        try:
            return str(clean("phone", part) or cell)
        except Refused:
            continue
    return cell


def _year(cell: str) -> str:
    found = re.search(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)", unicodedata.normalize("NFKC", cell))
    return found[1] if found else cell


def _count(cell: str) -> str:
    found = re.fullmatch(r"约?\s*([\d,]+)\s*(?:多|余)?\s*[人名位]?", unicodedata.normalize("NFKC", cell))
    return found[1] if found else cell


def _causes(cell: str) -> list[str]:
    return list(dict.fromkeys(words.cause(part.strip()) for part in _BETWEEN.split(cell) if part.strip()))


_READERS: dict[str, Callable[[str], Any]] = {
    "name_zh": tidy_name,
    "name_en": tidy_name,
    "name_short": tidy_name,
    "names_former": lambda cell: [tidy_name(part) for part in _BETWEEN.split(cell)],
    "kind": lambda cell: words.choice("kind", cell),
    "legal_status": lambda cell: words.choice("legal_status", cell),
    "causes": _causes,
    "founded": _year,
    "staff": _count,
    "volunteers": _count,
    "phone": _first_phone,
}
_APART = frozenset({"name", "country", "lat", "lng", *_PLACES})


def _name(one: Read, said: Mapping[str, str]) -> None:
    if "name" not in said:
        return
    name = tidy_name(said["name"])
    key = "name_zh" if _CHINESE.search(name) else "name_en"
    if key not in one.facts:
        one.say(key, name, "name")


def _country(one: Read, said: Mapping[str, str]) -> None:
    if "country" not in said:
        return
    code = _country_codes().get(text.fold(said["country"]), said["country"])
    one.say("country", code)
    if one.facts.get("country") == home():
        del one.facts["country"]  # it goes without saying


@lru_cache
def _country_codes() -> dict[str, str]:
    with_china = {text.fold(word): "CN" for word in ("中国", "中国大陆", "中华人民共和国", "China", "PRC")}
    named = [*countries("zh-hans"), *countries("en")]
    return with_china | {text.fold(name): code for code, name in named}


def _place(one: Read, said: Mapping[str, str]) -> None:
    """From the columns for places; else from the beginning of the address."""
    told = "".join(said.get(key, "") for key in _PLACES)
    country = one.facts.get("country") or home()
    code = _code(country, told) if told else ""
    column = next((key for key in _PLACES if key in said), "")
    if code and "city" in said and len(places.path(country, code)) == 1 and not _code(country, said["city"]):
        column, told, code = "city", said["city"], ""  # a county may be anybody's word, a city is on the map
    if told and not code:
        one.problems.append((column, _("We do not know the place “%(place)s”.") % {"place": told[:60]}))
        return
    if "address" in said:
        code = _code(country, said["address"], code) or code
    if code:
        one.say("division", code, "place")


@lru_cache(maxsize=20_000)
def _code(country: str, words_of_place: str, within: str = "") -> str:
    if places.knows(country, words_of_place):
        return words_of_place
    gazetteer = pack(country).gazetteer
    if gazetteer is None:
        return ""
    if not within and (named := gazetteer.resolve_name(words_of_place)).code:
        return str(named.code)
    return gazetteer.parse_address(words_of_place, within) or ""


def _point(one: Read, said: Mapping[str, str]) -> None:
    """Nobody says in which datum: kept as told, and counted as no finer than the county."""
    if "lat" in said and "lng" in said:
        one.say("point", {"lat": said["lat"], "lng": said["lng"], "crs": "unknown"}, "lat")


def key_of(one: Read) -> str:
    """By what the same organisation is known again in the next version of this list; at most 80 characters."""
    if one.external_id:
        told = one.external_id
        return told if len(told) <= 80 else f"x:{_digest(told)}"
    if code := one.facts.get("credit_code"):
        return f"code:{code}"
    name = text.fold(one.facts.get("name_zh") or one.facts.get("name_en") or "")
    place = (one.facts.get("division") or {}).get("code", "")
    return f"name:{_digest(f'{name}|{place}')}"


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()[:40]
