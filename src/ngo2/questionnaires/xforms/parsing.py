"""Expressions as token trees: elementpath's XPath 1.0 parser, taught OpenRosa's functions.

Two rules of its grammar are made XPath 1.0's own again: comparisons may be chained (`3 < 4 < 5`), and a path may start
with a function (`instance('x')/root /item`).
"""

import re
from typing import Any

from django.utils.translation import gettext as _
from elementpath import ElementPathError, XPath1Parser
from elementpath.tdop import Token

from ngo2.questionnaires.xforms.errors import TooLarge, Unreadable
from ngo2.questionnaires.xforms.repertoire import FUNCTIONS

LONGEST = 64_000
DEEPEST = 200  # brackets within each other; elementpath itself gives up at about 100 (a frame is 9 calls)
TERMS = 4_000  # operators in one expression

_LITERAL = re.compile("'[^']*'|\"[^\"]*\"")
_OPERATOR = re.compile(r"[-+*=<>|/,]|\b(?:and|or|div|mod)\b")


def _path_led(self: Any, left: Any) -> Any:
    self[:] = left, self.parser.expression(75)
    return self


def _comparison_led(self: Any, left: Any) -> Any:
    self[:] = left, self.parser.expression(self.rbp)
    return self


class _Parser(XPath1Parser):
    """XPath 1.0 with the functions of OpenRosa; a prefix before a function has become a part of its name."""

    def parse(self, source: str) -> Any:
        if self.tokenizer is None:
            self.tokenizer = self.create_tokenizer(self.symbol_table)
        return super(XPath1Parser, self).parse(source)  # without evaluating what is constant


for _function in FUNCTIONS:
    _symbol = _function.replace(":", "-")
    _Parser.symbol_table.pop(_symbol, None)
    _Parser.function(_symbol, nargs=(0, None))
for _symbol in ("/", "//"):
    _Parser.symbol_table[_symbol] = type("_Path", (_Parser.symbol_table[_symbol],), {"led": _path_led})
for _symbol, _power in (("=", 30), ("!=", 30), ("<", 35), ("<=", 35), (">", 35), (">=", 35)):
    _Parser.symbol_table[_symbol] = type(
        "_Comparison",
        (_Parser.symbol_table[_symbol],),
        {"led": _comparison_led, "lbp": _power, "rbp": _power},
    )
_Parser.tokenizer = None

# Prefixes are as forms write them; elementpath wants them declared, and their names are not asked for later.
_PREFIXES = {
    name: f"urn:{name}" for name in ("orx", "jr", "odk", "h", "xsd", "ev", "entities", "cc", "esri", "kb")
}


def tree(source: str) -> Token[Any]:
    """The token tree. Raises Unreadable, or TooLarge when it is longer or deeper than any form needs."""
    if len(source) > LONGEST:
        raise TooLarge(_("An expression is longer than %(most)d characters. Split it.") % {"most": LONGEST})
    bare = _LITERAL.sub("''", source)
    _measure(bare)
    try:
        parser = _Parser(namespaces=_PREFIXES)
        return parser.parse(_without_prefixes(source))
    except RecursionError as error:
        raise TooLarge(_too_deep(source)) from error
    except (
        ElementPathError,
        SyntaxError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
    ) as error:
        why = getattr(error, "message", None) or str(error)
        raise Unreadable(
            _("The expression “%(expression)s” cannot be read: %(why)s. Correct it.")
            % {"expression": source.strip()[:120], "why": why}
        ) from error


def _measure(bare: str) -> None:
    depth = most = 0
    for mark in bare:
        if mark in "([":
            depth += 1
            most = max(most, depth)
        elif mark in ")]":
            depth -= 1
    if most > DEEPEST or len(_OPERATOR.findall(bare)) > TERMS:
        raise TooLarge(_too_deep(bare))


def _too_deep(source: str) -> str:
    return _("The expression “%(expression)s…” is nested too deep. Split it into several calculations.") % {
        "expression": source.strip()[:60]
    }


def _without_prefixes(source: str) -> str:
    """`jr:itext(` as one name, outside of literals."""
    parts = re.split(f"({_LITERAL.pattern})", source)
    return "".join(
        part if place % 2 else re.sub(r"\b(jr):(itext|choice-name)(\s*\()", r"\1-\2\3", part)
        for place, part in enumerate(parts)
    )
