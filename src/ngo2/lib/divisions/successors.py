"""Follow a retired division through the years until what exists today."""

from collections.abc import Iterable, Mapping, Sequence

from ngo2.lib.divisions.records import CURRENT, RENAMED, Division

Lines = Mapping[str, Sequence[Division]]  # code -> its lines of history, oldest first


def line_at(lines: Lines, code: str, year: int | None) -> Division | None:
    """The line of `code` that was meant in `year`; without a year, the latest.

    A number that is in use again under another name is told apart by the year only.
    Before the first line the first is taken, in a gap the one before it.
    """
    history = lines.get(code, ())
    if not history:
        return None
    if year is None:
        return history[-1]
    return next((line for line in reversed(history) if line.from_year <= year), history[0])


def today(lines: Lines, children: Lines, line: Division) -> tuple[Division, ...]:
    """The current divisions that `line` became, in order of the source, none twice."""
    return tuple(dict.fromkeys(_follow(lines, children, line, set())))


def moved_before(lines: Lines, children: Lines, line: Division) -> tuple[Division, ...]:
    """The current divisions to which parts of `line` had moved before it ended."""
    parts = (
        _follow(lines, children, there, {line})
        for code, year in line.successors
        if year is not None and (there := line_at(lines, code, year))
    )
    return tuple(dict.fromkeys(found for part in parts for found in part))


def _follow(lines: Lines, children: Lines, line: Division, seen: set[Division]) -> Iterable[Division]:
    if line.status == CURRENT:
        yield line
        return
    if line in seen:
        return
    seen.add(line)
    for following in _next(lines, line):
        yield from _follow(lines, children, following, seen)
    if not _next(lines, line):
        yield from _parents_of_what_it_held(lines, children, line, seen)


def _next(lines: Lines, line: Division) -> list[Division]:
    """The lines that followed when `line` ended; the same number counts only if the line was renamed."""
    end = line.to_year
    codes = [code for code, year in line.successors if year is None]
    if not codes and line.status == RENAMED:
        codes = [line.code]
    found = (line_at(lines, code, end) for code in codes)
    return [there for there in found if there is not None and there != line]


def _parents_of_what_it_held(
    lines: Lines, children: Lines, line: Division, seen: set[Division]
) -> Iterable[Division]:
    """The source names no successor of most abolished prefectures: look where their counties went."""
    for child in children.get(line.code, ()):
        held_to_the_end = child.alive((line.to_year or 0) - 1) and child.parent == line.code
        if not held_to_the_end:
            continue
        for county in _follow(lines, children, child, seen):
            above = line_at(lines, county.parent, None)
            # A county that now stands directly under the province is itself the answer.
            yield above if above is not None and above.level >= line.level else county
