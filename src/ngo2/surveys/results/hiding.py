"""What is hidden in one table because another shows the same people. Pure."""

from dataclasses import replace

from ngo2.surveys.results.tables import Counts, Cross, Head, Line, Means, Shown, Summary
from ngo2.surveys.statistics.suppression import LEAST


def beside(part: Shown, rest: Shown | None) -> Shown:
    """Of some of the respondents: also what would be small among the others, as it is the whole less this part."""
    if rest is None:
        return part
    if isinstance(part, Counts) and isinstance(rest, Counts):
        small = {one.value for one in rest.lines if one.small}
        return replace(part, lines=tuple(_marked(one, small) for one in part.lines))
    if isinstance(part, Cross) and isinstance(rest, Cross):
        return _cross(part, rest)
    if isinstance(part, Means) and isinstance(rest, Means):
        small = {head.label for head, _mean, _median in rest.groups if head.small}
        groups = tuple((_head(head, small), mean, median) for head, mean, median in part.groups)
        return replace(part, groups=groups)
    if isinstance(part, Summary) and 0 < rest.base < LEAST:
        return replace(part, mean=None, quartiles=None)
    return part


def answers(one: Shown) -> set[str]:
    """Values whose number among all is hidden."""
    if isinstance(one, Counts):
        return {line.value for line in one.lines if line.small}
    if isinstance(one, Cross):
        return {row.line.value for row in one.rows if row.line.small}
    return set()


def without(one: Shown, small: set[str]) -> Shown:
    """Hidden as well: what another table of the same question hides among all."""
    if isinstance(one, Counts):
        return replace(one, lines=tuple(_marked(line, small) for line in one.lines))
    if isinstance(one, Cross):
        return replace(one, rows=tuple(replace(row, line=_marked(row.line, small)) for row in one.rows))
    return one


def _cross(part: Cross, rest: Cross) -> Cross:
    cells = {(row.line.value, cell.value) for row in rest.rows for cell in row.cells if cell.small}
    rows = tuple(
        replace(
            row,
            line=_marked(row.line, answers(rest)),
            cells=tuple(
                replace(cell, small=cell.small or (row.line.value, cell.value) in cells) for cell in row.cells
            ),
        )
        for row in part.rows
    )
    small = {head.label for head in rest.heads if head.small}
    return replace(part, rows=rows, heads=tuple(_head(head, small) for head in part.heads))


def _marked(line: Line, small: set[str]) -> Line:
    return replace(line, small=line.small or line.value in small)


def _head(head: Head, small: set[str]) -> Head:
    return replace(head, small=head.small or head.label in small)
