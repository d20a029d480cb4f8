"""Rows of the survey as questions, rows of choices as lists: as far as the checks understand them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ngo2.questionnaires.xlsform.columns import Head, heads
from ngo2.questionnaires.xlsform.sheets import Row, Sheets
from ngo2.questionnaires.xlsform.types import Type, type_of

YES = {"yes", "true", "true()"}
_TEXTS = ("label", "hint", "image", "big-image", "audio", "video")


@dataclass
class Question:
    """A row of the survey sheet as far as it is understood; `base` texts of any language count as one."""

    row: Row
    type: Type
    name: str
    texts: set[str]
    path: tuple[str, ...] = ()
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)  # base: (column, text)

    def get(self, base: str) -> str:
        return self.cells.get(base, ("", ""))[1]

    def column(self, base: str) -> str:
        return self.cells.get(base, (base, ""))[0]


def read_questions(sheets: Sheets) -> list[Question]:
    """Rows of the survey that mean something: no comments, nothing disabled."""
    survey = sheets.survey
    columns = heads("survey", survey.columns)
    return [one for row in survey.rows if (one := _question(row, columns))]


def _question(row: Row, columns: Iterable[Head]) -> Question | None:
    cells: dict[str, tuple[str, str]] = {}
    texts: set[str] = set()
    for head in columns:
        text = row.get(head.written)
        if text:
            cells.setdefault(head.base, (head.written, text))
            if head.base in _TEXTS:
                texts.add(head.base)
    if not cells or cells.get("disabled", ("", ""))[1].lower() in YES:
        return None
    if "type" not in cells and not {"name", "label"} & set(cells):
        return None
    written = cells.get("type", ("", ""))[1]
    return Question(
        row,
        type_of(written) if written else Type("none", ""),
        cells.get("name", ("", ""))[1],
        texts,
        (),
        cells,
    )


def choice_lists(sheets: Sheets) -> dict[str, list[Row]]:
    """The rows of the sheet of choices by their list, in the order of the file."""
    head = {one.base: one.written for one in reversed(heads("choices", sheets.choices.columns))}
    found: dict[str, list[Row]] = {}
    for row in sheets.choices.rows:
        name = row.get(head.get("list_name", ""))
        if name:
            found.setdefault(name, []).append(row)
    return found


def setting(sheets: Sheets, base: str) -> str:
    for row in sheets.settings.rows[:1]:
        for head in heads("settings", sheets.settings.columns):
            if head.base == base:
                return row.get(head.written)
    return ""
