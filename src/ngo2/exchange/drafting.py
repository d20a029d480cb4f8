"""What was said so far: as the draft keeps it (JSON), as forms read it, and as a whole post. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from ngo2.exchange.cleaning import Item, Terms, Told, Where
from ngo2.exchange.conditions import Care, Declared
from ngo2.exchange.kinds import SUBKINDS
from ngo2.exchange.posted import project_of
from ngo2.exchange.projects import ProjectTerms, terms_of

# The names of `Told` that each step says.
SAYS: Mapping[str, tuple[str, ...]] = {
    "words": ("text",),
    "kind": ("subkind",),
    "lines": ("items",),
    "project": ("project",),
    "where": ("where",),
    "terms": ("terms", "title"),
}
LAST = "terms"
MAY_SAY = ("goods", "care")  # where the law asks
NAMES = tuple(name for names in SAYS.values() for name in names)
Said = dict[str, Any]


def steps(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Five questions; what the third is about depends on the kind."""
    kind = SUBKINDS.get(said.get("subkind", ""))
    return ("words", "kind", kind.step if kind else "lines", "where", "terms")


def packed(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _PACK.get(key, _as_it_is)(value) for key, value in said.items()}


def unpacked(kept: Mapping[str, Any]) -> Said:
    return {key: _UNPACK.get(key, _as_it_is)(value) for key, value in kept.items()}


def missing(said: Mapping[str, Any]) -> str:
    """The first step that has no answer yet; "" when all have."""
    return next((step for step in steps(said) if any(name not in said for name in SAYS[step])), "")


def whole(side: str, said: Mapping[str, Any]) -> Told:
    names = [name for step in steps(said) for name in SAYS[step]]
    names += [name for name in MAY_SAY if name in said]
    told = {"items": said.get("items", ()), **{name: said[name] for name in names}}
    return Told(side=side, photo=said.get("photo", ""), **told)


def of_post(post: Any) -> Said:
    """A post as its forms show it. `post.lines` in their order."""
    areas, terms = post.areas, project_of(post)
    return {
        **({"project": terms_of(terms)} if terms else {}),
        "text": post.text,
        "subkind": post.subkind,
        "items": tuple(Item(line.item, line.quantity, line.unit, line.note) for line in post.lines.all()),
        "where": Where(post.reach, post.country, areas[-1] if areas else ""),
        "terms": Terms(post.until_day, post.from_day, post.receipt, post.registered_only, post.pick_up),
        "title": post.title,
        "photo": str(post.photo or ""),
        **_conditions(post),
    }


def _conditions(post: Any) -> Said:
    """Where there are any: what stands beside a post may be missing."""
    kept = {"goods": (Declared, getattr(post, "goods", None)), "care": (Care, getattr(post, "care", None))}
    return {
        name: kind(**{one.name: getattr(row, one.name) for one in fields(kind)})
        for name, (kind, row) in kept.items()
        if row is not None
    }


def _as_it_is(value: Any) -> Any:
    return value


def _pack_items(items: tuple[Item, ...]) -> list[list[Any]]:
    return [[one.item, one.quantity, one.unit, one.note] for one in items]


def _unpack_items(kept: list[list[Any]]) -> tuple[Item, ...]:
    return tuple(Item(*one) for one in kept)


def _pack_where(where: Where) -> list[str]:
    return [where.reach, where.country, where.division]


def _unpack_where(kept: list[str]) -> Where:
    return Where(*kept)


def _pack_terms(terms: Terms) -> list[Any]:
    days = [day.isoformat() if day else "" for day in (terms.until_day, terms.from_day)]
    return [*days, terms.receipt, terms.registered_only, terms.pick_up]


def _unpack_terms(kept: list[Any]) -> Terms:
    until, begin, *conditions = kept
    return Terms(date.fromisoformat(until), date.fromisoformat(begin) if begin else None, *conditions)


def _pack_project(terms: ProjectTerms) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(terms).items()
    }


def _unpack_project(kept: dict[str, Any]) -> ProjectTerms:
    days = {key: date.fromisoformat(kept[key]) for key in ("begins", "ends") if kept[key]}
    return ProjectTerms(**{**kept, **days})


def _pack_goods(goods: Declared | None) -> list[Any] | None:
    if goods is None:
        return None
    day = goods.expires_on.isoformat() if goods.expires_on else ""
    return [goods.safe, day, goods.own_product, goods.sealed, goods.lasting]


def _unpack_goods(kept: list[Any]) -> Declared:
    safe, day, *others = kept
    return Declared(safe, date.fromisoformat(day) if day else None, *others)


def _pack_care(care: Care | None) -> list[str] | None:
    return [care.risks, care.insurance, care.insurance_how] if care is not None else None


def _unpack_care(kept: list[str]) -> Care:
    return Care(*kept)


_PACK: Mapping[str, Callable[[Any], Any]] = {
    "items": _pack_items,
    "where": _pack_where,
    "terms": _pack_terms,
    "project": _pack_project,
    "goods": _pack_goods,
    "care": _pack_care,
}
_UNPACK: Mapping[str, Callable[[Any], Any]] = {
    "items": _unpack_items,
    "where": _unpack_where,
    "terms": _unpack_terms,
    "project": _unpack_project,
    "goods": _unpack_goods,
    "care": _unpack_care,
}
