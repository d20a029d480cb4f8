"""How alike two names are, between 0 and 1, and whether they are two of a series. The same whichever comes first."""

from functools import lru_cache
from itertools import product

from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein

from ngo2.kernel.packs import naming
from ngo2.organisations.duplicates import regions
from ngo2.organisations.duplicates.names import Name

_HELD = 0.9  # one name holds the other: 绿家园 in 绿家园环境
_HELD_BEHIND = 0.8  # what is in front tells two apart: 航空基地 in 航空基地集中住宿
_SOUND = 0.97  # the same sounds, other characters
_WORD = 0.86  # words that are one but for a typing error
_COMMON = 0.35  # what a common word counts beside others
_SHORTEST_HELD = 2
_JOINED = 0.88


def alike(a: Name, b: Name) -> float:
    """Rounded, because sums in another order differ in their last digit."""
    return round(_alike(a, b), 6)


def _alike(a: Name, b: Name) -> float:
    if a.whole == b.whole or (a.core == b.core and a.core):
        return 1.0
    if a.spaced and b.spaced:
        return _words(a, b)
    if a.spaced != b.spaced:
        return _SOUND * Levenshtein.normalized_similarity(a.reading, b.reading)
    return _characters(a, b)


def sounds_same(a: Name, b: Name) -> bool:
    """A name in characters and one in Latin letters are compared only where they nearly sound the same."""
    if min(len(a.reading), len(b.reading)) < 5:
        return False
    return Levenshtein.normalized_similarity(a.reading, b.reading, score_cutoff=0.85) > 0


def in_series(a: Name, b: Name) -> bool:
    """第一小学 and 第二小学; 东街小学 and 西街小学; 1st and 2nd."""
    if a.numbers != b.numbers:
        return bool(a.numbers and b.numbers) or (a.core == b.core and a.spaced is False)
    if a.spaced or b.spaced or len(a.core) != len(b.core):
        return False
    other = [(one, two) for one, two in zip(a.core, b.core, strict=True) if one != two]
    series = naming(a.whole).series
    return len(other) == 1 and all(character in series for character in other[0])


def _characters(a: Name, b: Name) -> float:
    best = OSA.normalized_similarity(a.core, b.core)
    best = max(best, OSA.normalized_similarity(a.whole, b.whole))
    best = max(best, _SOUND * Levenshtein.normalized_similarity(a.reading, b.reading) ** 1.5)
    best = max(best, _SOUND * _pairs(a.core, b.core))
    short, long = sorted((a.core, b.core), key=lambda one: (len(one), one))
    if len(short) >= _SHORTEST_HELD and short in long:
        best = max(best, _HELD if long.startswith(short) else _HELD_BEHIND)
    if a.gist and a.gist == b.gist:
        best = max(best, _HELD)
    return best


def _pairs(a: str, b: str) -> float:
    """Share of neighbouring characters: words that changed places count for little."""
    mine, theirs = ({one[place : place + 2] for place in range(len(one) - 1)} for one in (a, b))
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _words(a: Name, b: Name) -> float:
    """Share of the words that meet, each counting by what it says; the best pairs are taken first."""
    mine, theirs = list(a.words), list(b.words)
    common = frozenset(naming("a").common)
    total = sum(_counts(word, common) for word in mine + theirs)
    shared = 0.0
    for word in sorted(set(mine) & set(theirs)):
        times = min(mine.count(word), theirs.count(word))
        shared += 2 * times * _counts(word, common)
        for _time in range(times):
            mine.remove(word)
            theirs.remove(word)
    shared += _nearly(mine, theirs, common)
    joined = min(_joined(a.core, b.core), _joined(a.gist, b.gist))
    return max(shared / total if total else 0.0, joined if joined > _JOINED else 0.0)


def _joined(a: str, b: str) -> float:
    return float(OSA.normalized_similarity(a.replace(" ", ""), b.replace(" ", "")))


def written_alike(a: Name, b: Name) -> float:
    """Letter by letter, whatever the blanks: "Man chester" is a typing error."""
    return _joined(a.whole, b.whole)


def places_alike(a: str, b: str) -> bool:
    """A place that we do not know, and one that it may be with a typing error: 张阳县 for 长阳县."""
    unknown, other = sorted((a, b), key=lambda one: (not one.startswith(regions.UNKNOWN), one))
    if not unknown.startswith(regions.UNKNOWN):
        return False
    mine, theirs = (naming(one).place_stem(one.strip(regions.UNKNOWN)) for one in (unknown, other))
    if OSA.distance(mine, theirs, score_cutoff=1) > 1:
        return False
    series = naming(a).series
    return not any(
        one != two and one in series and two in series for one, two in zip(mine, theirs, strict=False)
    )


def _nearly(mine: list[str], theirs: list[str], common: frozenset[str]) -> float:
    """What words that are one but for a typing error add; each is used once, the surest pairs first."""
    pairs = [(_word(one, two), one, two) for one, two in product(mine, theirs)]
    pairs.sort(key=lambda pair: (-pair[0], *sorted(pair[1:])))
    shared = 0.0
    for likeness, one, two in pairs:
        if likeness >= _WORD and one in mine and two in theirs:
            mine.remove(one)
            theirs.remove(two)
            shared += likeness * (_counts(one, common) + _counts(two, common))
    return shared


def _word(one: str, two: str) -> float:
    """Nearly the same letters, or the beginning of the other (assoc., Chr.)."""
    short, long = sorted((one, two), key=len)
    if len(short) >= 3 and long.startswith(short):
        return 0.9
    if len(short) < 4:
        return 0.0
    return float(JaroWinkler.similarity(one, two)) if one[0] == two[0] or len(short) > 5 else 0.0


def _counts(word: str, common: frozenset[str]) -> float:
    return _COMMON if word in common or len(word) < 2 or _is_nearly_form(word) else 1.0


@lru_cache(maxsize=20_000)
def _is_nearly_form(word: str) -> bool:
    """A legal form with a typing error in it."""
    return len(word) > 4 and any(
        len(form) > 4 and Levenshtein.distance(word, form, score_cutoff=1) <= 1 for form in naming("a").forms
    )
