"""In which encoding is this text? UTF-8, UTF-16, GB18030 or Big5: told by the bytes, without a language model.

GB2312 and Big5 keep their most used characters in one block each (level 1). The pairs of bytes of a real text fall
into that block of the encoding it was written in and beside it in the other, so a dozen characters are enough.
"""

import codecs
from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000  # bytes that are looked at to choose; the whole is decoded afterwards


def encoding_of(data: bytes) -> str:
    """A name of a Python codec that decodes `data`, or "" when it is no text."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name if _decodes(data, name) else ""
    if b"\0" in data[:_SAMPLE]:
        return next((name for name in ("utf-16-le", "utf-16-be") if _is_utf16(data, name)), "")
    if _decodes(data, "utf-8"):
        return "utf-8"
    found = [name for name in ("gb18030", "big5hkscs") if _decodes(data, name)]
    if len(found) > 1:
        sample = data[:_SAMPLE]
        found.sort(key=lambda name: -_familiar(sample, name))
    if found and _familiar(data[:_SAMPLE], found[0]) >= 0.5:
        return found[0]
    return "cp1252" if _decodes(data, "cp1252") and _is_western(data) else (found[0] if found else "")


def _decodes(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _is_utf16(data: bytes, name: str) -> bool:
    """Without a mark at its beginning: the line ends and commas must come out as such."""
    if len(data) % 2 or not _decodes(data, name):
        return False
    text = data[:_SAMPLE].decode(name, "ignore")
    return "\0" not in text and any(mark in text for mark in "\n\t,;") and not _rare(text)


def _rare(text: str) -> bool:
    """More than a tenth in areas that no list of names is written in: bytes were paired wrongly."""
    odd = sum(1 for one in text if "\ua000" <= one <= "\uabff" or "\ue000" <= one <= "\uf8ff" or one < "\t")
    return odd * 10 > len(text)


def _familiar(data: bytes, name: str) -> float:
    """Share of the two-byte characters that are punctuation or among the most used, 0 to 1."""
    level_one = _in_gb_level_one if name == "gb18030" else _in_big5_level_one
    pairs = list(_pairs(data))
    return sum(level_one(first, second) for first, second in pairs) / len(pairs) if pairs else 0.0


def _pairs(data: bytes) -> Iterator[tuple[int, int]]:
    at, last = 0, len(data) - 1
    while at < last:
        if data[at] < 0x80:
            at += 1
            continue
        yield data[at], data[at + 1]
        at += 2


def _in_gb_level_one(first: int, second: int) -> bool:
    return second >= 0xA1 and (0xB0 <= first <= 0xD7 or first in {0xA1, 0xA3})


def _in_big5_level_one(first: int, second: int) -> bool:
    trails = 0x40 <= second <= 0x7E or second >= 0xA1
    return trails and (0xA4 <= first <= 0xC6 or first in {0xA1, 0xA2})


def _is_western(data: bytes) -> bool:
    """An accent here and there between plain letters."""
    high = sum(1 for one in data[:_SAMPLE] if one >= 0x80)
    return high * 5 < len(data[:_SAMPLE])
