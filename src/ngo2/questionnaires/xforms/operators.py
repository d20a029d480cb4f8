"""The operators that OpenRosa defines otherwise than XPath 1.0, as extension functions: dates count as numbers."""

from collections.abc import Callable
from math import isnan
from typing import Any

from ngo2.questionnaires.xforms.values import Value, boolean, node_text, number, text_number

_NEAR = 1e-12  # 6.1 - 7.8 = -1.7 holds, as in JavaRosa


def _sides(value: Value) -> list[Value]:
    return [node_text(node) for node in value] if isinstance(value, list) else [value]


def _equal(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return boolean(left) == boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        a, b = number(left), number(right)
        return a == b or abs(a - b) < _NEAR
    if left == right:
        return True
    a, b = text_number(left), text_number(right)
    # two texts: equal as dates only, "017." is not "17"
    return a == b and "-" in left[1:] and "-" in right[1:]


def _eq(_context: Any, left: Value, right: Value) -> bool:
    return any(_equal(a, b) for a in _sides(left) for b in _sides(right))


def _ne(_context: Any, left: Value, right: Value) -> bool:
    return any(not _equal(a, b) for a in _sides(left) for b in _sides(right))


def _ordered(holds: Callable[[float, float], bool]) -> Callable[..., bool]:
    def compare(_context: Any, left: Value, right: Value) -> bool:
        return any(holds(number(a), number(b)) for a in _sides(left) for b in _sides(right))

    return compare


def _n(_context: Any, value: Value) -> float:
    return number(value)


def _b(_context: Any, value: Value) -> bool:
    return boolean(value)


def _mod(_context: Any, left: Value, right: Value) -> float:
    a, b = number(left), number(right)
    if isnan(a) or isnan(b) or b == 0 or abs(a) == float("inf"):
        return float("nan")
    return a if abs(b) == float("inf") else abs(a) % abs(b) * (-1 if a < 0 else 1)


OPERATORS: dict[str, Callable[..., Value]] = {
    "n": _n,
    "b": _b,
    "eq": _eq,
    "ne": _ne,
    "lt": _ordered(lambda a, b: a < b),
    "le": _ordered(lambda a, b: a <= b),
    "gt": _ordered(lambda a, b: a > b),
    "ge": _ordered(lambda a, b: a >= b),
    "mod": _mod,
}
