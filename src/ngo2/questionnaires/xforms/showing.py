"""Texts of the form as people see them: in their language, with the outputs filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ngo2.questionnaires.xforms.body import Node, Question, walk
from ngo2.questionnaires.xforms.definitions import Definition
from ngo2.questionnaires.xforms.documents import Element
from ngo2.questionnaires.xforms.expressions import compiled
from ngo2.questionnaires.xforms.places import Place
from ngo2.questionnaires.xforms.texts import LONG, Template, Text
from ngo2.questionnaires.xforms.values import text as as_text

if TYPE_CHECKING:
    from ngo2.questionnaires.xforms.forms import Form
    from ngo2.questionnaires.xforms.session import Session


def rendered(session: Session, text: Text, place: Place, form: str = LONG) -> str:
    template = text.template(session.language, session.form.language, form)
    return filled(session, template, place.element) if template else ""


def media(session: Session, text: Text, place: Place) -> dict[str, str]:
    found = text.media(session.language, session.form.language)
    return {form: filled(session, template, place.element) for form, template in found.items()}


def filled(session: Session, template: Template, at: Element) -> str:
    return "".join(
        part if isinstance(part, str) else as_text(part.evaluate(at, session)) for part in template
    ).strip()


def itext(session: Session, identity: str) -> str:
    """A text by its id; its outputs see the whole instance."""
    template = text_of(session.form, identity, session.form.root).template(
        session.language, session.form.language
    )
    return filled(session, template, session.top.element) if template else ""


def text_of(form: Form, identity: str, context: Definition) -> Text:
    key = (identity, context)
    found = form.texts_cache.get(key)
    if found is None:
        found = form.itext.text(
            identity, lambda source: compiled(source, context, form.root, frozenset(form.sources))
        )
        form.texts_cache[key] = found
    return found


def node_of(form: Form, definition: Definition) -> Node | None:
    """The question, group or repeat of the body that shows a node."""
    question: Question | None = form.questions.get(definition.path)
    if question is not None:
        return question
    return next((node for node in walk(form.body) if node.path == definition.path), None)
