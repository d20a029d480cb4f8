"""A survey of LimeSurvey as the sheets of an XLSForm, with a list of what could not be mapped. Pure.

Codes stay: a question `Q1` is `Q1`, a part of an array `Q1_SQ001`, an answer `A1`; `-oth-` becomes `other`. An array is
a group with one question for each part, which every program can show.
"""

import re
from dataclasses import dataclass
from dataclasses import replace as changed

from ngo2.questionnaires.limesurvey.choices import Choices
from ngo2.questionnaires.limesurvey.conditions import Conditions
from ngo2.questionnaires.limesurvey.document import Group, NoSurvey, Survey, read
from ngo2.questionnaires.limesurvey.labels import Labels, language_names
from ngo2.questionnaires.limesurvey.losses import Losses, Unmapped
from ngo2.questionnaires.limesurvey.names import Names
from ngo2.questionnaires.limesurvey.questions import Questions
from ngo2.questionnaires.limesurvey.words import REFUSALS
from ngo2.questionnaires.xlsform.checks import check
from ngo2.questionnaires.xlsform.findings import ERROR
from ngo2.questionnaires.xlsform.sheets import Row, Sheet, Sheets, form_of

_EXPRESSIONS = ("relevant", "constraint", "calculation")


@dataclass(frozen=True)
class Imported:
    """`languages` as the form names them, the base first."""

    sheets: Sheets
    unmapped: tuple[Unmapped, ...]
    title: str
    languages: tuple[str, ...]
    questions: int  # of LimeSurvey


class NotImported(Exception):
    """`message`: what to do."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)

    @property
    def message(self) -> str:
        return str(REFUSALS[self.kind])


def read_lss(data: bytes) -> Imported:
    """Raises NotImported. The sheets always convert: what would not is in the list instead."""
    try:
        survey = read(data)
    except NoSurvey as refusal:
        raise NotImported(str(refusal)) from None
    losses = Losses()
    names = Names(survey, losses)
    labels = Labels(language_names(survey.languages), names, losses)
    conditions = Conditions(survey, names, losses)
    asked = Questions(names, labels, conditions, Choices(labels, losses), losses)
    if welcome := labels.of(survey.welcome, ""):
        asked.rows.append({"type": "note", "name": names.free("welcome"), **welcome})
    for group in survey.groups:
        _group(group, asked)
    losses.of_survey(survey)
    base = labels.languages[survey.languages[0]]
    title = labels.texts(survey.titles, "", "title").get(base, "") or "Survey"
    sheets = _whole(_sheets(survey, asked, base, title), losses)
    count = sum(1 for _one in survey.questions())
    return Imported(
        sheets, tuple(dict.fromkeys(losses.found)), title, tuple(labels.languages.values()), count
    )


def _group(group: Group, asked: Questions) -> None:
    """Left out when none of its questions comes along, and it says nothing itself."""
    names, labels, rows = asked.names, asked.labels, asked.rows
    name = names.free(f"group_{group.gid}")
    cells = {"type": "begin_group", "name": name, "appearance": "field-list"}
    cells |= labels.of(group.texts, name)
    cells |= asked.conditions.relevant(group.relevance, name)
    if group.mixed:
        asked.losses.add(name, "randomization_group", "order", group.mixed)
    begin = len(rows)
    if about := labels.of(group.about, name):
        rows.append({"type": "note", "name": names.free(f"{name}_about"), **about})
    for question in group.questions:
        asked.add(question)
    if len(rows) > begin:
        rows.insert(begin, cells)
        rows.append({"type": "end_group"})


def _sheets(survey: Survey, asked: Questions, base: str, title: str) -> Sheets:
    settings = {
        "form_title": title[:200],
        "form_id": f"limesurvey_{re.sub(r'[^0-9A-Za-z]', '', survey.sid)}",
        "default_language": base,
    }
    sheets = form_of(survey=asked.rows, choices=asked.choices.rows, settings=[settings])
    first = ("type", "name", *(f"label::{one}" for one in asked.labels.languages.values()))
    columns = tuple(dict.fromkeys([*first, *sheets.survey.columns]))
    sheets = sheets.having(changed(sheets.survey, columns=columns))
    if not asked.choices.rows:
        sheets = sheets.having(Sheet("choices", ("list_name", "name", f"label::{base}")))
    return sheets


def _whole(sheets: Sheets, losses: Losses) -> Sheets:
    """What our own check finds wrong in an expression or a text goes to the list, until nothing is."""
    for _round in range(20):
        wrong: dict[int, set[str]] = {}
        for one in check(sheets):
            mendable = one.column in _EXPRESSIONS or one.kind.startswith("reference")
            if one.level == ERROR and one.sheet == "survey" and mendable:
                wrong.setdefault(one.row, set()).add(one.column)
        if not wrong:
            break
        rows = tuple(_mended(row, wrong.get(row.number, set()), losses) for row in sheets.survey.rows)
        sheets = sheets.having(changed(sheets.survey, rows=rows))
    return sheets


def _mended(row: Row, columns: set[str], losses: Losses) -> Row:
    cells = dict(row.cells)
    for column in columns:
        kind = "expression" if column in _EXPRESSIONS else "text"
        losses.add(row.get("name"), column, kind, row.get(column))
        cells[column] = "" if column in _EXPRESSIONS else cells.get(column, "").replace("${", "$ {")
    if row.get("type") == "calculate" and not cells.get("calculation"):
        cells = {"type": "hidden", "name": row.get("name")}
    return Row(row.number, {column: text for column, text in cells.items() if text})
