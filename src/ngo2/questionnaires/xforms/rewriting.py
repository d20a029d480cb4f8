"""A token tree of OpenRosa's XPath, written as XPath 1.0 with extension functions; finds what it refers to."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ngo2.questionnaires.xforms import patterns
from ngo2.questionnaires.xforms.definitions import Definition
from ngo2.questionnaires.xforms.errors import Unreadable
from ngo2.questionnaires.xforms.parsing import tree
from ngo2.questionnaires.xforms.paths import Paths, Piece
from ngo2.questionnaires.xforms.repertoire import FUNCTIONS

_COMPARED = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


class Rewriter(Paths):
    """One expression."""

    def write(self, token: Any) -> Piece:
        symbol = token.symbol
        if symbol == "(string)":
            return Piece(_literal(str(token.value)), "string")
        if symbol in ("(integer)", "(decimal)", "(float)"):
            return Piece(format(Decimal(str(token.value)), "f"), "number")
        if symbol in ("and", "or"):
            left, right = self.write(token[0]), self.write(token[1])
            return Piece(f"({self.truth(left)} {symbol} {self.truth(right)})", "boolean")
        if symbol in _COMPARED and len(token) == 2:
            return self._compare(symbol, self.write(token[0]), self.write(token[1]))
        if symbol in ("+", "-", "*", "div", "mod") and len(token) == 2:
            a, b = self._numeric(token[0]), self._numeric(token[1])
            return Piece(f"o:mod({a}, {b})" if symbol == "mod" else f"({a} {symbol} {b})", "number")
        if symbol in ("+", "-") and len(token) == 1:
            amount = self._numeric(token[0])
            return Piece(f"(-{amount})" if symbol == "-" else amount, "number")
        if symbol == "(":
            inside = self.write(token[0])
            return Piece(f"({inside.text})", inside.kind, inside.nodes, inside.positioned)
        if symbol == "|":
            left, right = self.write(token[0]), self.write(token[1])
            return Piece(f"({left.text} | {right.text})", "nodes", left.nodes + right.nodes)
        if "function" in token.label:
            return self._call(token)
        piece = self._path(token)
        self._refer(piece)
        return piece

    def _numeric(self, token: Any) -> str:
        piece = self.write(token)
        return piece.text if piece.kind == "number" else f"o:n({piece.text})"

    def _compare(self, symbol: str, left: Piece, right: Piece) -> Piece:
        kinds = {left.kind, right.kind}
        if symbol in ("=", "!="):
            native = kinds <= {"string", "nodes"} or ("boolean" in kinds and "any" not in kinds)
        else:
            native = kinds == {"number"}
        if native:
            return Piece(f"({left.text} {symbol} {right.text})", "boolean")
        return Piece(f"o:{_COMPARED[symbol]}({left.text}, {right.text})", "boolean")

    # --- functions

    def _call(self, token: Any) -> Piece:
        name = token.symbol.replace("jr-", "jr:")
        function = FUNCTIONS.get(name)
        if function is None:
            raise Unreadable(_("There is no function %(name)s(). Use another one.") % {"name": token.symbol})
        if len(token) < function.least or (function.most is not None and len(token) > function.most):
            raise Unreadable(
                _("The function %(name)s() was given %(count)d values, which is too few or too many.")
                % {"name": name, "count": len(token)}
            )
        self.volatile = self.volatile or function.volatile
        special = getattr(self, "_call_" + name.replace(":", "_").replace("-", "_"), None)
        if special:
            piece: Piece | None = special(token)
            if piece is not None:
                return piece
        given = [self.write(argument).text for argument in token]
        if function.does is None:
            return Piece(f"{name}({', '.join(given)})", function.kind)
        if not given and name in ("number", "string"):
            given = ["."]
        return Piece(f"o:{token.symbol}({', '.join(given)})", function.kind)

    def _call_current(self, _token: Any) -> Piece:
        return self._current()

    def _call_instance(self, token: Any) -> Piece | None:
        if token[0].symbol != "(string)":
            return None
        identity = str(token[0].value)
        if identity not in self.lists:
            raise Unreadable(_("There is no list “%(id)s” in the form. Add it.") % {"id": identity})
        if identity not in self.used_lists:
            self.used_lists.append(identity)
        return Piece(f"$s{self.used_lists.index(identity)}", "nodes")

    def _call_pulldata(self, token: Any) -> None:
        if token[0].symbol == "(string)" and str(token[0].value) in self.lists:
            self._call_instance(token)  # so that the expression is known to use the list

    def _call_once(self, token: Any) -> Piece:
        self.wants_current = True
        attribute = f"/@{self.context.name}" if self.context and self.context.attribute else ""
        return Piece(f"o:once($c{attribute}, {self.write(token[0]).text})", "any")

    def _call_regex(self, token: Any) -> None:
        if token[1].symbol == "(string)":
            patterns.check(str(token[1].value))

    def _call_position(self, token: Any) -> Piece | None:
        if not len(token):
            return Piece("position()", "number")
        piece = self._path(token[0])
        if (
            len(piece.nodes) == 1
            and piece.nodes[0].repeated
            and self._own(piece.nodes[0])
            and not piece.positioned
        ):
            piece = self._up_to(piece.nodes[0])
        self.references.update(node.parent for node in piece.nodes if node.parent)
        return Piece(f"o:position({piece.text})", "number")

    def _own(self, repeat: Definition) -> bool:
        return self.context is not None and repeat in self.context.upwards()

    def _call_indexed_repeat(self, token: Any) -> Piece:
        if len(token) % 2 == 0:
            raise Unreadable(_("indexed-repeat() needs a repeat and a number, or several pairs of them."))
        named = [self._definition(argument) for argument in token[1::2]]
        kept, self.free = self.free, (*self.free, *named)
        given = [self._reach(self._definition(token[0])).text]
        self.earlier.add(self._definition(token[0]))
        for repeat, index in zip(named, token[2::2], strict=True):
            given.append(self._reach(repeat).text)
            self.free = kept
            given.append(self.write(index).text)
            self.free = (*kept, *named)
        self.free = kept
        return Piece(f"o:indexed-repeat({', '.join(given)})", "nodes")

    def _definition(self, token: Any) -> Definition:
        nodes = self._path(token).nodes
        if len(nodes) != 1:
            raise Unreadable(_("indexed-repeat() needs paths of nodes in the form. Correct them."))
        return nodes[0]

    def _call_jr_choice_name(self, token: Any) -> Piece:
        path = str(token[1].value).strip() if token[1].symbol == "(string)" else ""
        inner = Rewriter(self.context, self.root, self.lists)
        nodes = inner._path(tree(path)).nodes if path else self.write(token[1]).nodes
        if not nodes:
            raise Unreadable(_("jr:choice-name() needs the path of a question as its second value."))
        self.wants_current = True
        self.references.add(nodes[0])
        value = self.write(token[0]).text
        return Piece(f"o:jr-choice-name($c, {value}, {_literal(nodes[0].path)})", "string")


def _literal(text: str) -> str:
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    return "concat(" + ', "\'", '.join(f"'{part}'" for part in text.split("'")) + ")"
