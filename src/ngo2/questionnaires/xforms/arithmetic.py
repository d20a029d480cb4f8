"""Functions of numbers. As in JavaRosa, `sum`, `min` and `max` pass over what is no number."""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from math import isfinite, isnan, nan

from ngo2.questionnaires.xforms.library import register
from ngo2.questionnaires.xforms.values import Value, node_text, number
from ngo2.questionnaires.xforms.world import world


def _mathematical(does: Callable[..., float]) -> Callable[..., float]:
    def safe(*given: Value) -> float:
        numbers = [number(value) for value in given]
        try:
            return float(does(*numbers))
        except (ValueError, OverflowError, ZeroDivisionError):
            return nan

    return safe


def _whole(value: float) -> float:
    return float(math.trunc(value)) if isfinite(value) else value


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf


def _log(value: float) -> float:
    return -math.inf if value == 0 else math.log(value)


def _log10(value: float) -> float:
    return -math.inf if value == 0 else math.log10(value)


for _name, _does in (
    ("int", _whole),
    ("pow", _power),
    ("log", _log),
    ("log10", _log10),
    ("exp", math.exp),
    ("exp10", lambda value: _power(10.0, value)),
    ("sqrt", math.sqrt),
    ("abs", abs),
    ("sin", math.sin),
    ("cos", math.cos),
    ("tan", math.tan),
    ("asin", math.asin),
    ("acos", math.acos),
    ("atan", math.atan),
    ("atan2", math.atan2),
    ("floor", lambda value: math.floor(value) if isfinite(value) else value),
    ("ceiling", lambda value: math.ceil(value) if isfinite(value) else value),
):
    _many = 2 if _name in ("pow", "atan2") else 1
    register(_name, _many, _many, "number", _mathematical(_does))


def _round(value: Value, decimals: Value = 0.0) -> float:
    """As JavaRosa: halves go up, so -0.5 becomes 0; half a unit of a decimal place too."""
    amount, places = number(value), number(decimals)
    if not isfinite(amount) or isnan(places):
        return amount
    if abs(places) > 30:
        return nan
    exact = Decimal(repr(amount))
    halves = ROUND_HALF_DOWN if amount < 0 else ROUND_HALF_UP
    step = Decimal(1).scaleb(-int(places))
    return float((exact / step).to_integral_value(halves) * step) if exact else 0.0


def _numbers(given: tuple[Value, ...]) -> list[float]:
    found: list[float] = []
    for value in given:
        parts = [number(node_text(node)) for node in value] if isinstance(value, list) else [number(value)]
        found.extend(part for part in parts if not isnan(part))
    return found


register("number", 0, 1, "number", number)
register("round", 1, 2, "number", _round)
register("sum", 1, 1, "number", lambda *given: math.fsum(_numbers(given)))
register("min", 1, None, "number", lambda *given: min(_numbers(given), default=nan))
register("max", 1, None, "number", lambda *given: max(_numbers(given), default=nan))
register("pi", 0, 0, "number", lambda: math.pi)
register("random", 0, 0, "number", lambda: world().random.random(), volatile=True)
