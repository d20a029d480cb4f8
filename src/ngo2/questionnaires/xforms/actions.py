"""What happens at events: first load, a new repeat, a changed value; and the preloads of metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ngo2.questionnaires.xforms import moments
from ngo2.questionnaires.xforms.body import Action, Question, Repeat, walk
from ngo2.questionnaires.xforms.definitions import Definition
from ngo2.questionnaires.xforms.places import Place
from ngo2.questionnaires.xforms.values import stored

if TYPE_CHECKING:
    from ngo2.questionnaires.xforms.session import Session

FIRST = "odk-instance-first-load"
NEW = "odk-new-repeat"
CHANGED = "xforms-value-changed"
_DEEPEST = 20  # values that change values


def begin(session: Session) -> None:
    """What is done once, when an instance is new."""
    for place in session.top.walk():
        value = _preloaded(session, place.definition)
        if value is not None:
            place.put(value)
    session.evaluation.settle()
    for action in _all(session):
        if FIRST in action.events:
            for target in session.evaluation.places(action.target):
                _do(session, action, target, 0)


def finish(session: Session, now: datetime) -> None:
    """The end of the interview is written where the form asks for it."""
    for place in session.top.walk():
        bind = place.definition.bind
        if bind.preload == "timestamp" and bind.preload_params == "end":
            place.put(moments.written(now))
            session.evaluation.touched(place.definition)


def change(session: Session, place: Place, value: str, depth: int = 0) -> None:
    """A value is set; if it is another one, what its question does at a change is done."""
    if value == place.value:
        return
    place.put(value)
    session.evaluation.touched(place.definition)
    question = session.form.questions.get(place.definition.path)
    if question is None or depth > _DEEPEST:
        return
    for action in question.actions:
        if CHANGED in action.events:
            session.evaluation.settle()
            for target in session.below(place, action.target):
                _do(session, action, target, depth + 1)


def grow(session: Session, parent: Place, definition: Definition) -> Place:
    """A new instance of a repeat, with its template's values and what its actions set."""
    assert definition.template is not None
    place = session.growth.add(parent, definition, definition.template)
    for new in place.walk():
        value = _preloaded(session, new.definition)
        if value is not None:
            new.put(value)
    session.evaluation.grown(definition)
    repeat = session.form.repeats.get(definition.path)
    for action in _within(repeat) if repeat else ():
        if NEW in action.events:
            for target in session.below(place, action.target):
                _do(session, action, target, 0)
    return place


def make_room(session: Session, path: str) -> None:
    """Adds the repeats that a path asks for, as far as the form lets people add them."""
    taken = ""
    for step in path.strip().strip("/").split("/"):
        taken += f"/{step}"
        found = re.match(r"(.*)\[(\d{1,4})\]\Z", taken)
        if not found:
            continue
        repeat = session.form.repeats.get(re.sub(r"\[\d+\]", "", taken))
        if repeat is None or repeat.fixed:
            continue
        while session.count(found[1]) < int(found[2]):
            session.add(found[1])


def _do(session: Session, action: Action, target: Place, depth: int) -> None:
    if not action.doable:
        return
    if action.value is None:
        value = action.text
    else:
        result = action.value.evaluate(target.element, session)
        value = stored(result, target.definition.bind.datatype)
    change(session, target, value, depth)


def _all(session: Session) -> Iterator[Action]:
    yield from session.form.actions
    for node in walk(session.form.body):
        if isinstance(node, (Question, Repeat)):
            yield from node.actions


def _within(repeat: Repeat) -> Iterator[Action]:
    yield from repeat.actions
    for node in walk(repeat.children):
        if isinstance(node, Question):
            yield from node.actions


def _preloaded(session: Session, definition: Definition) -> str | None:
    bind = definition.bind
    what, which = bind.preload, bind.preload_params
    if what == "uid":
        return f"uuid:{UUID(int=session.random.getrandbits(128), version=4)}"
    if what == "timestamp" and which == "start":
        return moments.written(session.now)
    if what == "date" and which == "today":
        return session.now.date().isoformat()
    if what == "property":
        return session.properties.get(which, "")
    return None
