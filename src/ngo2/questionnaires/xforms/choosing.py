"""The choices of a question: from the body, from lists, from repeats, from files."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from ngo2.questionnaires.xforms import showing
from ngo2.questionnaires.xforms.body import Itemset, Question, Search
from ngo2.questionnaires.xforms.definitions import Definition
from ngo2.questionnaires.xforms.documents import Element
from ngo2.questionnaires.xforms.places import Place
from ngo2.questionnaires.xforms.values import text

if TYPE_CHECKING:
    from ngo2.questionnaires.xforms.session import Session


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    media: dict[str, str] = field(default_factory=dict)


def choices(session: Session, question: Question, place: Place) -> list[Choice]:
    given = question.choices
    if given is None:
        return []
    if given.search is not None:
        return _searched(session, given.search, question, place)
    found = [
        Choice(
            item.value,
            showing.rendered(session, item.label, place),
            showing.media(session, item.label, place),
        )
        for item in given.static
    ]
    if given.itemset is not None:
        found += _listed(session, given.itemset, place)
    return found


def allowed(session: Session, question: Question, place: Place) -> frozenset[str] | None:
    """The values that may be chosen now; None when a file is missing, so that nobody can tell."""
    given = question.choices
    if given is None or _unknown(session, question):
        return None
    if given.search is not None:
        return frozenset(choice.value for choice in _searched(session, given.search, question, place))
    values = {item.value for item in given.static}
    if given.itemset is None:
        return frozenset(values)
    itemset = given.itemset
    key = (id(itemset), "values")
    kept = session.form.lists_cache.get(key)
    if isinstance(kept, frozenset):
        return kept
    found = frozenset(
        values | {_value(session, itemset, item, place) for item in _items(session, itemset, place)}
    )
    if _constant(itemset):
        session.form.lists_cache[key] = found
    return found


def name_of(session: Session, definition: Definition, value: str, near: Element) -> str:
    """The label of a choice; "" if there is none of that value now."""
    question = session.form.questions.get(definition.path)
    place = _nearest(session.evaluation.places(definition), near)
    if question is None or question.choices is None or place is None:
        return ""
    key = (id(question.choices), f"names {session.language}")
    names = session.form.lists_cache.get(key)
    if not isinstance(names, dict):
        found = choices(session, question, place)
        names = {choice.value: choice.label for choice in reversed(found)}
        itemset = question.choices.itemset
        if (
            itemset is not None
            and _constant(itemset)
            and question.choices.search is None
            and _fixed(session, itemset)
        ):
            session.form.lists_cache[key] = names
    return str(names.get(value, ""))


def _nearest(places: list[Place], near: Element) -> Place | None:
    if len(places) < 2:
        return places[0] if places else None
    above = [near, *near.iterancestors()]
    for element in above:
        for place in places:
            if any(other.element is element for other in place.upwards()):
                return place
    return places[0]


def _unknown(session: Session, question: Question) -> bool:
    given = question.choices
    if given is None:
        return True
    names = [given.search.list] if given.search else []
    if given.itemset is not None:
        names += given.itemset.nodes.lists
    return any(not session.sources[name].available for name in names)


def _constant(itemset: Itemset) -> bool:
    nodes = itemset.nodes
    return bool(nodes.lists) and not (
        nodes.references or nodes.earlier or nodes.volatile or nodes.uses_current
    )


def _fixed(session: Session, itemset: Itemset) -> bool:
    """Whether no label has an output."""
    return not itemset.label_id or not session.form.itext_outputs


def _items(session: Session, itemset: Itemset, place: Place) -> list[Element]:
    kept = session.random
    session.random = Random(f"{session.instance_id} {place.definition.path}")  # noqa: S311 (an order to show, no secret)
    try:
        found = itemset.nodes.evaluate(place.element, session)
    finally:
        session.random = kept
    return [item for item in found if not isinstance(item, str)] if isinstance(found, list) else []


def _value(session: Session, itemset: Itemset, item: Element, place: Place) -> str:
    if itemset.value_name:
        return str(item.findtext(itemset.value_name, ""))
    return text(itemset.value.evaluate(item, session, place.element))


def _listed(session: Session, itemset: Itemset, place: Place) -> list[Choice]:
    key = (id(itemset), f"choices {session.language}")
    kept = session.form.lists_cache.get(key)
    if isinstance(kept, list):
        return list(kept)
    found = []
    for item in _items(session, itemset, place):
        value = _value(session, itemset, item, place)
        if itemset.label is None:
            found.append(Choice(value, value))
            continue
        if itemset.label_name:
            label = str(item.findtext(itemset.label_name, ""))
        else:
            label = text(itemset.label.evaluate(item, session, place.element))
        if itemset.label_id:
            words = showing.text_of(session.form, label, place.definition)
            found.append(
                Choice(value, showing.rendered(session, words, place), showing.media(session, words, place))
            )
        else:
            found.append(Choice(value, label))
    if _constant(itemset) and _fixed(session, itemset):
        session.form.lists_cache[key] = list(found)
    return found


def _searched(session: Session, search: Search, question: Question, place: Place) -> list[Choice]:
    """Rows of the file for each choice of the body that names a column; choices that are numbers stay as they are."""
    assert question.choices is not None
    found: list[Choice] = []
    itemset = question.choices.itemset
    named = _listed(session, itemset, place) if itemset else []
    named += [
        Choice(item.value, showing.rendered(session, item.label, place)) for item in question.choices.static
    ]
    rows = [item for item in session.sources[search.list].items() if _matches(session, search, item, place)]
    for choice in named:
        if choice.value.lstrip("-").isdigit():
            found.append(choice)
            continue
        seen: set[str] = set()
        columns = [part.strip() for part in choice.label.split(",")]
        for item in rows:
            value = item.findtext(choice.value, "")
            if value and value not in seen:
                seen.add(value)
                found.append(
                    Choice(value, ", ".join(item.findtext(column, "") for column in columns if column))
                )
    return found


def _matches(session: Session, search: Search, item: Element, place: Place) -> bool:
    if search.filter_text is not None:
        wanted = text(search.filter_text.evaluate(place.element, session))
        if item.findtext(search.filter_column, "") != wanted:
            return False
    if search.text is None:
        return True
    asked = text(search.text.evaluate(place.element, session)).lower()
    cells = [item.findtext(column, "").lower() for column in search.columns]
    tests = {
        "contains": lambda cell: asked in cell,
        "startswith": lambda cell: cell.startswith(asked),
        "endswith": lambda cell: cell.endswith(asked),
        "matches": lambda cell: cell == asked,
    }
    return any(map(tests.get(search.mode, tests["contains"]), cells))
