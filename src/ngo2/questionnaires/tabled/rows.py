"""One row of a table as an instance document, and what the form's rules say against it, column by column."""

import hashlib
import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from django.utils.translation import gettext as _

from ngo2.questionnaires.tabled.columns import Column
from ngo2.questionnaires.typed import as_text
from ngo2.questionnaires.xforms import Form, Session, XFormError
from ngo2.questionnaires.xforms.checking import same, volatile_fields

_YES = frozenset({"1", "yes", "true", "x", "✓", "是"})
_NO = frozenset({"", "0", "no", "false", "否"})
_SPACE = uuid.UUID(
    "6f1f3a52-5a56-4b0f-9d0c-6d2f1b6f8f57"
)  # of instanceIDs that are made from what a row says


@dataclass
class Row:
    """`said` {path: value} is what its cells say once it is an instance. With `findings` [(column, sentence)] it does
    not come in."""

    line: int
    ident: str = ""
    document: bytes = b""
    said: dict[str, str] = field(default_factory=dict)
    findings: list[tuple[str, str]] = field(default_factory=list)

    def find(self, column: str, sentence: str) -> None:
        self.findings.append((column, sentence))


class Table:
    """The rows of one table, read in their order: of two that say the same, each is somebody's."""

    def __init__(self, form: Form, columns: Sequence[Column], now: datetime, language: str) -> None:
        self.form, self.columns, self.now, self.language = form, columns, now, language
        self.labels = {one.path: one.label for one in columns if one.path}
        self.volatile = volatile_fields(form)
        self.preloaded = [one for one in form.order if one.bind.preload in {"timestamp", "date", "property"}]
        self.alike: dict[str, int] = {}
        self.taken: dict[str, int] = {}

    def row(self, line: int, cells: Sequence[str]) -> Row:
        row = Row(line)
        ident, values = self._values(row, cells)
        digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
        self.alike[digest] = self.alike.get(digest, 0) + 1
        told = f"{self.form.id} {self.form.version} {digest} {self.alike[digest]}"
        row.ident = ident or f"uuid:{uuid.uuid5(_SPACE, told)}"
        if (before := self.taken.setdefault(row.ident, line)) != line:
            row.find(
                "",
                _("It has the same instanceID as line %(line)s. Leave one of them out.") % {"line": before},
            )
        try:
            self._fill(row, values, Random(digest))  # noqa: S311 (what a form draws is the same when it comes twice)
        except XFormError as wrong:
            row.find("", str(wrong))
        return row

    def _values(self, row: Row, cells: Sequence[str]) -> tuple[str, dict[str, str]]:
        """(the instanceID that stands there, {path: text})."""
        if any(cell.strip() for cell in cells[len(self.columns) :]):
            row.find(
                "",
                _("There is something right of the last column. Put it below the name that it belongs to."),
            )
        ident, values = "", dict[str, str]()
        chosen: dict[str, list[str]] = {}
        for column, cell in zip(self.columns, [*cells, *[""] * len(self.columns)], strict=False):
            cell = cell.strip()
            if column.is_ident:
                ident = cell
            elif column.choice:
                ticks = chosen.setdefault(column.path, [])
                if cell.casefold() in _YES:
                    ticks.append(column.choice)
                elif cell.casefold() not in _NO:
                    row.find(column.label, _("Write 1 where it was chosen, and 0 where it was not."))
            elif column.path:
                values[column.path] = cell
        return ident, values | {path: " ".join(ticks) for path, ticks in chosen.items()}

    def _fill(self, row: Row, values: Mapping[str, str], random: Random) -> None:
        """Calculated columns are only compared; when it was answered is known where the table says it."""
        form = self.form
        put = {one.path: values.get(one.path, "") for one in self.preloaded}
        put |= {path: self._text(path, cell) for path, cell in values.items() if self._is_answered(path)}
        session = form.start(self.now, {path: text for path, text in put.items() if text}, random=random)
        for path, text in put.items():
            if not text and "[" not in path and session.value(path):
                session.set(path, "")
        session.set(f"{form.root.path}/meta/instanceID", row.ident)
        self._judge(row, session, values)
        row.document = session.submission()

    def _is_answered(self, path: str) -> bool:
        question = self.form.questions.get(_bare(path))
        return question is not None and (
            question.definition.bind.calculate is None or question.definition.bind.readonly is None
        )

    def _text(self, path: str, cell: str) -> str:
        return as_text(self.form.questions[_bare(path)], cell)

    def _judge(self, row: Row, session: Session, values: Mapping[str, str]) -> None:
        for path, cell in values.items():
            if not cell and "[" in path:
                continue  # one more of a repeat that this row does not have
            label, question = self.labels[path], self.form.questions.get(_bare(path))
            state = session.state(path)
            row.said[path] = state.value
            if cell and question is not None and question.control == "upload":
                row.find(label, _("Photos and files do not come with a table. Leave this cell empty."))
            elif cell and not state.relevant:
                row.find(label, _("This part was not asked, so it should not be answered."))
            elif cell and not self._is_answered(path) and self._differs(path, state.value, cell):
                told = {"here": state.value[:200], "sent": cell[:200]}
                row.find(label, _("Calculated here: “%(here)s”; sent: “%(sent)s”.") % told)
        for problem in session.problems(self.language):
            row.find(self.labels.get(problem.path, problem.path.rpartition("/")[2]), problem.message)

    def _differs(self, path: str, here: str, sent: str) -> bool:
        definition = self.form.definitions[_bare(path)]
        if definition in self.volatile or definition.bind.calculate is None:
            return False
        return not same(here, sent, definition.bind.datatype)


def place_of(path: str) -> tuple[str, str]:
    """("/data/member/name", "2") of "/data/member[2]/name", as answers are kept."""
    return _bare(path), ".".join(re.findall(r"\[(\d+)\]", path))


def _bare(path: str) -> str:
    return "/".join(step.partition("[")[0] for step in path.split("/"))
