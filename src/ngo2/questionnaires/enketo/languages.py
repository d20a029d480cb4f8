"""Which language an XForm means by "Français", "中文 (zh)" or "en", and which way it is written.

Ported from enketo-transformer 4.2.0 (language.js): Copyright Enketo LLC and contributors, Apache-2.0; its libraries
language-tags 1.0.5 and string-direction 0.1.2: MIT. Names come from IANA's registry (stylesheets/languages.tsv).
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NAMES = Path(__file__).parent / "stylesheets" / "languages.tsv"
TAGGED = re.compile(r"([^(]+)\((.*)\)\s*\Z")
NO_DIRECTION = re.compile(r"[\s\0'\"\-0-9+?!]+")
RIGHT_TO_LEFT = re.compile("[\u0591-\u05fe\u0601-\u06fe\u0701-\u074e\u0781-\u07be\u07c1-\u07fe\u2d31-\u2d7e]")
LTR_MARK, RTL_MARK = "\u200e", "\u200f"


@dataclass(frozen=True)
class Language:
    """`source` as the form writes it, `label` for people, `tag` for `lang`, `direction` ltr or rtl."""

    source: str
    label: str
    tag: str
    direction: str


def language(source: str, sample: str) -> Language:
    """What the form's `source` means; `sample` is a text in it, which tells the direction."""
    way = direction(sample)
    name = source.strip()
    if (tagged := TAGGED.match(source)) is not None:
        return Language(source, tagged[1].strip(), tagged[2].strip(), way)
    known = _registry().get(source.split("-")[0])
    if known:
        return Language(source, known[0], name, way)
    return Language(source, name, _by_name(name) or name, way)


def _by_name(name: str) -> str | None:
    """The first language with the shortest name that holds this one; capitals count unless there are none."""
    if not name:
        return None
    small = name == name.lower()
    best: tuple[int, str] | None = None
    for subtag, names in _registry().items():
        fitting = [len(each) for each in names if name in (each.lower() if small else each)]
        if fitting and (best is None or min(fitting) < best[0]):
            best = (min(fitting), subtag)
    return best[1] if best else None


@cache
def _registry() -> dict[str, list[str]]:
    rows = (line.split("\t") for line in NAMES.read_text(encoding="utf-8").splitlines())
    return {subtag: names for subtag, *names in rows}


def direction(text: str) -> str:
    """ "ltr" only where nothing in it is written from right to left."""
    marks = (LTR_MARK in text, RTL_MARK in text)
    if any(marks):
        return "ltr" if marks == (True, False) else "rtl"
    letters = NO_DIRECTION.sub("", text)
    left = bool(RIGHT_TO_LEFT.sub("", letters)) or (not letters and any("0" <= sign <= "9" for sign in text))
    return "ltr" if left and not RIGHT_TO_LEFT.search(letters) else "rtl"
