"""Values as members read them: also those that the public page shows in tables, or does not show. Pure."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.organisations.facts.choices import DATUMS, PRECISIONS
from ngo2.organisations.words import Words, in_words


def said(key: str, value: Any, country: str) -> Words:
    """`value` of the field `key`; None says that there is none."""
    if value is None or key not in _SAYERS:
        return in_words(key, value, country)
    return _SAYERS[key](value)


def _yes_no(value: bool) -> Words:
    return Words(_("yes") if value else _("no"))


def _point(value: dict[str, Any]) -> Words:
    lat, lng = value["raw"]
    datum, precision = DATUMS[value["crs"]], PRECISIONS[value["precision"]]
    return Words(f"{lat}, {lng} ({datum}, {precision})")


def _projects(value: list[dict[str, Any]]) -> Words:
    return Words(items=tuple(Words(one["title"]) for one in value))


def _finance(value: list[dict[str, Any]]) -> Words:
    return Words(items=tuple(Words(str(one["year"])) for one in value))


def _trained(value: dict[str, Any]) -> Words:
    if not value.get("trained"):
        return Words(_("no"))
    where = " ".join(str(value[key]) for key in ("where", "year") if value.get(key))
    return Words(where or _("yes"))


def row_words(row: dict[str, Any]) -> str:
    """One line for a row of a list: a project, or a year of numbers."""
    if "title" in row:
        return str(row["title"])
    known = sum(value is not None for key, value in row.items() if key not in {"year", "currency"})
    counted = ngettext("%(n)s number", "%(n)s numbers", known) % {"n": known}
    return f"{row['year']} · {counted} · {row['currency']}"


_SAYERS: dict[str, Callable[[Any], Words]] = {
    "publish_exact": _yes_no,
    "point": _point,
    "projects": _projects,
    "finance": _finance,
    "trained": _trained,
}
