"""In which order a form is evaluated: whatever an expression asks for comes before it. A circle is an error."""

from heapq import heappop, heappush

from django.utils.translation import gettext as _

from ngo2.questionnaires.xforms.definitions import Definition
from ngo2.questionnaires.xforms.errors import Unreadable
from ngo2.questionnaires.xforms.forms import Form

_Edges = dict[Definition, set[Definition]]


def arrange(form: Form) -> None:
    """Sets `order`, `dependents` and `looped`. Raises Unreadable for a circle."""
    nodes = list(form.root.walk())
    sure: _Edges = {}
    loose: _Edges = {}
    for node in nodes:
        asked = [e for e in (node.bind.relevant, node.bind.calculate, node.count) if e is not None]
        sure[node] = {other for expression in asked for other in expression.references}
        loose[node] = {other for expression in asked for other in expression.earlier} - sure[node]
        if node.parent is not None:
            sure[node].add(node.parent)
    first = {node: sure[node] | (loose[node] - {node}) for node in nodes}
    order, stuck = _sorted(nodes, first)
    if stuck:  # what goes through a position of a repeat may lead back to itself: instances make no circle
        order, stuck = _sorted(nodes, sure)
        form.looped = True
    if stuck:
        circle = ", ".join(node.path for node in _circle(stuck, sure)[:8])
        raise Unreadable(
            _("These fields depend on each other in a circle: %(paths)s. Break it.") % {"paths": circle}
        )
    form.looped = form.looped or any(node in loose[node] for node in nodes)
    dependents: _Edges = {node: set() for node in nodes}
    for node in nodes:
        for other in sure[node] | loose[node]:
            dependents[other].add(node)
    form.order = order
    form.dependents = {node: frozenset(others) for node, others in dependents.items()}


def _sorted(nodes: list[Definition], edges: _Edges) -> tuple[list[Definition], list[Definition]]:
    """Kahn's order, by place in the document among equals; and what is left when there is a circle."""
    waiting = {node: len(edges[node]) for node in nodes}
    after: _Edges = {node: set() for node in nodes}
    for node in nodes:
        for other in edges[node]:
            after[other].add(node)
    ready = [(node.place, node) for node in nodes if not waiting[node]]
    order: list[Definition] = []
    while ready:
        _place, node = heappop(ready)
        order.append(node)
        for other in after[node]:
            waiting[other] -= 1
            if not waiting[other]:
                heappush(ready, (other.place, other))
    return order, [node for node in nodes if waiting[node]]


def _circle(stuck: list[Definition], edges: _Edges) -> list[Definition]:
    """One circle among those that are stuck."""
    inside = set(stuck)
    path: list[Definition] = []
    node = stuck[0]
    while node not in path:
        path.append(node)
        node = min((other for other in edges[node] if other in inside), key=lambda other: other.place)
    return path[path.index(node) :]
