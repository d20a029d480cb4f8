"""Where in a text stands what was asked for: marked, escaped, and cut around the first place. Pure."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ngo2.kernel.search.asking import Asked, Word, numbers_of
from ngo2.lib import tokens
from ngo2.lib.text import fold

_WORDS = re.compile(r"[^\W_]+")
BEFORE, LONGEST = 24, 110  # characters in front of the first place, and in all
Span = tuple[int, int]


def marked(text: str, said: Asked, *, spoken: bool = False) -> SafeString:
    """`text` with <mark> around what fits. `spoken`: also what sounds as it was written, for names."""
    return _drawn(text, _spans(text, said, spoken))


def excerpt(text: str, said: Asked) -> SafeString:
    """The part of a longer text in which the first place stands; "" when there is none."""
    flat = " ".join(text.split())
    spans = _spans(flat, said, spoken=False)
    if not spans:
        return SafeString("")
    start = max(0, spans[0][0] - BEFORE)
    end = min(len(flat), start + LONGEST)
    inside = [(first - start, min(last, end) - start) for first, last in spans if first < end]
    shown = _drawn(flat[start:end], inside)
    before, after = "…" if start else "", "…" if end < len(flat) else ""
    return SafeString(before + shown + after)  # `shown` is escaped, and nothing else comes from outside


def fits(text: str, said: Asked) -> bool:
    return bool(_spans(text, said, spoken=True))


def _spans(text: str, said: Asked, spoken: bool) -> list[Span]:
    """Ordered and apart from each other."""
    joined: list[Span] = []
    for first, last in sorted(_found(text, said.words, spoken)):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _found(text: str, words: Iterable[Word], spoken: bool) -> Iterator[Span]:
    folded, places = _folded(text)
    for word in words:
        if word.is_chinese:
            yield from _places(folded, places, word.text)
        else:
            yield from _begun(text, word.text)
            if spoken:
                yield from _said(text, word.text)


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its characters the place it came from."""
    characters = [_one(character) for character in text]
    places = [at for at, folded in enumerate(characters) for _ in folded]
    return "".join(characters), places


@lru_cache(maxsize=8192)
def _one(character: str) -> str:
    return fold(character)


def _places(folded: str, places: list[int], wanted: str) -> Iterator[Span]:
    at = folded.find(wanted)
    while at >= 0:
        yield places[at], places[at + len(wanted) - 1] + 1
        at = folded.find(wanted, at + len(wanted))


def _begun(text: str, wanted: str) -> Iterator[Span]:
    """Words that are it, its other number, or begin with it."""
    others = set(numbers_of(wanted))
    for match in _WORDS.finditer(text):
        folded = fold(match[0])
        if folded in others:
            yield match.span()
        elif folded.startswith(wanted):
            yield match.start(), match.start() + min(len(wanted), len(match[0]))


def _said(text: str, wanted: str) -> Iterator[Span]:
    """Characters whose pinyin, or the first letters of it, was typed."""
    read = [list(reading) for reading in tokens.readings(wanted, open_end=True)]
    if tokens.is_letters(wanted):
        read.append(list(wanted))
    for run in re.finditer(r"[\u3400-\u9fff]+", text):
        heard = tokens.sounds([tokens.Piece(run[0], True)])
        spans = (_heard(heard, reading) for reading in read if len(reading) > 1 or len(wanted) > 2)
        for first, last in (span for found in spans for span in found):
            yield run.start() + first, run.start() + last


def _heard(heard: list[str], reading: list[str]) -> Iterator[Span]:
    """A whole syllable for each but the last; the first letter alone where only letters were typed."""
    for start in range(len(heard) - len(reading) + 1):
        pairs = list(zip(heard[start:], reading, strict=False))
        whole = all(sound == typed for sound, typed in pairs[:-1]) and pairs[-1][0].startswith(pairs[-1][1])
        letters = all(len(typed) == 1 and sound.startswith(typed) for sound, typed in pairs)
        if whole or letters:
            yield start, start + len(reading)


def _drawn(text: str, spans: Iterable[Span]) -> SafeString:
    drawn, at = [], 0
    for first, last in spans:
        drawn += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    return mark_safe("".join([*drawn, escape(text[at:])]))  # noqa: S308 (every part of the text is escaped above)
