"""The directory prepared: what was asked for, which place that is, and what can be chosen next. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from ngo2.kernel.packs import causes, country_name, pack
from ngo2.lib import text
from ngo2.organisations import words
from ngo2.organisations.facts import choices
from ngo2.organisations.freshness import GRADES
from ngo2.organisations.traits import traits

PER_PAGE = 30
LONGEST = 80  # characters of a search that are read
MOST_WORDS = 8
_PARAMETERS = {
    "words": "q",
    "near": "near",
    "cause": "cause",
    "kind": "kind",
    "legal_status": "status",
    "grade": "freshness",
    "verified": "verified",
    "box": "box",
    "off_map": "map",
    "trait": "with",
}


@dataclass(frozen=True)
class Filters:
    """What the directory is narrowed to; empty means all. `area` is a division code of today.

    `box` is "west,south,east,north" in degrees of WGS-84; west is greater than east across the antimeridian.
    """

    country: str = ""
    area: str = ""
    cause: str = ""
    kind: str = ""
    legal_status: str = ""
    grade: str = ""
    words: str = ""
    box: str = ""
    verified: str = ""  # "yes": those whose identity was checked
    near: str = ""  # as it was typed: a place, or "30.59,114.30"
    off_map: str = ""  # "none": those that stand at no point that everybody may see
    trait: str = ""  # `traits.py`


@dataclass(frozen=True)
class Place:
    """Where the directory stands: the world (all empty), a country, or a division with its `path` of codes.

    `retired` is the name under which it was asked for and `since` the year of the change. `choices` are
    the codes that it may be today, when there are several: then the reader must say which.
    """

    country: str = ""
    path: tuple[str, ...] = ()
    retired: str = ""
    since: int | None = None
    choices: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return self.path[-1] if self.path else ""

    @property
    def column(self) -> str:
        """The column of the record that tells what lies directly below."""
        return f"area{len(self.path) + 1}"

    @property
    def name(self) -> str:
        if self.path:
            return words.place_names(self.country, self.path[-1:])[0]
        return country_name(self.country, words.language()) if self.country else ""


@dataclass(frozen=True)
class Count:
    """One line of a list of places: `code` is a division, or a country where `country` is empty."""

    country: str
    code: str
    name: str
    count: int


@dataclass(frozen=True)
class Option:
    label: str
    url: str
    count: int | None
    current: bool


def read(parameters: Mapping[str, str]) -> Filters:
    """From an address that anybody may have typed: what is not known counts as not chosen."""
    given = {key: parameters.get(name, "")[:200] for key, name in _PARAMETERS.items()}
    typed = [word for word in text.tidy(given["words"])[:LONGEST].split() if text.fold(word)]
    return Filters(
        words=" ".join(typed[:MOST_WORDS]),
        near=text.tidy(given["near"])[:LONGEST],
        cause=given["cause"] if causes.get(given["cause"]) else "",
        kind=given["kind"] if given["kind"] in choices.KINDS else "",
        legal_status=given["legal_status"] if given["legal_status"] in choices.LEGAL_STATUSES else "",
        box=read_box(given["box"]),
        grade=given["grade"] if given["grade"] in GRADES else "",
        verified=given["verified"] if given["verified"] == "yes" else "",
        off_map=given["off_map"] if given["off_map"] == "none" else "",
        trait=given["trait"] if given["trait"] in traits else "",
    )


def read_box(typed: str) -> str:
    """The same box in the same words, or "" when it is none."""
    try:
        west, south, east, north = (float(edge) for edge in typed.split(","))
    except ValueError:
        return ""
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        return ""
    return ",".join(f"{edge:.4f}" for edge in (west, south, east, north))


def address(path: str, filters: Filters, **changes: str) -> str:
    """The address of the same list, with `changes` ({field of Filters: value})."""
    changed = replace(filters, **changes)
    pairs = [(name, getattr(changed, key)) for key, name in _PARAMETERS.items() if getattr(changed, key)]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def carried(filters: Filters) -> list[tuple[str, str]]:
    """Hidden fields that let the search form keep what is chosen beside the words."""
    return [
        (name, getattr(filters, key))
        for key, name in _PARAMETERS.items()
        if key not in {"words", "near"} and getattr(filters, key)
    ]


def chosen(filters: Filters) -> list[str]:
    """What a list is narrowed to beside its place, in words; a list that leaves this site must say it."""
    cause = causes.get(filters.cause)
    said = [
        cause.label(words.language()) if cause else "",
        str(choices.KINDS.get(filters.kind, "")),
        str(choices.LEGAL_STATUSES.get(filters.legal_status, "")),
        str(GRADES.get(filters.grade, "")),
        _("Identity verified") if filters.verified else "",
        str(traits[filters.trait].label) if filters.trait else "",
        _("near %(place)s") % {"place": filters.near} if filters.near else "",
        f"“{filters.words}”" if filters.words else "",
        _("part of the map") if filters.box else "",
        _("not on the map") if filters.off_map else "",
    ]
    return [one for one in said if one]


def find_place(country: str, code: str) -> Place | None:
    """The place of an address, also by a code that is no longer in use; None when there is no such place."""
    country = country.upper()
    if not country:
        return Place()
    if country_name(country) == country:
        return None
    if not code:
        return Place(country)
    gazetteer = pack(country).gazetteer
    if gazetteer is None:
        return None
    today = gazetteer.resolve_code(code.upper())
    if not today.current:
        return None
    retired, since = (today.retired.name, today.retired.to_year) if today.retired else ("", None)
    if today.ambiguous:
        holder = today.common.code if today.common else ""
        return Place(
            country,
            _path(country, holder),
            retired,
            since,
            tuple(division.code for division in today.current),
        )
    return Place(country, _path(country, today.code), retired, since)


def below(place: Place, counts: Mapping[str, int]) -> list[Count]:
    """The divisions directly below that hold organisations, the fullest first."""
    found = [
        Count(place.country, code, name, count)
        for code, count in counts.items()
        if (name := pack(place.country).division_name(code, words.language()))
    ]
    return sorted(found, key=lambda one: (-one.count, one.code))


def by_country(counts: Mapping[str, int], home: str) -> list[Count]:
    """The home country first, the others by how many they hold."""
    found = [Count("", code, country_name(code, words.language()), count) for code, count in counts.items()]
    return sorted(found, key=lambda one: (one.code != home, -one.count, one.name))


def level_name(place: Place) -> str:
    """What the divisions below are called. A municipality, and some provinces, hold counties directly."""
    own = pack(place.country)
    children = own.gazetteer.children(place.code) if own.gazetteer else []
    numbers = {child.level for child in children}
    level = own.level(min(numbers)) if numbers else None
    return str(level.plural) if level else ""


def trail(place: Place) -> list[tuple[str, str, str]]:
    """(label, country, code) from the country down; the last is the page itself."""
    if not place.country:
        return []
    steps = [(country_name(place.country, words.language()), place.country, "")]
    names = words.place_names(place.country, place.path)
    return steps + [(name, place.country, code) for name, code in zip(names, place.path, strict=True)]


def kind_options(path: str, filters: Filters, counts: Mapping[str, int]) -> list[Option]:
    return _options(path, filters, "kind", _("All kinds"), choices.KINDS, counts)


def status_options(path: str, filters: Filters, counts: Mapping[str, int]) -> list[Option]:
    return _options(path, filters, "legal_status", _("Any status"), choices.LEGAL_STATUSES, counts)


def grade_options(path: str, filters: Filters, counts: Mapping[str, int]) -> list[Option]:
    return _options(path, filters, "grade", _("Any age"), GRADES, counts)


def verified_options(path: str, filters: Filters, count: int) -> list[Option]:
    """One choice only: that nobody has looked yet is no reason to leave somebody out."""
    made = [Option(_("All"), address(path, filters, verified=""), None, False)]
    if count or filters.verified:
        url = address(path, filters, verified="yes")
        made.append(Option(_("Identity verified"), url, count, filters.verified == "yes"))
    return made


def trait_options(path: str, filters: Filters, counts: Mapping[str, int]) -> list[Option]:
    return _options(path, filters, "trait", _("All"), {one.name: one.label for one in traits}, counts)


def cause_options(path: str, filters: Filters, counts: Mapping[str, int]) -> list[Option]:
    """The broad causes, the fullest first; below the chosen one, what it consists of."""
    chosen = causes.get(filters.cause)
    opened = (chosen.parent or chosen.code) if chosen else ""
    made = [Option(_("All causes"), address(path, filters, cause=""), None, False)]
    for top in sorted(causes.top(), key=lambda cause: -counts.get(cause.code, 0)):
        below = causes.children(top.code) if top.code == opened else []
        for cause in (top, *below):
            current = cause.code == filters.cause
            if counts.get(cause.code) or current:
                label = cause.label(words.language())
                made.append(
                    Option(
                        label if cause is top else f"– {label}",
                        address(path, filters, cause=cause.code),
                        counts.get(cause.code, 0),
                        current,
                    )
                )
    return made


def _options(
    path: str,
    filters: Filters,
    key: str,
    everything: str,
    named: Mapping[str, Any],
    counts: Mapping[str, int],
) -> list[Option]:
    chosen = getattr(filters, key)
    made = [Option(everything, address(path, filters, **{key: ""}), None, False)]
    return made + [
        Option(str(label), address(path, filters, **{key: code}), counts.get(code, 0), code == chosen)
        for code, label in named.items()
        if counts.get(code) or code == chosen
    ]


def _path(country: str, code: str) -> tuple[str, ...]:
    gazetteer = pack(country).gazetteer
    return tuple(step.code for step in gazetteer.path(code)) if gazetteer else ()


def place_line(country: str, path: Sequence[str]) -> str:
    """Where an organisation is, in one line of a list."""
    names = words.place_names(country, [code for code in path if code])
    if not names:
        return country_name(country, words.language())
    return " ".join(names) if words.in_chinese() else ", ".join(reversed(names))
