"""The simple part of LimeSurvey's ExpressionScript as an expression of XLSForm. Pure.

Comparisons of answers and values, and / or / not, sums, `is_empty()`, `regexMatch()`, `count()` of parts. Everything
else raises `Unclear`, and the question is listed for a person.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

DEPTH = 40
LONGEST = 8_000
_TOKEN = re.compile(
    r"\s*(?:(\d+(?:\.\d+)?)(?![\w.])|(\"[^\"]*\"|'[^']*')|([A-Za-z0-9_][\w]*(?:\.[A-Za-z]+)*)"
    r"|(==|!=|<=|>=|&&|\|\||[<>=!()+\-*/,.]))"
)
_WORDS = {"and": "&&", "or": "||", "not": "!", "eq": "==", "ne": "!="}
_WORDS |= {"lt": "<", "gt": ">", "le": "<=", "ge": ">="}
_COMPARING = {"==": "=", "=": "=", "!=": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_HARMLESS = {"", "NAOK", "value", "code", "valueNAOK"}
_OPPOSITE = {"=": "!=", "!=": "="}


class Unclear(Exception):
    """Its text is what cannot be said in XLSForm."""


@dataclass(frozen=True)
class Asked:
    """What a name of LimeSurvey means: a question of ours, with `code` one choice of it; `chosen`: it has choices."""

    name: str
    code: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class _Value:
    text: str
    asked: Asked | None = None
    literal: str | None = None
    grouped: bool = False  # stands in brackets already


Resolve = Callable[[str], Asked | None]


def expression(text: str, resolve: Resolve) -> str:
    """Blank for what is always true."""
    text = text.strip()
    while text.startswith("{") and text.endswith("}"):
        text = text[1:-1].strip()
    if text in {"", "1"}:
        return ""
    if len(text) > LONGEST:
        raise Unclear("length")
    return _Reader(_tokens(text), resolve).whole()


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = list[tuple[str, str]](), 0
    while text[at:].strip():
        token = _TOKEN.match(text, at)
        if token is None:
            raise Unclear(text[at : at + 20].strip())
        number, quoted, word, _sign = token.groups()
        if word and word.lower() in _WORDS:
            found.append(("sign", _WORDS[word.lower()]))
        else:
            kind = "number" if number else "quoted" if quoted else "word" if word else "sign"
            found.append((kind, token[0].strip()))
        at = token.end()
    return found


class _Reader:
    """Recursive descent: or, and, not, comparison, sum, product, one."""

    def __init__(self, tokens: list[tuple[str, str]], resolve: Resolve) -> None:
        self.tokens, self.resolve, self.at, self.depth = tokens, resolve, 0, 0

    def whole(self) -> str:
        said = self.any()
        if self.at != len(self.tokens):
            raise Unclear(self.tokens[self.at][1])
        return _truth(said)

    def sign(self, *signs: str) -> str:
        if (
            self.at < len(self.tokens)
            and self.tokens[self.at][0] == "sign"
            and self.tokens[self.at][1] in signs
        ):
            self.at += 1
            return self.tokens[self.at - 1][1]
        return ""

    def any(self) -> _Value:
        self.depth += 1
        if self.depth > DEPTH:
            raise Unclear("(((")
        parts = [self.all()]
        while self.sign("||"):
            parts.append(self.all())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else _Value(" or ".join(_truth(one) for one in parts))

    def all(self) -> _Value:
        parts = [self.negated()]
        while self.sign("&&"):
            parts.append(self.negated())
        if len(parts) == 1:
            return parts[0]
        return _Value(" and ".join(_bracketed(one) for one in parts))

    def negated(self) -> _Value:
        times = 0
        while self.sign("!"):
            times += 1
        said = self.compared()
        if times % 2 == 0:
            return said
        text = _truth(said)
        empty = re.fullmatch(r"(\$\{[^}]+\}) (=|!=) ''", text)
        return _Value(f"{empty[1]} {_OPPOSITE[empty[2]]} ''" if empty else f"not({text})")

    def compared(self) -> _Value:
        left = self.summed()
        sign = self.sign(*_COMPARING)
        return _comparison(left, _COMPARING[sign], self.summed()) if sign else left

    def summed(self) -> _Value:
        said = self.product()
        while sign := self.sign("+", "-"):
            said = _Value(f"{_plain(said)} {sign} {_plain(self.product())}")
        return said

    def product(self) -> _Value:
        said = self.one()
        while sign := self.sign("*", "/"):
            said = _Value(f"{_plain(said)} {'div' if sign == '/' else '*'} {_plain(self.one())}")
        return said

    def one(self) -> _Value:
        if self.sign("("):
            said = self.any()
            self.closed()
            return said if said.asked or said.literal is not None else _Value(f"({said.text})", grouped=True)
        if self.sign("-"):
            return _Value(f"-{_plain(self.one())}")
        if self.at >= len(self.tokens):
            raise Unclear("…")
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return _Value(text, literal=text)
        if kind == "quoted":
            return _Value(text, literal=text[1:-1])
        if kind == "word" and self.sign("("):
            return self.called(text)
        if kind == "word":
            return self.named(text)
        raise Unclear(text)

    def closed(self) -> None:
        if not self.sign(")"):
            raise Unclear("(")

    def called(self, function: str) -> _Value:
        if function == "is_empty":
            said = self.any()
            self.closed()
            return _comparison(said, "=", _Value("''", literal=""))
        if function == "regexMatch":
            pattern = self.one().literal
            if not self.sign(","):
                raise Unclear(function)
            said = self.any()
            self.closed()
            return _Value(f"regex({_plain(said)}, {_quoted(bare_pattern(pattern or ''))})")
        if function in {"count", "sum"}:
            parts = [self.any()]
            while self.sign(","):
                parts.append(self.any())
            self.closed()
            return _Value(f"({' + '.join(_counted(one, function) for one in parts)})")
        raise Unclear(f"{function}()")

    def named(self, text: str) -> _Value:
        name, _dot, suffix = text.partition(".")
        asked = self.resolve(name) if suffix in _HARMLESS else None
        if asked is None:
            raise Unclear(text)
        return _Value("" if asked.code else f"${{{asked.name}}}", asked)


def bare_pattern(pattern: str) -> str:
    """Without the slashes of PHP; with flags it is another pattern."""
    found = re.fullmatch(r"/(.*)/", pattern, re.DOTALL)
    if not found or "'" in pattern or "${" in pattern:
        raise Unclear(pattern[:40])
    return found[1].replace("\\/", "/")


def _counted(one: _Value, function: str) -> str:
    if function == "count":
        return f"if({_comparison(one, '!=', _Value('', literal='')).text}, 1, 0)"
    return f"coalesce({_plain(one)}, 0)"


def _plain(one: _Value) -> str:
    if one.asked and one.asked.code:
        raise Unclear(f"{one.asked.name}_{one.asked.code}")
    return one.text if one.literal is None else _literal(one.literal, text=not _is_number(one.literal))


def _truth(one: _Value) -> str:
    """An answer alone is true when it is there."""
    if one.asked:
        return _comparison(one, "!=", _Value("", literal="")).text
    return _plain(one)


def _bracketed(one: _Value) -> str:
    text = _truth(one)
    return f"({text})" if " or " in text and not one.grouped else text


def _comparison(left: _Value, sign: str, right: _Value) -> _Value:
    if right.asked and not left.asked:
        turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(sign, sign)
        return _comparison(right, turned, left)
    if left.asked and left.asked.code:
        return _Value(_selected(left.asked, sign, right.literal))
    if left.asked and right.literal is not None:
        as_text = sign in _OPPOSITE and (left.asked.chosen or not _is_number(right.literal))
        if sign not in _OPPOSITE and not _is_number(right.literal):
            raise Unclear(f"{sign} {right.literal}")
        return _Value(f"{left.text} {sign} {_literal(right.literal, text=as_text)}")
    return _Value(f"{_plain(left)} {sign} {_plain(right)}")


def _selected(asked: Asked, sign: str, value: str | None) -> str:
    """A part of a question with several answers is Y or empty."""
    if sign not in _OPPOSITE or value not in {"Y", "", "N"}:
        raise Unclear(f"{asked.name}_{asked.code}")
    said = f"selected(${{{asked.name}}}, '{asked.code}')"
    return said if (value == "Y") == (sign == "=") else f"not({said})"


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def _literal(value: str, *, text: bool) -> str:
    return _quoted("other" if value == "-oth-" else value) if text else value


def _quoted(text: str) -> str:
    if ("'" in text and '"' in text) or "${" in text:
        raise Unclear(text[:40])
    return f'"{text}"' if "'" in text else f"'{text}'"
