"""Names that a form may have, made of what people write: `员工人数` gives `yuan_gong_ren_shu`. Pure."""

import re
import unicodedata
from collections.abc import Collection

from ngo2.questionnaires.xlsform.references import NAME, RESERVED

LONGEST = 24


def name_from(text: str, taken: Collection[str], otherwise: str) -> str:
    """Small letters, digits and _ from the words or their pinyin; `otherwise1`, `otherwise2` where nothing is left."""
    words = re.findall(r"[a-z0-9]+", _plain(text[:200]))
    name = ""
    for word in words:
        if len(name) + len(word) + 1 > LONGEST:
            break
        name = f"{name}_{word}" if name else word
    name = name or (words[0][:LONGEST] if words else "")
    if name and not NAME.fullmatch(name):
        name = f"{otherwise}_{name}"
    if not name:
        return _next(otherwise, taken, first=1)
    return name if _free(name, taken) else _next(f"{name}_", taken, first=2)


def _plain(text: str) -> str:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 (its dictionary takes a quarter of a second and 30 MB)

    latin = " ".join(lazy_pinyin(unicodedata.normalize("NFKC", text)))
    return unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode().lower()


def _free(name: str, taken: Collection[str]) -> bool:
    return name not in RESERVED and name not in {one.lower() for one in taken}


def _next(start: str, taken: Collection[str], first: int) -> str:
    number = first
    while not _free(f"{start}{number}", taken):
        number += 1
    return f"{start}{number}"
