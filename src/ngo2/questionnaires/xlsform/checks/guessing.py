"""The word that was probably meant."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process


def nearest(word: str, known: Iterable[str], least: float = 75) -> str:
    """The known word that was probably meant, or ""."""
    found = process.extractOne(word.lower()[:100], list(known), scorer=fuzz.ratio, score_cutoff=least)
    return str(found[0]) if found else ""
