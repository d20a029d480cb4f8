"""Functions of conditions, of choices, and of nodes."""

import math
from math import isfinite, isnan, nan
from typing import Any

from ngo2.questionnaires.xforms.documents import Element, local
from ngo2.questionnaires.xforms.library import FUNCTIONS, Function, register
from ngo2.questionnaires.xforms.values import Value, boolean, node_text, number, text
from ngo2.questionnaires.xforms.world import world


def _checklist(least: Value, most: Value, *given: Value) -> bool:
    flags: list[bool] = []
    for value in given:
        flags.extend(_flag(node) for node in value) if isinstance(value, list) else flags.append(_flag(value))
    return _between(sum(flags), number(least), number(most))


def _weighted(least: Value, most: Value, *given: Value) -> bool:
    total = 0.0
    for flags, weights in zip(given[::2], given[1::2], strict=False):
        if isinstance(flags, list) and isinstance(weights, list):
            pairs = list(zip(flags, weights, strict=False))
        else:
            pairs = [(flags, weights)]
        total += math.fsum(number(_single(weight)) for flag, weight in pairs if _flag(_single(flag)))
    return _between(total, number(least), number(most))


def _single(value: Value) -> Value:
    return value if isinstance(value, (str, float, bool, list)) else node_text(value)


def _flag(value: Value) -> bool:
    """As written: counts when it is true, or a number above nothing, or other text that is not blank."""
    value = _single(value)
    if isinstance(value, (bool, float)):
        return boolean(value)
    content = text(value)
    amount = number(content)
    return amount > 0 if not isnan(amount) else bool(content) and content not in ("false", "no")


def _between(total: float, least: float, most: float) -> bool:
    return (least < 0 or total >= least) and (most < 0 or total <= most)


def _selected_at(value: Value, place: Value) -> str:
    chosen, index = text(value).split(), number(place)
    return chosen[int(index)] if isfinite(index) and 0 <= int(index) < len(chosen) else ""


def _coalesce(first: Value, second: Value) -> Value:
    return first if text(first) not in ("", "NaN") else second


def _once(_context: Any, here: Value, value: Value) -> Value:
    return text(here) or value


register("if", 3, 3, "any", lambda asked, yes, no: yes if boolean(asked) else no)
register("coalesce", 2, 2, "any", _coalesce)
register("boolean-from-string", 1, 1, "boolean", lambda value: text(value).lower() in ("true", "1"))
register("checklist", 2, None, "boolean", _checklist)
register("weighted-checklist", 4, None, "boolean", _weighted)
register("selected", 2, 2, "boolean", lambda value, one: text(one).strip() in text(value).split())
register("selected-at", 2, 2, "string", _selected_at)
register("count-selected", 1, 1, "number", lambda value: float(len(text(value).split())))
register("depend", 1, None, "any", lambda value, *_rest: value)
FUNCTIONS["once"] = Function(1, 1, "any", _once)


def _count_non_empty(nodes: Value) -> float:
    return float(sum(1 for node in nodes if node_text(node))) if isinstance(nodes, list) else 0.0


def _position(_context: Any, nodes: Value) -> float:
    if not isinstance(nodes, list) or not nodes or isinstance(nodes[0], str):
        return nan
    name = local(nodes[0])
    return 1.0 + sum(1 for other in nodes[0].itersiblings(preceding=True) if local(other) == name)


def place_among(element: Element) -> int:
    """Which of the siblings of its name it is, from 1; also when some are not relevant."""
    name = local(element)
    return 1 + sum(1 for other in element.itersiblings(preceding=True) if local(other) == name)


def _indexed(_context: Any, nodes: Value, *given: Value) -> Value:
    """`given`: pairs of the nodes of a repeat and which of them; an index below 1 means the first (JavaRosa)."""
    for repeats, place in zip(given[::2], given[1::2], strict=False):
        wanted = number(place)
        index = int(wanted) if isfinite(wanted) and wanted >= 1 else 1
        inside = {repeat for repeat in repeats if place_among(repeat) == index}
        nodes = [node for node in nodes if any(above in inside for above in (node, *node.iterancestors()))]
    return nodes[:1]


def _randomize(_context: Any, nodes: Value, seed: Value = None) -> Value:
    """Park-Miller and the inside-out shuffle, so that a seed gives the same order on every client."""
    if not isinstance(nodes, list):
        return []
    if seed is None:
        shuffled = list(nodes)
        world().random.shuffle(shuffled)
        return shuffled
    wanted = number(seed)
    state = int(math.fmod(wanted, 2147483647)) if isfinite(wanted) else 0
    if state <= 0:
        state += 2147483646
    order: list[Any] = []
    for place, node in enumerate(nodes):
        state = state * 16807 % 2147483647
        other = (state - 1) * (place + 1) // 2147483646
        order.append(node)
        if other != place:
            order[place] = order[other]
        order[other] = node
    return order


def _pulldata(_context: Any, source: Value, wanted: Value, column: Value, value: Value) -> str:
    found = world().sources.get(text(source))
    item = found.first(text(column), text(value)) if found else None
    return "" if item is None else item.findtext(text(wanted), "")


def _instance(_context: Any, identity: Value) -> Value:
    found = world().sources.get(text(identity))
    return [found.top] if found else []


def _choice_name(_context: Any, here: Value, value: Value, path: str) -> str:
    return world().choice_name(path, text(value), here[0])


register("count-non-empty", 1, 1, "number", _count_non_empty)
FUNCTIONS["position"] = Function(0, 1, "number", _position)
FUNCTIONS["indexed-repeat"] = Function(3, 7, "nodes", _indexed)
FUNCTIONS["randomize"] = Function(1, 2, "nodes", _randomize)
FUNCTIONS["pulldata"] = Function(4, 4, "string", _pulldata)
FUNCTIONS["instance"] = Function(1, 1, "nodes", _instance)
FUNCTIONS["current"] = Function(0, 0, "nodes")
FUNCTIONS["jr:choice-name"] = Function(2, 2, "string", _choice_name)
