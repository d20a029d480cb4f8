"""A submission that arrives, held against its form; and its answers as flat rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isclose, isnan
from random import Random
from typing import Literal

from django.utils.translation import gettext as _

from ngo2.questionnaires.xforms import datatypes, loading, moments, problems
from ngo2.questionnaires.xforms.definitions import Definition
from ngo2.questionnaires.xforms.documents import INSTANCE_BYTES, Element, children, local, parse
from ngo2.questionnaires.xforms.errors import OtherForm, OtherVersion, UnknownNodes, Unreadable, XFormError
from ngo2.questionnaires.xforms.expressions import Expression
from ngo2.questionnaires.xforms.forms import Form
from ngo2.questionnaires.xforms.places import Place, by_name
from ngo2.questionnaires.xforms.session import Session
from ngo2.questionnaires.xforms.values import text_number

Kind = Literal[
    "malformed",
    "form",
    "version",
    "unknown",
    "irrelevant",
    "type",
    "choice",
    "required",
    "constraint",
    "calculation",
]


@dataclass(frozen=True)
class Finding:
    """`path` carries the numbers of repeats ("" for the whole); `sentence` is for a person."""

    path: str
    kind: Kind
    sentence: str


@dataclass(frozen=True)
class Answer:
    """`path` without numbers, `repeat` with them ("2", "2.1" in a nested one, "" in none), `value` as text."""

    path: str
    repeat: str
    value: str


def check(form: Form, xml: bytes, now: datetime | None = None, language: str | None = None) -> list[Finding]:
    """Everything that is not as the form says; empty when all is well.

    What is drawn or read from the clock (`random()`, `now()`, ...), and what depends on it, is taken as it came.
    Conditions that ask for the clock are only held against `now`, when it is given: an answer of last week was right
    last week. Raises nothing: a submission that cannot be read is a finding.
    """
    try:
        root = loading.instance(form, xml)
    except OtherForm as error:
        return [Finding("", "form", str(error))]
    except OtherVersion as error:
        return [Finding("", "version", str(error))]
    except UnknownNodes as error:
        return [Finding(path, "unknown", _("The form has no such part.")) for path in error.paths]
    except Unreadable as error:
        return [Finding("", "malformed", str(error))]
    try:
        return _check(form, root, now, language)
    except XFormError as error:
        return [Finding("", "malformed", str(error))]


def _check(form: Form, root: Element, now: datetime | None, language: str | None) -> list[Finding]:
    session = Session(form, now or datetime.now(UTC), {}, Random(0))  # noqa: S311 (nothing that is drawn is kept)
    loading.load(session, root)
    given = {id(place): place.value for place in session.top.walk()}
    present = _present(session.top, root)
    excepted = volatile_fields(form)
    session.evaluation.kept = excepted
    found: list[Finding] = []
    with session.speaking(language):
        for place in session.top.walk():
            found.extend(_of(place, given.get(id(place), ""), id(place) in present, excepted, form))
        found.extend(
            Finding(problem.path, problem.kind, problem.message)
            for problem in problems.found(session, volatile=now is not None)
        )
    return found


def _of(
    place: Place, given: str, present: bool, excepted: frozenset[Definition], form: Form
) -> Iterator[Finding]:
    definition = place.definition
    if not definition.leaf:
        return
    if not place.relevant:
        if present and given:
            yield Finding(
                place.path(), "irrelevant", _("This part was not asked, so it should not be answered.")
            )
        return
    bind = definition.bind
    question = form.questions.get(definition.path)
    if question is None and given and not datatypes.of_type(given, bind.datatype):
        yield Finding(place.path(), "type", _("This value has the wrong form."))
    if bind.calculate is None or definition in excepted or (question is not None and bind.readonly is None):
        return  # a calculation that people may overwrite is a proposal
    if not same(place.value, given, bind.datatype):
        yield Finding(
            place.path(),
            "calculation",
            _("Calculated here: “%(here)s”; sent: “%(sent)s”.")
            % {"here": place.value[:200], "sent": given[:200]},
        )


def same(ours: str, theirs: str, datatype: str) -> bool:
    """Whether two calculated values are the same, however clients write numbers and times."""
    ours, theirs = ours.strip(), theirs.strip()
    if ours == theirs or {ours, theirs} == {"", "NaN"}:
        return True
    a, b = moments.parsed(ours), moments.parsed(theirs)
    if isinstance(a, datetime) and isinstance(b, datetime):
        return abs((a - b).total_seconds()) < 1
    try:
        return isclose(float(ours), float(theirs), rel_tol=1e-9, abs_tol=1e-9)
    except ValueError:
        x, y = text_number(ours), text_number(theirs)
        return not isnan(x) and x == y


def volatile_fields(form: Form) -> frozenset[Definition]:
    """Fields whose calculation asks for what only the client knew, and those that depend on one."""
    found: set[Definition] = set()
    for node in form.order:
        calculate = node.bind.calculate
        if node.bind.preload:
            found.add(node)
        if calculate is not None and (
            _unsure(form, calculate) or found & (calculate.references | calculate.earlier)
        ):
            found.add(node)
    for action in form.set_values:
        found.add(action.target)
    return frozenset(found)


def _unsure(form: Form, expression: Expression) -> bool:
    return expression.volatile or any(not form.sources[name].available for name in expression.lists)


def _present(place: Place, element: Element) -> set[int]:
    """Which places came with the submission, rather than from the form's defaults."""
    found = {id(place)}
    offered = by_name(element)
    for definition, places in place.children.items():
        if definition.attribute:
            found.update(map(id, places))
            continue
        for other, inner in zip(places, offered.get(definition.name, ()), strict=False):
            found |= _present(other, inner)
    return found


def answers(xml: bytes) -> list[Answer]:
    """The leaves of an instance in document order, blank ones too. Raises Unreadable.

    Which nodes repeat is taken from the instance (several of one name); with a form, use `answers_of`.
    """
    root = parse(xml, INSTANCE_BYTES)
    return list(_answers(root, f"/{local(root)}", (), None))


def answers_of(form: Form, xml: bytes) -> list[Answer]:
    """The same, with the repeats as the form knows them. Raises Unreadable, OtherForm, OtherVersion, UnknownNodes."""
    root = loading.instance(form, xml)
    return list(_answers(root, form.root.path, (), form.root))


def _answers(
    element: Element, path: str, numbers: tuple[int, ...], definition: Definition | None
) -> Iterator[Answer]:
    inner = children(element)
    if not inner and not (definition is not None and not definition.leaf):
        yield Answer(path, ".".join(map(str, numbers)), (element.text or "").strip())
        return
    names = [local(child) for child in inner]
    seen: dict[str, int] = {}
    for child, name in zip(inner, names, strict=True):
        seen[name] = seen.get(name, 0) + 1
        below = definition.children.get(name) if definition is not None else None
        repeated = below.repeated if below is not None else names.count(name) > 1
        yield from _answers(child, f"{path}/{name}", (*numbers, seen[name]) if repeated else numbers, below)
