"""Where the table lies in a sheet: title rows above, one or two rows of headers, the body, footers below. Pure."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Line = tuple[int, list[str]]  # line in the file, cells
LOOKED_AT = 40  # rows at the beginning in which a header is looked for
_FOOTER = re.compile(
    r"(合\s*计|总\s*计|小\s*计|共\s*计|备\s*注|说\s*明|注\s*[:：]|填表|制表|审核|负责人签|数据来源|资料来源|以上|"
    r"totals?\b|sum\b|notes?\b|remarks?\b|sources?\b|prepared by\b)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"[\d\s.,:/%+()\-年月日—–]+")


@dataclass(frozen=True)
class Shape:
    """`header` one label a column, blank for a column without; `lines` of titles, headers and footers in the file."""

    header: tuple[str, ...]
    header_lines: tuple[int, ...]
    title_lines: tuple[int, ...] = ()
    footer_lines: tuple[int, ...] = ()

    @property
    def apart(self) -> frozenset[int]:
        """Lines that are no rows of the table."""
        return frozenset(self.header_lines + self.title_lines + self.footer_lines)


def shape_of(
    head: Sequence[Line], tail: Sequence[Line], known: Callable[[str], bool] = lambda word: False
) -> Shape:
    """From the first and the last rows of a sheet (they may overlap). `known` says of a label that it is one."""
    if not head:
        return Shape((), ())
    at = _header_at(head[:LOOKED_AT], known)
    two = at + 1 < len(head) and _goes_on(head[at][1], head[at + 1][1], known)
    header = _joined(head[at][1], head[at + 1][1]) if two else head[at][1]
    used = (head[at][0], head[at + 1][0]) if two else (head[at][0],)
    titles = tuple(line for line, _cells in head[:at])
    return Shape(tuple(map(tidy, header)), used, titles, _footers(tail, used[-1], len(header)))


def tidy(label: str) -> str:
    """A label on one line, without the marks that forms put beside it."""
    return " ".join(unicodedata.normalize("NFKC", label).replace("*", " ").split()).strip(" :")


def _header_at(rows: Sequence[Line], known: Callable[[str], bool]) -> int:
    """The row that looks most like labels: known words, all different, none a figure, as wide as what follows."""
    widths = sorted(len([cell for cell in cells if cell]) for _line, cells in rows)
    usual = max(widths[len(widths) // 2], 1)
    best, chosen = float("-inf"), 0
    for at, (_line, cells) in enumerate(rows):
        labels = [tidy(cell) for cell in cells if cell]
        words = sum(known(label) for label in labels)
        figures = sum(bool(_FIGURE.fullmatch(label)) for label in labels)
        long = sum(len(label) > 40 for label in labels)
        fit = min(len(labels), usual) / usual
        score = words * 2 + fit * 2 - figures - long - (len(set(labels)) < len(labels)) - at * 0.3
        if len(labels) == 1 and usual > 1:
            score -= 5
        if score > best:
            best, chosen = score, at
    return chosen


def _goes_on(above: list[str], below: list[str], known: Callable[[str], bool]) -> bool:
    """Is `below` a second row of labels: under groups that leave cells blank, known words and no figures?"""
    gaps = [at for at in range(len(below)) if at >= len(above) or not above[at]]
    filled = [at for at in gaps if below[at]]
    labels = [tidy(cell) for cell in below if cell]
    if not filled or any(_FIGURE.fullmatch(label) or len(label) > 30 for label in labels):
        return False
    words = sum(known(label) for label in labels)
    merged_down = sum(1 for at, cell in enumerate(above) if cell and (at >= len(below) or not below[at]))
    return words >= 2 or (words >= 1 and merged_down >= 1 and words * 2 >= len(labels))


def _joined(above: list[str], below: list[str]) -> list[str]:
    """`联系方式` over `电话` and `邮箱` gives `联系方式 电话`, `联系方式 邮箱`."""
    labels, group = [], ""
    for at in range(max(len(above), len(below))):
        high = above[at] if at < len(above) else ""
        low = below[at] if at < len(below) else ""
        group = high or (group if low else "")
        labels.append(f"{group} {low}".strip())
    return labels


def _footers(tail: Sequence[Line], header: int, width: int) -> tuple[int, ...]:
    """From the end upwards: sums, notes, signatures."""
    found: list[int] = []
    for line, cells in reversed(tail):
        filled = [cell for cell in cells if cell]
        first = tidy(filled[0])
        words = bool(_FOOTER.match(first)) and len(filled) <= max(2, width * 2 // 3)
        lonely = len(filled) == 1 and width >= 3 and (cells[0] == "" or len(first) > 25)
        if line <= header or not (words or lonely):
            break
        found.insert(0, line)
    return tuple(found)
