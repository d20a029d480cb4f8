"""Simple conditions and limits as expressions of XLSForm, and back. What is not simple stays as text. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused

IS, IS_NOT, INCLUDES, EXCLUDES = "is", "is_not", "includes", "excludes"
MORE, LESS, AT_LEAST, AT_MOST = "more", "less", "at_least", "at_most"
ANSWERED, EMPTY = "answered", "empty"
OPERATORS = (IS, IS_NOT, INCLUDES, EXCLUDES, MORE, LESS, AT_LEAST, AT_MOST, ANSWERED, EMPTY)
_SIGNS = {IS: "=", IS_NOT: "!=", MORE: ">", LESS: "<", AT_LEAST: ">=", AT_MOST: "<="}
_OF_SIGN = {sign: operator for operator, sign in _SIGNS.items()}

_NUMBER = r"-?\d+(?:\.\d+)?"
_DAY = r"\d{4}-\d{2}-\d{2}"
_QUOTED = r"(?:'[^']*'|\"[^\"]*\")"
_VALUE = rf"(?:{_QUOTED}|{_NUMBER}|date\('{_DAY}'\))"
_NAMED = r"\$\{([^${}#\s]+)\}"
_COMPARED = re.compile(rf"{_NAMED}\s*(!=|>=|<=|=|>|<)\s*({_VALUE})")
_SELECTED = re.compile(rf"selected\(\s*{_NAMED}\s*,\s*({_QUOTED})\s*\)")
_NOT_SELECTED = re.compile(rf"not\(\s*selected\(\s*{_NAMED}\s*,\s*({_QUOTED})\s*\)\s*\)")
_JOINED = re.compile(r"\s+(and|or)\s+")


@dataclass(frozen=True)
class Condition:
    """`value` "" with answered and empty; a number, a day (2026-01-31) or the code of a choice."""

    question: str
    operator: str
    value: str = ""


@dataclass(frozen=True)
class ShowIf:
    """All conditions, or with `any` at least one."""

    conditions: tuple[Condition, ...]
    any: bool = False


@dataclass(frozen=True)
class Bounds:
    """Of a number or a day `least` and `most`, of a text `shortest` and `longest` in characters; "" for none."""

    least: str = ""
    most: str = ""
    shortest: str = ""
    longest: str = ""


def write(show_if: ShowIf) -> str:
    """The column `relevant`; raises Refused for a value that no expression can hold."""
    return (" or " if show_if.any else " and ").join(_written(one) for one in show_if.conditions)


def _written(one: Condition) -> str:
    if one.operator in {ANSWERED, EMPTY}:
        return f"${{{one.question}}} {'!=' if one.operator == ANSWERED else '='} ''"
    if not one.value:
        raise Refused(_("Choose the answer that this depends on."), field="value")
    if one.operator in {INCLUDES, EXCLUDES}:
        said = f"selected(${{{one.question}}}, {_quoted(one.value)})"
        return said if one.operator == INCLUDES else f"not({said})"
    if one.operator not in _SIGNS:
        raise Refused(_("Choose how the answer is compared."), field="operator")
    value = _quoted(one.value)
    if one.operator not in {IS, IS_NOT}:
        value = _ordered(one.value)
    elif re.fullmatch(_DAY, one.value):
        value = f"date('{one.value}')"
    return f"${{{one.question}}} {_SIGNS[one.operator]} {value}"


def _ordered(value: str) -> str:
    if re.fullmatch(_NUMBER, value):
        return value
    return f"date('{_day(value)}')"


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise Refused(_("Write a number, or a day such as 2026-01-31."), field="value") from None


def _quoted(value: str) -> str:
    if ("'" in value and '"' in value) or "${" in value:
        raise Refused(
            _("This answer holds signs that a condition cannot have. Choose another."), field="value"
        )
    return f'"{value}"' if "'" in value else f"'{value}'"


def read(text: str) -> ShowIf | None:
    """What `write` wrote, or a person as simply; None for anything else."""
    parts = _apart(text.strip())
    if parts is None:
        return None
    atoms, joints = parts
    conditions = [_condition(atom) for atom in atoms]
    if len(set(joints)) > 1 or not all(conditions):
        return None
    return ShowIf(tuple(one for one in conditions if one), any="or" in joints)


def _apart(text: str) -> tuple[list[str], list[str]] | None:
    """Atoms and the words between them; quoted text may hold such words too."""
    atoms, joints, at = list[str](), list[str](), 0
    while True:
        found = next(
            (kind.match(text, at) for kind in (_NOT_SELECTED, _SELECTED, _COMPARED) if kind.match(text, at)),
            None,
        )
        if found is None:
            return None
        atoms.append(found[0])
        if found.end() == len(text):
            return atoms, joints
        joint = _JOINED.match(text, found.end())
        if joint is None:
            return None
        joints.append(joint[1])
        at = joint.end()


def _condition(atom: str) -> Condition | None:
    for pattern, operator in ((_NOT_SELECTED, EXCLUDES), (_SELECTED, INCLUDES)):
        if found := pattern.fullmatch(atom):
            return Condition(found[1], operator, found[2][1:-1])
    found = _COMPARED.fullmatch(atom)
    if not found:
        return None
    sign, value = found[2], found[3]
    if value in {"''", '""'}:
        return Condition(found[1], ANSWERED if sign == "!=" else EMPTY) if sign in {"=", "!="} else None
    plain = value[6:-2] if value.startswith("date(") else value.strip("'\"") if value[0] in "'\"" else value
    return Condition(found[1], _OF_SIGN[sign], plain)


_BOUND = re.compile(rf"(string-length\(\s*\.\s*\)|\.)\s*(>=|<=)\s*({_NUMBER}|date\('{_DAY}'\))")


def write_bounds(bounds: Bounds) -> str:
    """The column `constraint`; raises Refused when nothing can lie between."""
    _check(bounds)
    parts = [f". >= {_ordered(bounds.least)}"] if bounds.least else []
    parts += [f". <= {_ordered(bounds.most)}"] if bounds.most else []
    parts += [f"string-length(.) >= {int(bounds.shortest)}"] if bounds.shortest else []
    parts += [f"string-length(.) <= {int(bounds.longest)}"] if bounds.longest else []
    return " and ".join(parts)


def _check(bounds: Bounds) -> None:
    for low, high in ((bounds.least, bounds.most), (bounds.shortest, bounds.longest)):
        if low and high and _measure(low) > _measure(high):
            raise Refused(
                _("The smaller limit comes first: %(low)s is more than %(high)s.")
                % {"low": low, "high": high}
            )
    for length in (bounds.shortest, bounds.longest):
        if length and not re.fullmatch(r"\d{1,6}", length):
            raise Refused(_("A length is a whole number of characters."))


def _measure(value: str) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation:
        return Decimal(date.fromisoformat(_day(value)).toordinal())


def read_bounds(text: str) -> Bounds | None:
    """What `write_bounds` wrote; None for anything else, also for the same limit twice."""
    found: dict[str, str] = {}
    for part in _JOINED.sub("\n", text.strip()).split("\n"):
        one = _BOUND.fullmatch(part.strip())
        if one is None or " or " in text:
            return None
        low = one[2] == ">="
        key = ("shortest" if low else "longest") if one[1] != "." else ("least" if low else "most")
        if key in found:
            return None
        found[key] = one[3][6:-2] if one[3].startswith("date(") else one[3]
    return Bounds(**found)
