"""What a country pack says: how a country divides itself, names its organisations and what its law asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from ngo2.lib.divisions import Gazetteer

# A msgid marked with gettext_lazy, or a plain string: whatever a template prints.
Text = Any


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
    """A public register in which anybody can look an organisation up."""

    key: str
    name: Text
    url: str
    statuses: tuple[str, ...]


class Note(NamedTuple):
    """A note of law in plain words, shown where it matters. Not legal advice."""

    key: str
    text: Text


@dataclass(frozen=True)
class Pack:
    """Country rules live here and nowhere else. Get one with `packs.pack(country)`.

    country      ISO 3166 code, upper case
    levels       () for a country without divisions of ours
    gazetteer    its divisions, or None
    english      division code -> English name, where there is one
    covers       ISO codes that are filed as a division of this country -> division code
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
