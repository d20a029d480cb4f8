"""What the columns of a table mean, by the names that ODK, KoboToolbox and our own files write over them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.questionnaires.xforms import Form, Session

IDENT = "instanceID"
_IDENTS = frozenset({"instanceid", "meta-instanceid", "meta/instanceid", "key", "_uuid"})
_OURS = frozenset({"line number", "行号", "reason", "原因"})  # in front of our list of lines that do not fit
# What others add to answers and nobody answered.
_ASIDE = frozenset(
    {"submissiondate", "submitterid", "submittername", "attachmentspresent", "attachmentsexpected", "status"}
    | {
        "reviewstate",
        "deviceid",
        "edits",
        "formversion",
        "instancename",
        "meta-instancename",
        "meta/instancename",
    }
    | {
        "_id",
        "_submission_time",
        "_validation_status",
        "_notes",
        "_status",
        "_submitted_by",
        "_tags",
        "_index",
    }
    | {"__version__", "_version_", "_geolocation", "formhub/uuid", "meta/rootuuid"}
)
_NUMBER = re.compile(r"\[\d{1,4}\]")
_NOT_ASKED = "__not_asked"
_NAMED = 8


@dataclass(frozen=True)
class Column:
    """`path`: of what it answers, with the numbers of repeats; "" for the instanceID and for what is left aside.
    `choice`: of a question with several answers, one column a choice."""

    label: str
    path: str = ""
    choice: str = ""
    is_ident: bool = False


def columns_of(form: Form, session: Session, header: Sequence[str]) -> list[Column]:
    """One for each label. Raises Refused where the table is of another form, or says something twice."""
    known = dict(reversed(list(_known(form, session))))
    columns, strange = [], []
    for label in header:
        if one := _column(form, known, label.strip()):
            columns.append(one)
        else:
            strange.append(label.strip() or _("(without a name)"))
    if strange:
        sentence = _(
            "These columns do not belong to “%(form)s”: %(names)s. Choose the form that the answers were given to, or "
            "take these columns out."
        )
        raise _other_form(sentence % {"form": form.title, "names": _listed(strange)})
    if not any(_NUMBER.sub("", one.path) in form.questions for one in columns):
        raise _other_form(
            _(
                "The first line of the table names no question of this form. Take the empty table, and write the "
                "answers below its names."
            )
        )
    if twice := _twice(columns):
        sentence = _("These columns say the same twice: %(names)s. Leave one of them out.")
        raise Refused(sentence % {"names": _listed(twice)}, field="file", code="twice")
    return columns


def names_of(form: Form) -> list[str]:
    """Over an empty table: what a table can answer, outside of repeats."""
    counted = _counted(form)
    asked = [
        path
        for path in _leaves(form)
        if path in form.questions
        and form.questions[path].control != "upload"
        and form.definitions[path].bind.calculate is None
        and form.definitions[path].bind.readonly is None
    ]
    return [IDENT, *(_last(path) if counted[_last(path)] == 1 else _within(form, path) for path in asked)]


def _other_form(sentence: str) -> Refused:
    return Refused(sentence, field="file", code="other_form")


def _twice(columns: Sequence[Column]) -> list[str]:
    told = Counter((one.path, one.choice, one.is_ident) for one in columns if one.path or one.is_ident)
    whole = {one.path for one in columns if one.path and not one.choice}
    return [
        one.label
        for one in columns
        if told[one.path, one.choice, one.is_ident] > 1 or (one.choice and one.path in whole)
    ]


def _listed(labels: Sequence[str]) -> str:
    told = ", ".join(one[:60] for one in list(dict.fromkeys(labels))[:_NAMED])
    return f"{told} …" if len(labels) > _NAMED else told


def _column(form: Form, known: dict[str, Column], label: str) -> Column | None:
    folded = label.casefold()
    if one := known.get(label):
        return replace(one, label=label)
    if folded in _IDENTS:
        return Column(label, is_ident=True)
    if folded in _ASIDE | _OURS or folded.endswith(_NOT_ASKED):
        return Column(label)
    path = f"{form.root.path}/{label}"
    if _NUMBER.search(label) and _NUMBER.sub("", path) in form.questions:
        return Column(label, path)
    one = known.get(folded)
    return replace(one, label=label) if one else None


def _known(form: Form, session: Session) -> Iterator[tuple[str, Column]]:
    """The surest name first; what reads the same but for its case comes behind all of them."""
    counted = _counted(form)
    named = [
        (name, Column(name, path))
        for path in _leaves(form)
        if not path.endswith("/meta/instanceID")
        for name in _names(form, path, counted)
    ]
    chosen = [
        (f"{name}{mark}{value}", Column(name, one.path, value))
        for name, one in named
        for value in _choices(form, session, one.path)
        for mark in "/_"
    ]
    yield from named
    yield from chosen
    yield from ((name.casefold(), one) for name, one in named + chosen)


def _names(form: Form, path: str, counted: Counter[str]) -> list[str]:
    within = _within(form, path)
    return [within, within.replace("/", "-"), *([_last(path)] if counted[_last(path)] == 1 else [])]


def _within(form: Form, path: str) -> str:
    return path.removeprefix(f"{form.root.path}/")


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _counted(form: Form) -> Counter[str]:
    return Counter(map(_last, _leaves(form)))


def _leaves(form: Form) -> list[str]:
    """Paths of what holds a value, outside of repeats, in the order of the form."""
    return [one.path for one in form.root.walk() if one.leaf and not one.attribute and not one.repeats()]


def _choices(form: Form, session: Session, path: str) -> list[str]:
    question = form.questions.get(path)
    if question is None or question.control != "select":
        return []
    return [one.value for one in session.choices(path)]
