"""Specs for `vegalite.py`: bars with intervals, bars side by side for two times of asking, dots by group. Pure.

Made for the width of a phone. A label stands above its bar, so that it need not be cut short, and each bar has its
number beside it, so that no length has to be read. Series differ by shape or shade and never by hue alone: the hues are
those of Okabe & Ito (2008), which colour-blind people tell apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

WIDE: Final = 350  # pixels, for bars, intervals and the numbers behind them
INK: Final = "#1d2329"  # --ink of tokens.css
FILL, PALE = "#2c8271", "#94c0b2"  # --tile-4 and --tile-3
HUES: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b07d00", "#3a8fbf")
SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
MOST_SERIES: Final = len(HUES)
Spec = dict[str, Any]


@dataclass(frozen=True)
class Mark:
    """`value` with the ends of its interval, None where there is none; `said` is its number in words ("41.2 %").

    `series`: which of several it belongs to. A mark without a value has its label and a dash.
    """

    label: str
    value: float | None
    said: str
    low: float | None = None
    high: float | None = None
    series: str = ""


def bars(marks: Sequence[Mark], title: str) -> Spec:
    """One below the other, in the order given."""
    rows = [{"place": place, "label": mark.label, **_of(mark, 0)} for place, mark in enumerate(marks)]
    layers = [_label(-2), _bar(marks, 0, 9, PALE), _interval(0, 9, INK), _said(0, 9)]
    return _whole(title, rows, {"step": 40}, layers)


def grouped(marks: Sequence[Mark], series: Sequence[str], title: str) -> Spec:
    """Bars of at most two series side by side: the earlier in the pale shade."""
    fills = (PALE, FILL)[-len(series) :]
    layers = [_label(-9)]
    for place, fill in enumerate(fills):
        down = 2 + 15 * place
        layers += [_bar(marks, place, down, fill), _interval(place, down, INK), _said(place, down)]
    legend = _legend([(name, "square", fill) for name, fill in zip(series, fills, strict=True)])
    return _whole(title, _wide(marks, series), {"step": 58}, layers, legend)


def dots(marks: Sequence[Mark], series: Sequence[str], title: str) -> Spec:
    """For each label a dot with its interval for each of at most six series."""
    series = series[:MOST_SERIES]
    step = 30 + 16 * len(series)
    layers = [_label(22 - step / 2)]
    for place in range(len(series)):
        down = 34 - step / 2 + 16 * place
        hue = HUES[place]
        point = {"type": "point", "filled": True, "size": 70, "shape": SHAPES[place], "color": hue}
        drawn = {
            "mark": point | {"yOffset": down, "opacity": 1},
            "encoding": {"y": _band(), "x": _x(marks, place)},
        }
        layers += [_interval(place, down, hue), drawn, _said(place, down)]
    legend = _legend(list(zip(series, SHAPES, HUES, strict=False)))
    return _whole(title, _wide(marks, series), {"step": step}, layers, legend)


def _wide(marks: Sequence[Mark], series: Sequence[str]) -> list[Spec]:
    """A row for each label, in it the marks of all series."""
    rows: dict[str, Spec] = {}
    for mark in marks:
        row = rows.setdefault(mark.label, {"place": len(rows), "label": mark.label})
        if mark.series in series:
            row |= _of(mark, list(series).index(mark.series))
    return list(rows.values())


def _of(mark: Mark, place: int) -> Spec:
    value, low, high = (None if one is None else round(one, 3) for one in (mark.value, mark.low, mark.high))
    end = max(value or 0.0, high or 0.0)
    told = {"value": value, "low": low, "high": high, "end": end, "said": mark.said}
    return {f"{name}{place}": one for name, one in told.items()}


def _band() -> Spec:
    return {"field": "place", "type": "ordinal", "axis": None, "sort": None}


def _x(marks: Sequence[Mark], place: int) -> Spec:
    """From nothing to the longest, with room for the number behind it."""
    ends = [end for mark in marks for end in (mark.value, mark.high, mark.low) if end is not None]
    least, most = min([0.0, *ends]), max([0.0, *ends])
    domain = [least, most + (most - least or 1) * 0.28]
    scale = {"domain": domain, "nice": False}
    return {"field": f"value{place}", "type": "quantitative", "axis": None, "scale": scale}


def _bar(marks: Sequence[Mark], place: int, down: float, fill: str) -> Spec:
    mark = {"type": "bar", "height": 12, "yOffset": down, "color": fill}
    return {"mark": mark, "encoding": {"y": _band(), "x": _x(marks, place)}}


def _label(down: float) -> Spec:
    words = {"type": "text", "align": "left", "fontSize": 13, "color": INK}
    mark = words | {"baseline": "bottom", "dy": down, "limit": WIDE}
    return {"mark": mark, "encoding": {"y": _band(), "x": {"value": 0}, "text": {"field": "label"}}}


def _interval(place: int, down: float, colour: str) -> Spec:
    mark = {"type": "rule", "yOffset": down, "strokeWidth": 1.5, "color": colour}
    x = {"field": f"low{place}", "type": "quantitative", "axis": None}
    return {"mark": mark, "encoding": {"y": _band(), "x": x, "x2": {"field": f"high{place}"}}}


def _said(place: int, down: float) -> Spec:
    words = {"type": "text", "align": "left", "fontSize": 12, "color": INK}
    mark = words | {"baseline": "middle", "dx": 7, "yOffset": down}
    x = {"field": f"end{place}", "type": "quantitative", "axis": None}
    return {"mark": mark, "encoding": {"y": _band(), "x": x, "text": {"field": f"said{place}"}}}


def _legend(entries: Sequence[tuple[str, str, str]]) -> Spec:
    """(name, shape, fill) below each other: a legend of Vega's own would be cut short on a phone."""
    rows = [{"place": place, "name": name} for place, (name, _shape, _fill) in enumerate(entries)]
    names = [name for name, _shape, _fill in entries]

    def by(values: list[str]) -> Spec:
        return {
            "field": "name",
            "type": "nominal",
            "legend": None,
            "scale": {"domain": names, "range": values},
        }

    shape, fill = by([one for _n, one, _f in entries]), by([one for _n, _s, one in entries])
    point = {"type": "point", "filled": True, "size": 70, "opacity": 1}
    words = {"type": "text", "align": "left", "baseline": "middle", "fontSize": 12, "color": INK}
    drawn = {"y": _band(), "x": {"value": 6}, "shape": shape, "color": fill}
    said = {"y": _band(), "x": {"value": 18}, "text": {"field": "name"}}
    layers = [{"mark": point, "encoding": drawn}, {"mark": words | {"limit": WIDE - 20}, "encoding": said}]
    return {"width": WIDE, "height": {"step": 18}, "data": {"values": rows}, "layer": layers}


def _whole(
    title: str, rows: list[Spec], height: Spec, layers: list[Spec], legend: Spec | None = None
) -> Spec:
    drawing: Spec = {"width": WIDE, "height": height, "data": {"values": rows}, "layer": layers}
    config = {
        "font": "Noto Sans SC, Noto Sans",
        "view": {"stroke": None},
        "background": None,
        "concat": {"spacing": 6},
    }
    top: Spec = {"description": title, "config": config, "padding": 2}
    if legend is None:
        return top | drawing
    return top | {
        "vconcat": [legend, drawing],
        "resolve": {"scale": {"y": "independent", "x": "independent"}},
    }
