"""Words of a text, the same for every index and every query; made from `text.fold`, so folding changes nothing.

Chinese is kept as overlapping pairs of characters: whatever two or more characters somebody types, the pairs of a
text that holds them stand side by side in it too. Words (by a dictionary) only help to put the better text first.

The dictionaries are read when they are first needed: most processes never do, and they are 0.4 s and 50 MB.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from operator import add
from typing import NamedTuple

from ngo2.lib.text import UNSPACED, fold

LONGEST = 40  # characters of one Latin word, which may be a whole address
_PIECES = re.compile(f"([{UNSPACED}]+)|([^\\s{UNSPACED}]+)")
_LETTERS = re.compile("[a-z]+")
_MOST_READINGS = 3
_KEPT_WORDS = 100_000
_KEPT_RUNS = 2_000  # a name is cut four times within one document


class Piece(NamedTuple):
    """A run of Chinese characters, or one word of a script that has words."""

    text: str
    is_chinese: bool


def pieces(text: str) -> list[Piece]:
    """What the functions below are made from: a text is folded once for all of them."""
    return [
        _piece(Piece, (chinese or other[:LONGEST], bool(chinese)))
        for chinese, other in _PIECES.findall(fold(text))
    ]


_piece = tuple.__new__  # what `Piece(…)` does, in half the time: texts have many


def pairs(run: str) -> list[str]:
    """Overlapping pairs of characters; a character that stands alone is its own."""
    return list(map(add, run, run[1:])) or [run]


def tokens(cut: Iterable[Piece]) -> list[str]:
    """In their order, so that what stands side by side in the text does so here."""
    found = []
    for piece in cut:
        found += pairs(piece.text) if piece.is_chinese else [piece.text]
    return found


def characters(cut: Iterable[Piece]) -> list[str]:
    """Each Chinese character once."""
    return list(dict.fromkeys("".join(piece.text for piece in cut if piece.is_chinese)))


def words(cut: Iterable[Piece]) -> list[str]:
    """Chinese words of two or more characters, each once."""
    runs = (piece.text for piece in cut if piece.is_chinese)
    return list(dict.fromkeys(word for run in runs for word in _cut(run) if len(word) > 1))


def parts(run: str) -> list[str]:
    """What somebody means who types a run of characters: its words; all of it when it has none."""
    return [word for word in _cut(run) if len(word) > 1] or [run]


def sounds(cut: Iterable[Piece]) -> list[str]:
    """Pinyin without tones, one a character; words of other scripts stay."""
    found: list[str] = []
    for piece in cut:
        found += _run_sounds(piece.text) if piece.is_chinese else [piece.text]
    return found


def spoken(text: str) -> str:
    """As one word in Latin letters: wuhan, of 武汉."""
    return "".join(sounds(pieces(text)))


def initials(cut: Iterable[Piece]) -> list[str]:
    """Overlapping pairs of first letters of the pinyin: gy stands in gongyi."""
    runs = ("".join(sound[0] for sound in _run_sounds(piece.text)) for piece in cut if piece.is_chinese)
    return [pair for run in runs for pair in pairs(run)]


def word_sounds(cut: Iterable[Piece]) -> list[tuple[str, ...]]:
    """The syllables of each Chinese word: gongyi said of one word is more than of two halves."""
    runs = (piece.text for piece in cut if piece.is_chinese)
    return list(dict.fromkeys(_word_sounds(word) for run in runs for word in _cut(run) if len(word) > 1))


def is_letters(word: str) -> bool:
    return bool(_LETTERS.fullmatch(word))


def readings(word: str, *, open_end: bool = False) -> list[tuple[str, ...]]:
    """Ways to read a word as pinyin, fewest syllables first. `open_end`: the last one may not be complete yet."""
    if not is_letters(word) or not 1 < len(word) <= LONGEST:
        return []
    found = sorted(_readings(word, open_end), key=len)
    return found[:_MOST_READINGS]


def _readings(word: str, open_end: bool) -> Iterable[tuple[str, ...]]:
    """By dynamic programming: at each place the few shortest ways to come there."""
    ways: list[list[tuple[str, ...]]] = [[()]]
    known = _beginnings() if open_end else _syllables()
    for end in range(1, len(word) + 1):
        syllables = known if end == len(word) else _syllables()
        here = [
            (*way, word[start:end])
            for start in range(max(0, end - 6), end)
            if word[start:end] in syllables
            for way in ways[start]
        ]
        ways.append(sorted(here, key=len)[:_MOST_READINGS])
    return ways[-1]


@cache
def _syllables() -> frozenset[str]:
    from pypinyin import pinyin_dict  # noqa: PLC0415 (a dictionary, see above)
    from pypinyin.contrib.tone_convert import to_normal  # noqa: PLC0415

    toned = {reading for all_ in pinyin_dict.pinyin_dict.values() for reading in all_.split(",")}
    plain = {to_normal(reading).replace("ü", "v") for reading in toned}
    return frozenset(one for one in plain if is_letters(one) and set(one) & set("aeiouv"))


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(one[:length] for one in _syllables() for length in range(1, len(one) + 1))


@lru_cache(maxsize=_KEPT_RUNS)
def _cut(run: str) -> list[str]:
    import rjieba  # noqa: PLC0415 (a dictionary, see above)

    return rjieba.cut(run)


def _run_sounds(run: str) -> list[str]:
    return [sound for word in _cut(run) for sound in _word_sounds(word)]


@lru_cache(maxsize=_KEPT_WORDS)
def _word_sounds(word: str) -> tuple[str, ...]:
    """Word by word, for many characters sound different in different words (重庆, 重要)."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 (a dictionary, see above)

    return tuple(lazy_pinyin(word, errors=list))  # type: ignore[arg-type] # documented: a list, one sound a character
