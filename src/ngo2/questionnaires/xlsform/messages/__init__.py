"""pyxform's messages as findings: each family of its errors and warnings, with the row that it means. Pure.

Runs in the child, beside pyxform. A test fails when pyxform has a new code.
"""

import re
from collections.abc import Callable

from ngo2.questionnaires.xlsform.findings import Finding
from ngo2.questionnaires.xlsform.messages.codes import CODES, of_code, patterns
from ngo2.questionnaires.xlsform.messages.families import FAMILIES
from ngo2.questionnaires.xlsform.messages.sentences import COMPILED, of_family
from ngo2.questionnaires.xlsform.sheets import Sheets

__all__ = ["CODES", "FAMILIES", "explain", "patterns"]


def explain(
    text: str,
    level: str,
    codes: list[tuple[str, re.Pattern[str]]],
    sheets: Sheets,
    row_of: Callable[[str, int], int],
) -> Finding:
    """`row_of(sheet, number)`: the row in the file of the row that pyxform counted."""
    for code, pattern in codes:
        if told := pattern.fullmatch(text):
            return of_code(code, told.groupdict(), text, level, sheets, row_of)
    for pattern, family in COMPILED:
        if told := pattern.match(text):
            return of_family(family, told.groupdict(), text, level, sheets, row_of)
    return Finding("other", values={"value": text[:300]}, original=text, level=level)
