"""What the record knows already stands in the form, and what was answered otherwise is offered back to the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.models import Organisation
from ngo2.questionnaires.models import Edition, Response
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.xforms import Form, Question, Session, Unknown
from ngo2.questionnaires.xforms.body import walk


@dataclass(frozen=True)
class Differs:
    """An answer that is not what the record says: `said` goes into the fact `key` if they agree. `before` is the
    record's value, None where it has none."""

    path: str
    key: str
    said: Any
    before: Any


def started(
    edition: Edition, organisation: Organisation | None, earlier: Response | None = None
) -> tuple[Session, dict[str, str]]:
    """A fresh instance, and what stands in it already ({path: value}): what the record knows, and of the rest what the
    same respondent answered the time before (`earlier`) to a question of the same name.
    """
    form = form_of(edition)
    values = said_before(form, earlier) | known(
        form, edition.facts, organisation.facts if organisation else {}
    )
    session = form.start(timezone.localtime())
    put = {}
    for path, value in values.items():
        try:
            session.set(path, value)
        except Unknown:
            continue  # within a repeat that has none yet
        put[path] = value
    _leave_out(session, put)
    return session, put


def said_before(form: Form, earlier: Response | None) -> dict[str, str]:
    """Files are not carried over: a photo of last year is no answer of today."""
    if earlier is None:
        return {}
    rows = earlier.answers.filter(place="").exclude(value="").values_list("path", "value")
    by_name = {path.rpartition("/")[2]: value for path, value in rows if "/meta/" not in path}
    return {
        node.path: by_name[node.definition.name]
        for node in walk(form.body)
        if isinstance(node, Question) and node.control != "upload" and node.definition.name in by_name
    }


def changed(response: Response) -> list[tuple[str, str, str]]:
    """(path, what stood there when they began, what they answered), where it is not the same: the diff to last time."""
    said = dict(response.answers.filter(place="").values_list("path", "value"))
    return [
        (path, value, said.get(path, ""))
        for path, value in response.prefilled.items()
        if said.get(path, "") != value
    ]


def _leave_out(session: Session, put: dict[str, str]) -> None:
    """What is no answer to the question of today, because its choices or limits are others, is asked anew."""
    for problem in session.problems():
        if problem.kind != "required" and put.pop(problem.path, None) is not None:
            session.set(problem.path, "")


def known(form: Form, keys: Mapping[str, str], facts: Mapping[str, Any]) -> dict[str, str]:
    """{path: value as it stands in an instance} of the questions that carry a fact which the record has."""
    found = {}
    for path, key in by_path(form, keys).items():
        value = facts.get(key, {}).get("v")
        if value not in (None, "", [], {}):
            text = _as_text(value)
            if text:
                found[path] = text
    return found


def by_path(form: Form, keys: Mapping[str, str]) -> dict[str, str]:
    """{path: key of the fact} for an edition's {name of the question: key}. Repeats have no fact of the one record."""
    return {
        node.path: keys[node.definition.name]
        for node in walk(form.body)
        if isinstance(node, Question)
        and node.definition.name in keys
        and keys[node.definition.name] in CATALOGUE
    }


def differing(session: Session, keys: Mapping[str, str], facts: Mapping[str, Any]) -> list[Differs]:
    """In the order of the form. What was not asked or left empty says nothing about the record, and nobody behind a
    link changes what only who has signed in may (`Fact.by_link`).
    """
    found = []
    for path, key in by_path(session.form, keys).items():
        if not CATALOGUE[key].by_link:
            continue
        try:
            state = session.state(path)
        except Unknown:
            continue
        if not state.relevant or not state.value.strip():
            continue
        before = facts.get(key, {}).get("v")
        said = _as_fact(state.value, before, several=session.form.questions[path].several)
        if _as_text(said) != _as_text(before):
            found.append(Differs(path, key, said, before))
    return found


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return " ".join(str(one) for one in value if isinstance(one, (str, int)))
    if isinstance(value, dict):
        return ""  # a place or a table of numbers has no one text
    return "" if value is None else str(value)


def _as_fact(text: str, before: Any, *, several: bool) -> Any:
    return text.split() if several or isinstance(before, list) else text
