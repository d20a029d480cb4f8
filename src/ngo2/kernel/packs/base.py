"""What a country pack says: how a country divides itself, names its organisations and what its law asks."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Protocol
from urllib.parse import quote

from ngo2.kernel.packs.law import Appeals, Goods, Money, Overseas, Text, Volunteering
from ngo2.lib.divisions import Gazetteer


class Level(NamedTuple):
    """A level of divisions; `number` 1 is the one directly below the country."""

    number: int
    key: str
    name: Text
    plural: Text


class LegalStatus(NamedTuple):
    """`registered`: has papers of its own. `help` says in plain words whom it is for."""

    key: str
    name: Text
    help: Text
    registered: bool


class Warned(NamedTuple):
    """Something odd about an identifier. Never a reason to refuse it."""

    code: str
    message: Text


class IdentifierReport(Protocol):
    """Answer of an identifier's check; `suggestions` are offered to the person, never applied."""

    @property
    def normalised(self) -> str: ...
    @property
    def valid(self) -> bool: ...
    @property
    def warnings(self) -> Sequence[Warned]: ...
    @property
    def suggestions(self) -> Sequence[str]: ...


class Identifier(NamedTuple):
    key: str
    name: Text
    example: str
    check: Callable[[str], IdentifierReport]


class Tile(NamedTuple):
    """One square of the schematic grid; column and row from 0 at the upper left."""

    code: str
    column: int
    row: int
    short: str
    name: str
    english: str


class RegisterLink(NamedTuple):
    """A public register in which anybody can look an organisation up.

    `scheme`: whose numbers it holds (a register id's scheme); "" for the credit code. `by_number`: the address of one
    entry, with `{number}`, where there is such an address.
    """

    key: str
    name: Text
    url: str
    statuses: tuple[str, ...]
    scheme: str = ""
    by_number: str = ""

    def of(self, number: str) -> str:
        """The address of the entry, or of the register. Nothing is fetched."""
        if not (self.by_number and number):
            return self.url
        return self.by_number.format(number=quote(number, safe=""))


class Note(NamedTuple):
    """A note of law in plain words, shown where it matters. Not legal advice."""

    key: str
    text: Text


def _any_of(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


@dataclass(frozen=True)
class OrganisationNames:
    """What a language says in names of organisations; for telling whether two names mean one. Folded (`lib.text`).

    forms      the legal form and words that add nothing: left off (at the end; anywhere in scripts with blanks)
    common     words that very many names hold, so that sharing them says little
    parts      words for a part of something bigger (branch, chapter): such a name is not that of the whole
    written    how people shorten words -> the word
    numbers    words for numbers -> digits
    numbered   pattern of a number that tells one of a series from another (第一小学, 2nd Scout Group)
    series     single characters that do so (东, 西)
    place      pattern of a place at the beginning of a name that no table knows (盐田河镇, 高新区)
    syllables  one Latin syllable for each character, where a script is not alphabetic
    """

    forms: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    numbered: str = r"(?!)"
    series: str = ""
    place: str = r"(?!)"
    place_endings: str = r"(?!)"
    syllables: Callable[[str], list[str]] = list

    @cached_property
    def form_at_end(self) -> re.Pattern[str]:
        return re.compile(f"(?<=..)(?:{_any_of(self.forms)})$")

    @cached_property
    def any_common(self) -> re.Pattern[str]:
        return re.compile(_any_of(self.common))

    def place_stem(self, place: str) -> str:
        """Without its ending or the number of its level (张阳县, 长阳3)."""
        return re.sub(rf"[0-9]+$|{self.place_endings}", "", place)


@dataclass(frozen=True)
class Pack:
    """Country rules live here and nowhere else. Get one with `packs.pack(country)`.

    country      ISO 3166 code, upper case
    levels       () for a country without divisions of ours
    gazetteer    its divisions, or None
    english      division code -> English name, where there is one
    covers       ISO codes that are filed as a division of this country -> division code
    names        how organisations are named in its language
    appeals      what its law says of appeals for one person, or None
    overseas     what its law says of resources from abroad, or None
    money        what its law says of money between organisations, or None
    goods        what its law asks of goods that are given, or None
    volunteering what its law asks of those who let volunteers help, or None
    """

    country: str
    levels: tuple[Level, ...] = ()
    gazetteer: Gazetteer | None = None
    identifiers: tuple[Identifier, ...] = ()
    legal_statuses: tuple[LegalStatus, ...] = ()
    tile_grid: tuple[Tile, ...] = ()
    register_links: tuple[RegisterLink, ...] = ()
    notes: tuple[Note, ...] = ()
    english: Mapping[str, str] = field(default_factory=dict)
    covers: Mapping[str, str] = field(default_factory=dict)
    names: OrganisationNames = field(default_factory=OrganisationNames)
    appeals: Appeals | None = None
    overseas: Overseas | None = None
    money: Money | None = None
    goods: Goods | None = None
    volunteering: Volunteering | None = None

    def level(self, number: int) -> Level | None:
        return next((level for level in self.levels if level.number == number), None)

    def legal_status(self, key: str) -> LegalStatus | None:
        return next((status for status in self.legal_statuses if status.key == key), None)

    def identifier(self, key: str) -> Identifier | None:
        return next((one for one in self.identifiers if one.key == key), None)

    def note(self, key: str) -> Text:
        return next((note.text for note in self.notes if note.key == key), "")

    def registers(self, status: str) -> list[RegisterLink]:
        """Where an organisation of this legal status can be looked up."""
        return [link for link in self.register_links if status in link.statuses]

    def division_name(self, code: str, language: str = "zh-hans") -> str:
        """Name of one division, English where there is one; a retired code is named as it was."""
        if self.gazetteer is None:
            return ""
        line = self.gazetteer.get(code) or self.gazetteer.resolve_code(code).retired
        if language.startswith("en") and code in self.english:
            return self.english[code]
        return line.name if line else ""

    def place_name(self, code: str, language: str = "zh-hans") -> str:
        """The whole path as one line: 湖北省武汉市江岸区, or 江岸区, 武汉市, Hubei in English."""
        if self.gazetteer is None:
            return ""
        names = [self.division_name(step.code, language) for step in self.gazetteer.path(code)]
        if not names:
            return self.division_name(code, language)
        return ", ".join(reversed(names)) if language.startswith("en") else "".join(names)
