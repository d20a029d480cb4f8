"""What a block shows, in one language, as it is kept: numbers beside their words. Pure.

What is hidden has no number here, only the sign that it is hidden, so no door can give it away.
"""

from collections.abc import Iterator
from typing import Any, Final, Literal, NotRequired, TypedDict

from django.utils.translation import gettext as _

from ngo2.kernel.charts import specs
from ngo2.kernel.charts.specs import Mark, Spec

HIDDEN: Final = "*"
MOST: Final = 25  # answers in one chart; a longer list is read in the table
PARTS: Final = ("n", "value", "low", "high", "p")  # of a cell, in the order of a file
Shape = Literal["", "bars", "dots", "grouped"]  # of the chart; "": none


class Run(TypedDict):
    text: str
    bold: NotRequired[bool]
    italic: NotRequired[bool]
    href: NotRequired[str]


class Paragraph(TypedDict):
    kind: Literal["p", "h", "ul", "ol"]  # of a list each point is one
    runs: list[Run]


class Cell(TypedDict):
    """`said` is what is read ("41.2 %", or `HIDDEN`), `ends` of its interval where that is more than two numbers; the
    others only where they may be known."""

    said: str
    n: NotRequired[int]
    value: NotRequired[float]
    low: NotRequired[float]
    high: NotRequired[float]
    p: NotRequired[float]
    ends: NotRequired[str]


class Head(TypedDict):
    """`unit`: of this column, where it is not that of the table."""

    label: str
    n: NotRequired[int]
    unit: NotRequired[str]


class Row(TypedDict):
    label: str
    cells: list[Cell]


class Face(TypedDict):
    title: str
    paragraphs: list[Paragraph]
    caption: str
    heads: list[Head]
    rows: list[Row]
    unit: str
    shape: Shape
    notes: list[str]


def face(title: str = "", **more: Any) -> Face:
    empty: dict[str, Any] = {
        "paragraphs": [], "caption": "", "heads": [], "rows": [], "unit": "", "shape": "", "notes": []
    }  # fmt: skip
    made: Any = {"title": title} | empty | more
    return made


def spec(one: Face) -> Spec | None:
    """Of its chart. None where a picture would say nothing: all is hidden, or there is nobody to compare."""
    title = f"{one['title']} – {one['caption']}" if one["caption"] else one["title"]
    rows = one["rows"][:MOST]
    if not any("value" in cell for row in rows for cell in row["cells"]):
        return None
    if one["shape"] == "bars":
        return specs.bars([_mark(row["label"], row["cells"][0]) for row in rows], title)
    first = 1 if one["shape"] == "dots" else 0  # all together is no group
    names = [head["label"] for head in one["heads"][first:]][
        : 2 if one["shape"] == "grouped" else specs.MOST_SERIES
    ]
    if not one["shape"] or len(set(names)) < 2:
        return None
    marks = [
        _mark(row["label"], cell, name)
        for row in rows
        for name, cell in zip(names, row["cells"][first:], strict=False)
    ]
    return (specs.dots if one["shape"] == "dots" else specs.grouped)(marks, names, title)


def _mark(label: str, cell: Cell, series: str = "") -> Mark:
    return Mark(label, cell.get("value"), cell["said"], cell.get("low"), cell.get("high"), series)


def sheet(one: Face, about: list[str]) -> Iterator[list[Any]]:
    """The table as rows of a file, under lines that say what it is."""
    for line in [*about, one["title"], one["caption"], *one["notes"]]:
        if line:
            yield [line]
    yield []
    columns = [(place, head, part) for place, head in enumerate(one["heads"]) for part in _parts(one, place)]
    yield [
        "",
        *(f"{head['label']}: {_named(one, head, part)}".removeprefix(": ") for _at, head, part in columns),
    ]
    if any("n" in head for head in one["heads"]):
        yield [_("answered"), *(_base(one, place, part) for place, _head, part in columns)]
    for row in one["rows"]:
        yield [row["label"], *(_figure(row["cells"][place], part) for place, _head, part in columns)]


def ends(one: Cell) -> str:
    """The interval as it is read."""
    plain = f"{one['low']:.1f}–{one['high']:.1f}" if "low" in one and "high" in one else ""
    return one.get("ends", plain)


def _parts(one: Face, place: int) -> list[str]:
    """What the cells of a column hold. Where all of it is hidden, a column says so."""
    cells = [row["cells"][place] for row in one["rows"]]
    return [part for part in PARTS if any(part in cell for cell in cells)] or ["value"]


def _named(one: Face, head: Head, part: str) -> str:
    value = head.get("unit", one["unit"]) or _("value")
    names = {"n": "n", "value": value, "low": _("lower end"), "high": _("upper end"), "p": _("p (Holm)")}
    return names[part]


def _base(one: Face, place: int, part: str) -> Any:
    """Behind the first column of each head. Where it stands over nothing that was counted, there is none."""
    parts = _parts(one, place)
    head = one["heads"][place]
    if part != parts[0]:
        return ""
    return head.get("n", HIDDEN if parts[0] == "n" else "")


def _figure(cell: Any, key: str) -> Any:
    return HIDDEN if cell["said"] == HIDDEN else cell.get(key, "")
