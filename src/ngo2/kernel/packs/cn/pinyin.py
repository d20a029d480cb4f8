"""Han characters as Latin syllables without tones, one reading each; for comparing, never for showing."""

import json
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_TONES = dict.fromkeys(
    map(ord, "\u0304\u0301\u030c\u0300")
)  # macron, acute, caron, grave; the dots of ü stay


def syllables(text: str) -> list[str]:
    """One syllable for each Han character; everything else stays as it is, character by character."""
    table = _table()
    return [table.get(character) or character for character in text]


@cache
def _table() -> dict[str, str]:
    """The character table of pypinyin (MIT), as a file: importing the package would load its phrases, 30 MB.

    The first reading counts, always: 重庆 is "zhongqing" here, and so is every other way to write those sounds.
    """
    spec = find_spec("pypinyin")
    assert spec is not None
    assert spec.origin is not None
    path = Path(spec.origin).with_name("pinyin_dict.json")
    readings: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return {chr(int(code)): _plain(reading.partition(",")[0]) for code, reading in readings.items()}


def _plain(syllable: str) -> str:
    bare = unicodedata.normalize("NFKD", syllable).translate(_TONES)
    return unicodedata.normalize("NFC", bare).replace("ü", "v").replace("ê", "e")
