"""A name, taken apart: what is left of it without place, legal form and number is compared; the rest is, too."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from ngo2.kernel.packs import OrganisationNames, naming
from ngo2.lib import text
from ngo2.organisations.duplicates import regions

LONGEST = 200  # characters that are looked at
_BRACKETS = re.compile(r"[(\[（【〔]([^()\[\]（）【】〔〕]*)[)\]）】〕]")
_BEHIND = re.compile(r"([^()\[\]]+)[(\[]([^()\[\]]+)[)\]]")
_APOSTROPHES = re.compile(r"['’‘`´]")
_DOTS = re.compile(r"(?<=\b\w)\.(?=\w\b)")  # P.C.C.
_PIECES = re.compile(r"[\s·•|/,，、—–-]+")
_SHORTEST_NAME, _ENDING = 5, 2
_CHARACTER, _WORD, _COMMON = 2.2, 3.6, 0.6  # bits that sharing one says


class Name(NamedTuple):
    """`whole` is folded. `core` lacks place and legal form, `gist` common words too; `words` are those of the core,
    () in scripts without blanks. `regions`: places that it names, the narrowest last. `parts`: words that make it the
    name of a part (branch). `reading` is the core in Latin letters. `bits`: how much it says to share the core.
    """

    whole: str
    core: str
    gist: str
    words: tuple[str, ...]
    regions: tuple[str, ...]
    numbers: frozenset[str]
    parts: tuple[str, ...]
    reading: str
    bits: float

    @property
    def spaced(self) -> bool:
        return bool(self.words)


def spellings(raw: str) -> list[str]:
    """The name, and where a second one stands in brackets both by themselves: 仁和医院（三峡大学附属仁和医院）."""
    raw = unicodedata.normalize("NFKC", raw[:LONGEST]).strip()
    found = _BEHIND.fullmatch(raw)
    if found is None or not text.has_unspaced(found[2]):
        return [raw]
    first, second = found[1].strip(), found[2].strip()
    alike = len(second) >= _SHORTEST_NAME and first[-_ENDING:] == second[-_ENDING:]
    return [raw, first, second] if alike else [raw]


@lru_cache(maxsize=20_000)
def named(raw: str) -> Name | None:
    """None when nothing is left that could be compared (only signs, only pictures)."""
    raw = unicodedata.normalize("NFKC", raw[:LONGEST])
    language = naming(raw)
    bare = _BRACKETS.sub(" ", raw)
    if not text.fold(bare):
        bare, raw = raw, ""
    inside = [text.fold(one) for one in _BRACKETS.findall(raw)]
    if text.has_unspaced(bare):
        return _unspaced([*(text.fold(one) for one in _PIECES.split(bare)), *inside], language)
    places = tuple(place for one in inside for place in regions.whole(one))
    return _spaced(_DOTS.sub("", _APOSTROPHES.sub("", bare.replace("&", " and "))), places, language)


def _unspaced(pieces: list[str], language: OrganisationNames) -> Name | None:
    """A piece that is a place, (北京) or behind a blank, is no more than that."""
    found = [regions.whole(one) if len(pieces) > 1 else () for one in pieces]
    rest = [one for one, place in zip(pieces, found, strict=True) if not place]
    whole = "".join(rest or pieces).replace(" ", "")
    places = tuple(place for one in found for place in one) if rest else ()
    if not whole:
        return None
    said, behind = regions.leading(whole)
    said, behind = regions.unknown(said, behind, language)
    behind = _written(behind, language)
    numbers, core = _numbers(behind, language)
    core = language.form_at_end.sub("", core)
    gist = language.any_common.sub("", core)
    common = (len(core) - len(gist)) / 2
    return Name(
        whole=whole,
        core=core,
        gist=gist,
        words=(),
        regions=(*places, *said),
        numbers=numbers,
        parts=tuple(word for word in language.parts if word in behind),
        reading="".join(language.syllables(core)),
        bits=len(gist) * _CHARACTER + common * _COMMON,
    )


def _spaced(bare: str, places: tuple[str, ...], language: OrganisationNames) -> Name | None:
    whole = text.fold(bare)
    if not whole:
        return None
    written = [language.written.get(word, word) for word in whole.split()]
    written = " ".join(written).split()
    numbers, rest = _numbers(" ".join(written), language)
    said, words = regions.among(rest.split())
    core = [word for word in words if word not in language.forms] or words or written
    gist = [word for word in core if word not in language.common]
    bits = len(gist) * _WORD + (len(core) - len(gist)) * 2 * _COMMON
    return Name(
        whole=" ".join(written),
        core=" ".join(sorted(core)),
        gist=" ".join(sorted(gist)),
        words=tuple(core),
        regions=(*places, *said),
        numbers=numbers,
        parts=tuple(sorted(word for word in written if word in language.parts)),
        reading="".join(core),
        bits=bits,
    )


def _written(name: str, language: OrganisationNames) -> str:
    """Short ways to write a word become the word; what is written out already stays."""
    for short, long in language.written.items():
        if short in name and long not in name:
            name = name.replace(short, long)
    return name


def _numbers(name: str, language: OrganisationNames) -> tuple[frozenset[str], str]:
    """What tells one of a series from the others, and the name without it."""
    found: set[str] = set()

    def take(match: re.Match[str]) -> str:
        said = next(group for group in match.groups() if group)
        found.add(language.numbers.get(said, said.lstrip("0") or "0"))
        return " " if " " in name else ""

    rest = re.sub(language.numbered, take, name)
    if " " in name:
        words = rest.split()
        found |= {language.numbers[word] for word in words if word in language.numbers}
        rest = " ".join(word for word in words if word not in language.numbers)
    return frozenset(found), rest.strip() or name
