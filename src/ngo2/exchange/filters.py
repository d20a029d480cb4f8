"""A list of posts prepared: what was asked for, and what can be chosen next. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from ngo2.exchange import kinds
from ngo2.kernel.packs import home
from ngo2.lib import text
from ngo2.organisations.directory import Option, read_box
from ngo2.organisations.facts import places

PER_PAGE = 20
LONGEST = 80
LISTS = {kinds.NEED: "exchange:needs", kinds.OFFER: "exchange:offers"}  # routes
_PARAMETERS = {
    "words": "q",
    "kind": "kind",
    "subkind": "about",
    "area": "in",
    "remote": "remote",
    "box": "box",
}


@dataclass(frozen=True)
class Filters:
    """Empty means all. `area` is a division code of today, at home. `remote`: "yes" for what can be done from afar.

    `box`: what stands on the map there, as in the directory.
    """

    words: str = ""
    kind: str = ""
    subkind: str = ""
    area: str = ""
    remote: str = ""
    box: str = ""


def read(parameters: Mapping[str, str]) -> Filters:
    """From an address that anybody may have typed: what is not known counts as not chosen."""
    given = {key: parameters.get(name, "")[:200] for key, name in _PARAMETERS.items()}
    subkind = given["subkind"] if given["subkind"] in kinds.SUBKINDS else ""
    kind = kinds.SUBKINDS[subkind].key if subkind else given["kind"] if given["kind"] in kinds.KINDS else ""
    path = places.path(home(), given["area"]) if given["area"] else ()
    return Filters(
        words=text.tidy(given["words"])[:LONGEST],
        kind=kind,
        subkind=subkind,
        area=path[-1] if path else "",
        remote="yes" if given["remote"] == "yes" else "",
        box=read_box(given["box"]),
    )


def columns(filters: Filters) -> dict[str, str]:
    """As a saved search keeps them."""
    return asdict(filters)


def of_columns(one: Any) -> Filters:
    return Filters(*(getattr(one, key) for key in _PARAMETERS))


def address(here: str, filters: Filters) -> str:
    said = {name: getattr(filters, key) for key, name in _PARAMETERS.items() if getattr(filters, key)}
    if filters.subkind:
        said.pop("kind", None)
    return f"{here}?{urlencode(said)}" if said else here


def carried(filters: Filters) -> list[tuple[str, str]]:
    """What a search keeps beside its words."""
    return [
        (name, getattr(filters, key))
        for key, name in _PARAMETERS.items()
        if key != "words" and getattr(filters, key) and not (key == "kind" and filters.subkind)
    ]


def _way_back(label: str, url: str, chosen: bool, count: int | None = None) -> list[Option]:
    """Only where something is chosen: a filter that is not folds away on a phone."""
    return [Option(label, url, count, False)] if chosen else []


def _is_somewhere(filters: Filters) -> bool:
    return bool(filters.area or filters.remote or filters.box)


def kind_options(here: str, filters: Filters, counts: Mapping[str, int]) -> list[Option]:
    """`counts` by kind, of everything but the kind itself."""
    every = replace(filters, kind="", subkind="")
    return [
        *_way_back(_("Everything"), address(here, every), bool(filters.kind), sum(counts.values())),
        *(
            Option(
                str(kind.label),
                address(here, replace(every, kind=kind.key)),
                counts.get(kind.key, 0),
                filters.kind == kind.key,
            )
            for kind in kinds.KINDS.values()
            if counts.get(kind.key) or filters.kind == kind.key
        ),
    ]


def subkind_options(here: str, filters: Filters, counts: Mapping[str, int]) -> list[Option]:
    """Of the chosen kind: those that there are; `counts` by sub-kind."""
    if not filters.kind:
        return []
    whole = replace(filters, subkind="")
    return [
        *_way_back(_("All of these"), address(here, whole), bool(filters.subkind), sum(counts.values())),
        *(
            Option(
                str(sub.label),
                address(here, replace(whole, subkind=sub.key)),
                counts.get(sub.key, 0),
                filters.subkind == sub.key,
            )
            for sub in kinds.KINDS[filters.kind].subs
            if counts.get(sub.key) or filters.subkind == sub.key
        ),
    ]


def place_options(
    here: str, filters: Filters, named: Mapping[str, str], counts: Mapping[str, int]
) -> list[Option]:
    """Provinces where there is something; what reaches the whole country or is done from afar counts for each."""
    every = replace(filters, area="", remote="", box="")
    top = places.path(home(), filters.area)[:1] if filters.area else ()
    options = _way_back(_("Everywhere"), address(here, every), _is_somewhere(filters))
    options += [
        Option(
            named.get(code, code),
            address(here, replace(every, area=code)),
            count,
            (code,) == top,
        )
        for code, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return [
        *options,
        Option(_("From afar"), address(here, replace(every, remote="yes")), None, bool(filters.remote)),
    ]
