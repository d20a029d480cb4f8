"""What one line says and what it asks for."""

from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.questionnaires.xlsform.cells import Texts, replaced, with_cells
from ngo2.questionnaires.xlsform.columns import FACT
from ngo2.questionnaires.xlsform.editing.lines import line_at, sound, sound_references
from ngo2.questionnaires.xlsform.lines import END, LEVELS, NOTE, PAGE, PLACE, REPEAT, SECTION, lines
from ngo2.questionnaires.xlsform.sheets import SURVEY, Sheets


def set_texts(sheets: Sheets, at: int, *, label: Texts | None = None, hint: Texts | None = None) -> Sheets:
    """By language. A question keeps a label in one language at least; a page has none."""
    line = line_at(sheets, at)
    if label is not None:
        if line.kind not in {PAGE, REPEAT}:
            labelled({**line.labels, **label})
        for text in label.values():
            sound_references(sheets, text)
    texts = {base: said for base, said in (("label", label), ("hint", hint)) if said is not None}
    return sound(
        sheets, replaced(sheets, SURVEY, at, with_cells(sheets, SURVEY, sheets.survey.rows[at], {}, texts))
    )


def set_required(sheets: Sheets, at: int, required: bool) -> Sheets:
    line = line_at(sheets, at)
    if line.kind in {SECTION, PAGE, REPEAT, NOTE, END}:
        raise Refused(_("Only a question can be required."))
    places = [at]
    if line.kind == PLACE:
        places = list(range(at + 1, at + 1 + len(LEVELS)))
    for place in places:
        row = with_cells(sheets, SURVEY, sheets.survey.rows[place], {"required": "yes" if required else ""})
        sheets = replaced(sheets, SURVEY, place, row)
    return sheets


def set_fact(sheets: Sheets, at: int, key: str) -> Sheets:
    """The question asks for this fact of the organisation's record; "" for none."""
    line = line_at(sheets, at)
    if line.kind in {SECTION, PAGE, REPEAT, NOTE, END}:
        raise Refused(_("Only a question can ask for something of the record."))
    if key and any(one.fact == key and one.at != at for one in lines(sheets)):
        raise Refused(_("Another question asks for this already."))
    return replaced(sheets, SURVEY, at, with_cells(sheets, SURVEY, sheets.survey.rows[at], {FACT: key}))


def labelled(label: Texts) -> None:
    if not any(text.strip() for text in label.values()):
        raise Refused(_("Write the question."), field="label")
