"""Expressions in their syntax, and what calculates or shows itself through others."""

import re
from collections.abc import Iterator

from lxml import etree

from ngo2.questionnaires.xlsform.findings import Finding
from ngo2.questionnaires.xlsform.questions import Question
from ngo2.questionnaires.xlsform.references import LAST_SAVED, REFERENCE, referred

_FIGURE = re.compile(r"-?\d+(\.\d+)?")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_EXPRESSIONS = (
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "repeat_count",
    "required",
    "read_only",
)
_YES_NO = re.compile(r"(?:yes|no|true|false)(?:\(\))?", re.IGNORECASE)


def syntax(questions: list[Question]) -> Iterator[Finding]:
    """XPath 1.0 in its syntax; what a function means, the evaluator says."""
    for one in questions:
        for base in _EXPRESSIONS:
            text = one.get(base).translate(_QUOTES)
            if (
                not text
                or _YES_NO.fullmatch(text)
                or _FIGURE.fullmatch(text)
                or "${" in REFERENCE.sub("", text)
            ):
                continue
            plain = REFERENCE.sub("/data/x", text)
            try:
                etree.XPath(plain)
            except etree.XPathError as error:
                kind = (
                    "expression_equals" if "==" in re.sub(r"'[^']*'|\"[^\"]*\"", "", plain) else "expression"
                )
                values = {"value": str(error)}
                yield Finding(kind, "survey", one.row.number, one.column(base), values)
            except ValueError:  # a character that XML does not have: told as such
                continue


def circles(questions: list[Question]) -> Iterator[Finding]:
    """What calculates or shows itself through others. A question of an earlier repeat is not itself."""
    edges: dict[str, list[str]] = {}
    first: dict[str, Question] = {}
    for one in questions:
        if not one.name or one.type.kind == "end":
            continue
        first.setdefault(one.name, one)
        texts = [one.get("calculation"), one.get("relevant")]
        found = [
            name
            for text in texts
            if "indexed-repeat(" not in text and "[" not in text and "once(" not in text
            for name in referred(text.replace("${" + LAST_SAVED, ""))
        ]
        edges.setdefault(one.name, []).extend(found)
    for circle in _cycles(edges):
        one = first[circle[0]]
        base = "calculation" if one.get("calculation") else "relevant"
        shown = " → ".join([*circle[:6], circle[0]])
        yield Finding("circular", "survey", one.row.number, one.column(base), {"value": shown})


def _cycles(edges: dict[str, list[str]]) -> Iterator[list[str]]:
    """Each found once, by a walk without recursion."""
    state: dict[str, int] = {}
    for start in edges:
        if start in state:
            continue
        path, walks = [start], [iter(edges[start])]
        state[start] = 1
        while path:
            following = next(walks[-1], None)
            if following is None:
                state[path.pop()] = 2
                walks.pop()
            elif state.get(following) == 1:
                yield path[path.index(following) :]
            elif following in edges and following not in state:
                state[following] = 1
                path.append(following)
                walks.append(iter(edges[following]))
