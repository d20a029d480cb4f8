"""Our own look at a form before pyxform's, which stops at its first complaint: all problems at once. Pure.

`level` error: the form cannot work. pyxform decides where it is stricter; where it is more lenient, `OURS` says
which of these errors stay errors (no program could answer such a form).
"""

from itertools import islice

from ngo2.questionnaires.xlsform.checks import choices, expressions, referring, rows, shape
from ngo2.questionnaires.xlsform.findings import Finding
from ngo2.questionnaires.xlsform.questions import read_questions
from ngo2.questionnaires.xlsform.sheets import FORM_SHEETS, Sheets

MOST = 300  # findings of one kind of check: nobody reads more, and a hostile form would cost hours
# pyxform accepts these; no one could answer such a form.
OURS = frozenset(
    {"circular", "expression", "expression_equals", "too_deep", "too_many_rows", "cell_long", "character"}
)
# Too large or too wrong for anything else to be looked at.
HOPELESS = frozenset({"too_deep", "too_many_rows", "cell_long", "empty_survey", "no_form"})


def check(sheets: Sheets) -> list[Finding]:
    """In the order of the file; first those that stop everything else, alone."""
    found = list(shape.limits(sheets))
    if hopeless := [one for one in found if one.kind in HOPELESS]:
        return hopeless[:20]
    questions = read_questions(sheets)
    found += shape.headers(sheets)
    found += list(rows.balance(questions))  # to its end: it notes what stands around each question
    if any(one.kind == "too_deep" for one in found):
        return found
    for look in (
        rows.types(questions, sheets),
        rows.names(questions),
        choices.lists(sheets, questions),
        referring.references(sheets, questions),
        expressions.syntax(questions),
        expressions.circles(questions),
    ):
        found += islice(look, MOST)
    found += shape.settings_sheet(sheets)
    order = {key: at for at, key in enumerate(FORM_SHEETS)}
    return sorted(found, key=lambda one: (order.get(one.sheet, 9), one.row))
