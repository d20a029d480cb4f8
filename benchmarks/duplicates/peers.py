"""The rules of two peers, as their code has them, on the same records."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from math import ceil, cos, radians

from rapidfuzz.distance import Levenshtein

from benchmarks.duplicates.dirt import Facts
from ngo2.lib.geo import Point, haversine

Pair = tuple[int, int]


def openfairdb(records: list[Facts]) -> set[Pair]:
    """Within 100 m, and the edit distance of the titles at most 30 % of the shorter one, or at most 2 words differ.

    As in `find_duplicates.rs`: the length counts bytes, the distance counts characters; two titles of one word each
    are never compared by words; words are split at blanks and compared as they are.
    """
    return {pair for pair in _near(records, 100) if _similar(*(_title(records[one]) for one in pair))}


def gogocarto(records: list[Facts]) -> set[Pair]:
    """Within 1 km, and the same name (as a text index sees it: words without case and accents) or the same e-mail."""
    found = set()
    for pair in _near(records, 1000):
        a, b = (records[one] for one in pair)
        if _indexed(_title(a)) == _indexed(_title(b)) or (
            a.get("email") and a.get("email") == b.get("email")
        ):
            found.add(pair)
    return found


def _title(facts: Facts) -> str:
    return str(facts.get("name_zh") or facts.get("name_en"))


def _similar(a: str, b: str) -> bool:
    most = ceil(min(len(a.encode()), len(b.encode())) * 0.3)
    if Levenshtein.distance(a, b, score_cutoff=most) <= most:
        return True
    short, long = sorted((a.split(), b.split()), key=len)
    if len(short) == len(long) == 1:
        return False
    return sum(word not in short for word in long) <= 2


def _indexed(title: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", title).casefold()
    return frozenset(re.findall(r"\w+", re.sub("[\u0300-\u036f]", "", plain)))


def _near(records: list[Facts], metres: float) -> Iterator[Pair]:
    """All pairs within the distance, by a grid: nothing is lost, and nothing is compared twice."""
    step = metres / 111_000
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, facts in enumerate(records):
        if point := facts.get("point"):
            cells[int(point["lat"] // step), int(point["lng"] // step)].append(number)
    for (row, column), here in cells.items():
        wide = ceil(1 / max(0.2, cos(radians(row * step))))
        around = [
            other
            for north in (-1, 0, 1)
            for east in range(-wide, wide + 1)
            for other in cells.get((row + north, column + east), ())
        ]
        for one in here:
            for other in around:
                if one < other and haversine(_place(records[one]), _place(records[other])) <= metres:
                    yield one, other


def _place(facts: Facts) -> Point:
    return Point(facts["point"]["lat"], facts["point"]["lng"])
