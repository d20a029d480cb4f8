"""Precision, recall and F1 of three methods on two dirty lists, and what the blocking keys let through."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from benchmarks.duplicates import peers
from benchmarks.duplicates.dirt import Labelled, dirty_list
from ngo2.organisations import duplicates
from ngo2.organisations.duplicates import Likened

Pair = tuple[int, int]
LISTS = ("uk", "hubei")


def report(seed: int, *, faults: int = 0) -> float:
    """Prints the table; returns our worst F1."""
    print(f"{'list':8}{'method':12}{'precision':>10}{'recall':>8}{'F1':>8}   pairs proposed / true")
    worst = 1.0
    for name in LISTS:
        rows = dirty_list(name, seed)
        truth = true_pairs(rows)
        facts = [row.facts for row in rows]
        ours, compared = proposed(rows)
        found = {"ours": ours, "openfairdb": peers.openfairdb(facts), "gogocarto": peers.gogocarto(facts)}
        for method, pairs in found.items():
            precision, recall, f1 = figures(pairs, truth)
            print(
                f"{name:8}{method:12}{precision:10.3f}{recall:8.3f}{f1:8.3f}   {len(pairs):,} / {len(truth):,}"
            )
        worst = min(worst, figures(ours, truth)[2])
        blocked = len(truth & compared) / len(truth)
        print(
            f"{name:8}keys let {blocked:.3f} of the true pairs through; "
            f"{len(compared) / len(rows):.1f} pairs compared a record, {len(rows):,} records"
        )
        if faults:
            _faults(rows, ours, truth, compared, faults)
    return worst


def figures(pairs: set[Pair], truth: set[Pair]) -> tuple[float, float, float]:
    right = len(pairs & truth)
    precision, recall = right / max(1, len(pairs)), right / max(1, len(truth))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def true_pairs(rows: list[Labelled]) -> set[Pair]:
    same: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        same[row.truth].append(number)
    return {pair for group in same.values() for pair in combinations(group, 2)}


def proposed(rows: list[Labelled]) -> tuple[set[Pair], set[Pair]]:
    """(pairs at or above the score that is shown to people, pairs compared)."""
    likened = [duplicates.likened(row.facts, number) for number, row in enumerate(rows)]
    compared = set(candidates(likened))
    found = {
        (a, b) for a, b in compared if duplicates.compare(likened[a], likened[b]).score >= duplicates.LIKELY
    }
    return found, compared


def candidates(records: list[Likened]) -> Iterator[Pair]:
    sharing: dict[int, list[int]] = defaultdict(list)
    for one in records:
        for key in duplicates.keys(one):
            sharing[key].append(one.pk)
    for group in sharing.values():
        if len(group) <= duplicates.MOST_SHARING:
            yield from combinations(group, 2)


def _faults(rows: list[Labelled], ours: set[Pair], truth: set[Pair], compared: set[Pair], most: int) -> None:
    missed, wrong = truth - ours, ours - truth
    print("  never compared:", Counter(_how(rows, pair) for pair in missed - compared).most_common(12))
    print("  missed:", Counter(_how(rows, pair) for pair in missed & compared).most_common(12))
    print("  wrong:", Counter(_how(rows, pair) for pair in wrong).most_common(12))
    for title, pairs in (("never", missed - compared), ("missed", missed & compared), ("wrong", wrong)):
        for a, b in sorted(pairs)[:most]:
            verdict = duplicates.compare(*(duplicates.likened(rows[one].facts, one) for one in (a, b)))
            names = [rows[one].facts.get("name_zh") or rows[one].facts["name_en"] for one in (a, b)]
            print(f"    {title}: {names} {verdict.score:.2f} {[tuple(one) for one in verdict.signs]}")


def _how(rows: list[Labelled], pair: Pair) -> str:
    return " + ".join(sorted({rows[one].how for one in pair} - {"original"}))
