"""What a type of question is in the sheet, and a line of another type."""

from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.questionnaires.xlsform.cells import Texts, cell, replaced, with_cells
from ngo2.questionnaires.xlsform.choosing import has_users, new_list, without_list
from ngo2.questionnaires.xlsform.columns import heads
from ngo2.questionnaires.xlsform.editing.lines import line_at, sound
from ngo2.questionnaires.xlsform.lines import (
    CHOOSING,
    EMAIL,
    EMAIL_RULE,
    KINDS,
    LOOKS,
    NOTE,
    NUMBERS,
    PHONE,
    PHONE_RULE,
    PHOTO,
    PLACE,
    SEVERAL,
    TEXTS,
    YES_NO,
    YES_NO_LIST,
    form_languages,
)
from ngo2.questionnaires.xlsform.phrases import PLACEHOLDERS, phrase
from ngo2.questionnaires.xlsform.questions import choice_lists
from ngo2.questionnaires.xlsform.sheets import SURVEY, Row, Sheets

_TYPES = {
    "short_text": "text", "long_text": "text", "whole": "integer", "decimal": "decimal", "amount": "decimal",
    "date": "date", "phone": "text", "email": "text", "photo": "image", "file": "file", "note": "note",
}  # fmt: skip
_RULE_MESSAGES = {
    EMAIL: "Write the whole address, such as name@example.org.",
    PHONE: "Write the number in figures, such as 010-12345678.",
}
_RULES = {EMAIL: EMAIL_RULE, PHONE: PHONE_RULE}
_PHOTO_SIZE = "max-pixels=1024"


def known_kind(kind: str) -> None:
    if kind not in KINDS:
        raise Refused(_("Choose a type of question."), field="kind")


def typed(sheets: Sheets, row: Row, kind: str, name: str, list_name: str = "") -> tuple[Sheets, Row]:
    """The row with type, appearance and rule of a kind; a new list of choices where it needs one."""
    if kind in CHOOSING:
        if kind == YES_NO:
            list_name = YES_NO_LIST
            if YES_NO_LIST not in choice_lists(sheets):
                said = {"yes": in_each(sheets, "Yes"), "no": in_each(sheets, "No")}
                sheets, list_name = new_list(sheets, YES_NO_LIST, said)
        elif not list_name or list_name == YES_NO_LIST:
            first, second = (in_each(sheets, one) for one in PLACEHOLDERS)
            sheets, list_name = new_list(sheets, name, {"c1": first, "c2": second})
        command = "select_multiple" if kind == SEVERAL else "select_one"
        return sheets, with_cells(sheets, SURVEY, row, {"type": f"{command} {list_name}"})
    cells = {"type": _TYPES[kind]}
    if kind in LOOKS:
        cells["appearance"] = f"{cell(sheets, SURVEY, row, 'appearance')} {LOOKS[kind]}".strip()
    if kind == PHOTO:
        cells["parameters"] = _PHOTO_SIZE
    texts: dict[str, Texts] = {}
    if kind in _RULES:
        cells["constraint"] = _RULES[kind]
        texts["constraint_message"] = in_each(sheets, _RULE_MESSAGES[kind])
    return sheets, with_cells(sheets, SURVEY, row, cells, texts)


def set_kind(sheets: Sheets, at: int, kind: str) -> Sheets:
    """Another type: name and texts stay, choices too where the new one has some; limits that no longer fit go."""
    known_kind(kind)
    before, line = sheets, line_at(sheets, at)
    if line.kind == kind:
        return sheets
    if line.kind == PLACE or kind == PLACE:
        raise Refused(_("A place is made of several questions. Remove this one and add the other."))
    if line.kind not in KINDS:
        raise Refused(_("The type of this line can only be changed in the workbook."))
    row = sheets.survey.rows[at]
    keeps = (line.kind in NUMBERS and kind in NUMBERS) or (line.kind in TEXTS and kind in TEXTS)
    cleared = {} if keeps else {"constraint": "", "constraint_message": ""}
    look = [one for one in cell(sheets, SURVEY, row, "appearance").split() if one not in LOOKS.values()]
    if line.kind in CHOOSING and kind not in CHOOSING:
        look = []
    cleared |= {"appearance": " ".join(look)}
    if line.kind == PHOTO:
        cleared["parameters"] = ""
    row = with_cells(sheets, SURVEY, row, cleared)
    if not keeps:
        gone = {
            head.written: ""
            for head in heads(SURVEY, sheets.survey.columns)
            if head.base == "constraint_message"
        }
        row = row.having(gone)
    if kind == NOTE:
        row = with_cells(sheets, SURVEY, row, {"required": ""})
    sheets, row = typed(sheets, row, kind, line.name, line.list_name)
    sheets = replaced(sheets, SURVEY, at, row)
    if line.list_name and not has_users(sheets, line.list_name):
        sheets = without_list(sheets, line.list_name)
    return sound(before, sheets)


def in_each(sheets: Sheets, english: str) -> dict[str, str]:
    """A phrase of ours in each language of the form."""
    return {one: phrase(english, one) for one in form_languages(sheets)}
