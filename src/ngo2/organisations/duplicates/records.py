"""What is compared of a record."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ngo2.kernel.packs import home, locate, pack
from ngo2.lib.geo import Point
from ngo2.organisations import disclosure
from ngo2.organisations.duplicates import regions
from ngo2.organisations.duplicates.names import Name, named, spellings
from ngo2.organisations.facts import places

# A change of one of these may make two records alike, or tell them apart.
FIELDS = frozenset(
    {
        *("name_zh", "name_en", "name_short", "names_former", "names_other", "credit_code", "register_id"),
        *("phone", "email", "website", "country", "division", "point", "host", "legal_status"),
    }
)
MOST_NAMES = 6
_EXACT = frozenset({"point", "street", "village"})  # precisions that say where the door is
_WITHIN_ANOTHER = frozenset({"fund_in_foundation", "affiliated"})  # it may use the code of whom it belongs to


class Likened(NamedTuple):
    """`areas` are today's codes from the top, as many as are known; `stems` their names, `stem` those of the narrowest.

    `host`: whom it belongs to. `code_counts`: the code has the form that its country asks for. `within`: it may stand
    under another's code.
    """

    pk: int
    names: tuple[Name, ...]
    code: str
    code_counts: bool
    register: str
    phone: str
    email: str
    site: str
    point: Point | None
    country: str
    areas: tuple[str, ...]
    level: int  # of the last of them: a district of 北京 is a county, though only one step below the top
    stems: frozenset[str]
    stem: frozenset[str]
    host: int
    within: bool


def likened(values: Mapping[str, Any], pk: int = 0) -> Likened:
    """From clean facts, {field: value}: those of a record, of a form, or of a line of a list."""
    country = values.get("country") or home()
    filed = locate(country)[0]
    areas = _areas(country, values.get("division") or {})
    code, host = values.get("credit_code") or "", values.get("host") or {}
    return Likened(
        pk=pk,
        names=_names(values),
        code=code,
        code_counts=_counts(country, code),
        register="|".join((values.get("register_id") or {}).get(key, "") for key in ("scheme", "id")).strip(
            "|"
        ),
        phone=(values.get("phone") or "").partition(";")[0],
        email=values.get("email") or "",
        site=_site(values.get("website") or ""),
        point=_point(values.get("point")),
        country=filed,
        areas=areas,
        level=_level(country, areas[-1]) if areas else 0,
        stems=regions.stems_of(filed, areas),
        stem=regions.stems_of(filed, areas[-1:]),
        host=host.get("organisation") or 0,
        within=bool(host) or values.get("legal_status") in _WITHIN_ANOTHER,
    )


def _areas(country: str, division: Mapping[str, Any]) -> tuple[str, ...]:
    if not division:
        return disclosure.area_codes(country, {})
    return _path(country, division["code"], division.get("as_of_year"))


@lru_cache(maxsize=20_000)
def _level(country: str, code: str) -> int:
    gazetteer = pack(country).gazetteer
    line = gazetteer.get(code) if gazetteer else None
    return line.level if line else 0


_path = lru_cache(maxsize=20_000)(places.path)


def _names(values: Mapping[str, Any]) -> tuple[Name, ...]:
    told: Iterable[Any] = (
        values.get("name_zh"),
        values.get("name_en"),
        values.get("name_short"),
        *(values.get("names_former") or ()),
        *(values.get("names_other") or {}).values(),
    )
    spelled = (spelling for one in told if one for spelling in spellings(str(one)))
    found = dict.fromkeys(name for spelling in spelled if (name := named(spelling)))
    return tuple(found)[:MOST_NAMES]


def _counts(country: str, code: str) -> bool:
    identifier = pack(country).identifier("credit_code") if code else None
    return bool(identifier and identifier.check(code).valid)


def _site(address: str) -> str:
    """Host and path: many organisations share one host (weibo.com/…), few a whole address."""
    if not address:
        return ""
    parts = urlsplit(address)
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}"


def _point(value: Mapping[str, Any] | None) -> Point | None:
    """Only a point that means the door; the centre of a county says what the division says already."""
    if not value or value.get("precision") not in _EXACT:
        return None
    return Point(value["lat"], value["lng"])
