"""Lines of a list -> one group of lines per organisation."""

from collections import Counter
from collections.abc import Iterable

Line = dict[str, str]


def by_name(lines: Iterable[Line], tally: Counter[str]) -> list[list[Line]]:
    """Lines with the same name belong together, in order of appearance. Lines without one are left out."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        tally["rows"] += 1
        if line["name"]:
            groups.setdefault(line["name"], []).append(line)
        else:
            tally["blank name"] += 1
    tally["joined"] += sum(len(group) - 1 for group in groups.values())
    return list(groups.values())


def first(group: Iterable[Line], column: str) -> str:
    """The first answer that is one ("-" is none)."""
    return next((line[column] for line in group if line[column] not in {"", "-"}), "")
