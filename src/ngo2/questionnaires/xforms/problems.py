"""What is wrong with the answers of a session: missing, of the wrong type, not among the choices, not allowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _

from ngo2.questionnaires.xforms import choosing, datatypes, showing
from ngo2.questionnaires.xforms.body import Question
from ngo2.questionnaires.xforms.places import Place
from ngo2.questionnaires.xforms.values import boolean

if TYPE_CHECKING:
    from ngo2.questionnaires.xforms.session import Session

Kind = Literal["required", "constraint", "type", "choice"]


@dataclass(frozen=True)
class Problem:
    """`message` is the form's own in the language asked for, else a sentence of ours."""

    path: str
    kind: Kind
    message: str


def found(session: Session, *, volatile: bool = True) -> list[Problem]:
    """In document order. Only questions are asked: what nobody can answer is nobody's mistake.

    Without `volatile`, conditions that ask for the clock are left out.
    """
    asked = (at(session, place, volatile=volatile) for place in session.top.walk())
    return [problem for problem in asked if problem is not None]


def at(session: Session, place: Place, *, volatile: bool = True) -> Problem | None:
    question = session.form.questions.get(place.definition.path)
    if question is None or not place.relevant or not place.definition.leaf:
        return None
    return _of(session, question, place, volatile)


def _of(session: Session, question: Question, place: Place, volatile: bool) -> Problem | None:
    bind = place.definition.bind
    if not place.value.strip():
        required = bind.required
        if required is None or (required.volatile and not volatile) or _read_only(session, place):
            return None
        if not boolean(required.evaluate(place.element, session)):
            return None
        own = showing.rendered(session, bind.required_message, place) if bind.required_message else ""
        return Problem(place.path(), "required", own or _("Please answer this question."))
    if not datatypes.valid(place.value, question):
        return Problem(place.path(), "type", datatypes.sentence(question))
    values = choosing.allowed(session, question, place) if question.choices is not None else None
    if values is not None:
        chosen = place.value.split() if question.several else [place.value]
        if not values.issuperset(chosen):
            return Problem(place.path(), "choice", _("Please choose one of the choices given."))
    constraint = bind.constraint
    if constraint is None or (constraint.volatile and not volatile):
        return None
    if boolean(constraint.evaluate(place.element, session)):
        return None
    own = showing.rendered(session, bind.constraint_message, place) if bind.constraint_message else ""
    return Problem(place.path(), "constraint", own or _("This answer is not allowed. Please correct it."))


def _read_only(session: Session, place: Place) -> bool:
    readonly = place.definition.bind.readonly
    return readonly is not None and boolean(readonly.evaluate(place.element, session))
