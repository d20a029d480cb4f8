"""Paths of OpenRosa's XPath written as XPath 1.0's: which nodes they lead to, and from where they start."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ngo2.questionnaires.xforms.definitions import Definition, common_repeat
from ngo2.questionnaires.xforms.errors import Unreadable

GONE = "gone"  # the namespace of nodes that are not relevant now

_AXES = frozenset(
    (
        *("child", "parent", "self", "descendant", "descendant-or-self", "ancestor", "ancestor-or-self"),
        *("following-sibling", "preceding-sibling", "attribute", "following", "preceding"),
    )
)
_WILD = "*[namespace-uri()='']"

Nodes = tuple[Definition, ...]


@dataclass(frozen=True)
class Piece:
    """`kind`: number, string, date, boolean, nodes or any; `nodes`: the definitions that a path leads to."""

    text: str
    kind: str
    nodes: Nodes = ()
    positioned: bool = False  # a predicate stands on a repeat of the path


class Paths:
    """What one expression needs to write its paths. `context` None: nothing but the root is known."""

    def __init__(
        self, context: Definition | None, root: Definition, lists: frozenset[str], *, item: bool = False
    ) -> None:
        self.context = context
        self.root = root
        self.lists = lists
        self.item = item
        self.here: Nodes = () if item or context is None else (context,)
        self.deep = 1 if item else 0  # in how many predicates we are
        self.free: tuple[Definition, ...] = ()  # repeats that indexed-repeat() or position() name themselves
        self.references: set[Definition] = set()
        self.earlier: set[Definition] = set()
        self.used_lists: list[str] = []
        self.volatile = False
        self.wants_current = False
        self.wants_root = False

    def write(self, token: Any) -> Piece:
        """Any expression: see `rewriting`."""
        raise NotImplementedError

    @staticmethod
    def truth(piece: Piece) -> str:
        """As a condition: a value of any kind is asked whether it holds."""
        return f"o:b({piece.text})" if piece.kind == "any" else piece.text

    def _refer(self, piece: Piece) -> None:
        (self.earlier if piece.positioned else self.references).update(piece.nodes)

    def _current(self) -> Piece:
        self.wants_current = True
        return Piece("$c", "nodes", (self.context,) if self.context else ())

    def _path(self, token: Any) -> Piece:
        """A path, with its predicates; a step is written where it stands, a start as the context asks."""
        plain = self._plain(token)
        if plain is not None:
            return plain
        symbol = token.symbol
        if symbol in ("/", "//") and len(token) == 2:
            left = self._path(token[0]) if "function" not in token[0].label else self.write(token[0])
            if left.kind not in ("nodes", "any"):
                raise Unreadable(_("A path cannot start with a value."))
            step = self._step(token[1], left.nodes, deep=symbol == "//")
            return Piece(
                f"{left.text}{symbol}{step.text}", "nodes", step.nodes, left.positioned or step.positioned
            )
        if symbol in ("/", "//"):
            return self._from_root(token)
        if symbol == "[":
            return self._filtered(
                token, self._path(token[0]) if "function" not in token[0].label else self.write(token[0])
            )
        if symbol in ("|", "(") or "function" in token.label:
            return self.write(token)
        return self._start(token)

    def _start(self, token: Any) -> Piece:
        """The first step of a relative path."""
        context = self.context
        if context is not None and context.attribute and not self.deep:
            # lxml evaluates an attribute at the element that it belongs to
            if token.symbol == ".":
                return Piece(f"@{context.name}", "nodes", (context,))
            if token.symbol == ".." and context.parent:
                return Piece(".", "nodes", (context.parent,))
        return self._step(token, self.here)

    def _from_root(self, token: Any) -> Piece:
        if token.symbol == "//":
            step = self._step(token[0], (self.root,), deep=True)
            if self.deep:
                self.wants_root = True
                return Piece(f"$r/descendant-or-self::*/{step.text}", "nodes", step.nodes)
            return Piece(f"//{step.text}", "nodes", step.nodes)
        if not len(token):
            if self.deep:
                self.wants_root = True
                return Piece("$r/..", "nodes")
            return Piece("/", "nodes")
        first = token[0]
        if _name(first) not in (self.root.name, "*"):
            raise Unreadable(
                _("The path /%(name)s is not in the form. Its first name must be %(root)s.")
                % {"name": _name(first), "root": self.root.name}
            )
        if self.deep:
            self.wants_root = True
            return Piece("$r", "nodes", (self.root,))
        return Piece(f"/{self.root.name}", "nodes", (self.root,))

    def _plain(self, token: Any) -> Piece | None:
        """An absolute path of names only, that leads into a repeat which the context is in: this instance of it."""
        names: list[str] = []
        while token.symbol == "/" and len(token) == 2:
            name = _name(token[1])
            if token[1].symbol == "@":
                name = "@" + _name(token[1][0])
            if not name or name == "*":
                return None
            names.insert(0, name)
            token = token[0]
        if token.symbol != "/" or len(token) != 1 or _name(token[0]) != self.root.name:
            return None
        node = self.root
        for name in names:
            child = node.children.get(name)
            if child is None:
                path = "/".join(("", self.root.name, *names))
                raise Unreadable(_("The path %(path)s is not in the form. Correct it.") % {"path": path})
            node = child
        return self._reach(node)

    def _reach(self, node: Definition) -> Piece:
        """All instances of a node that belong to the context: through the repeats that both are in."""
        shared = common_repeat(self.context, node) if self.context is not None else None
        while shared is not None and (shared is node or any(free in shared.upwards() for free in self.free)):
            above = shared.parent.repeats() if shared.parent else []
            shared = above[-1] if above else None
        if shared is not None:
            start = self._up_to(shared)
            below = node.path[len(shared.path) :]
            return Piece(start.text + below, "nodes", (node,))
        if self.deep:
            self.wants_root = True
            return Piece("$r" + node.path[len(self.root.path) :], "nodes", (node,))
        return Piece(node.path, "nodes", (node,))

    def _up_to(self, above: Definition) -> Piece:
        assert self.context is not None
        steps = self.context.depth - above.depth - (1 if self.context.attribute else 0)
        if self.deep:
            self.wants_current = True
            return Piece("$c" + "/.." * steps, "nodes", (above,))
        return Piece("/".join([".."] * steps) or ".", "nodes", (above,))

    def _filtered(self, token: Any, base: Piece) -> Piece:
        if token[0].symbol in ("/", "//") and len(token[0]) == 2:
            base = Piece(f"({base.text})", base.kind, base.nodes, base.positioned)
        kept, self.here = self.here, base.nodes
        self.deep += 1
        asked = self.write(token[1])
        self.deep -= 1
        self.here = kept
        positioned = base.positioned or any(node.repeated for node in base.nodes)
        return Piece(f"{base.text}[{asked.text}]", "nodes", base.nodes, positioned)

    def _step(self, token: Any, nodes: Nodes, *, deep: bool = False) -> Piece:
        """One step from `nodes` (with its predicates); `deep` after `//`."""
        symbol = token.symbol
        if symbol == "[":
            return self._filtered(token, self._step(token[0], nodes, deep=deep))
        if symbol == ".":
            return Piece(".", "nodes", nodes)
        if symbol == "..":
            return Piece("..", "nodes", tuple(dict.fromkeys(node.parent for node in nodes if node.parent)))
        if symbol == "*":
            return Piece(_WILD, "nodes", _children(nodes, "*", deep))
        if symbol == "@":
            name = _name(token[0])
            return Piece(
                f"@{name}", "nodes", tuple(n.children["@" + name] for n in nodes if "@" + name in n.children)
            )
        if symbol in ("node", "text"):
            return Piece(f"{symbol}()", "nodes", nodes if symbol == "text" else _children(nodes, "*", deep))
        if symbol in _AXES and len(token) == 1:
            return self._axis(token, nodes)
        name = _name(token)
        if not name:
            raise Unreadable(_("“%(step)s” cannot be a part of a path.") % {"step": token.source[:40]})
        found = _children(nodes, name, deep)
        if nodes and not found and not deep:
            path = f"{nodes[0].path}/{name}"
            raise Unreadable(_("The path %(path)s is not in the form. Correct it.") % {"path": path})
        return Piece(name, "nodes", found)

    def _axis(self, token: Any, nodes: Nodes) -> Piece:
        axis, test = token.symbol, token[0]
        name = _WILD if test.symbol == "*" else ("node()" if test.symbol == "node" else _name(test))
        if axis == "self":
            found = nodes
        elif axis == "parent":
            found = tuple(dict.fromkeys(node.parent for node in nodes if node.parent))
        elif axis == "child":
            found = _children(nodes, "*" if test.symbol in ("*", "node") else name, deep=False)
        elif axis.endswith("sibling"):
            found = nodes
        else:
            found = tuple(other for node in nodes for other in node.walk())
        return Piece(f"{axis}::{name}", "nodes", found, axis.endswith("sibling"))


def _children(nodes: Nodes, name: str, deep: bool) -> Nodes:
    found: dict[Definition, None] = {}
    for node in nodes:
        for other in node.walk() if deep else (node,):
            for child in other.children.values():
                if not child.attribute and name in ("*", child.name):
                    found[child] = None
    return tuple(found)


def _name(token: Any) -> str:
    """The local name of a name test, also where it is the name of a function; "" if it is none."""
    if token.symbol == "(name)":
        return str(token.value)
    if token.symbol == ":" and len(token) == 2:
        return str(token[1].value)
    return "*" if token.symbol == "*" else ""
