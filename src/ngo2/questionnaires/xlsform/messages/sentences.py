"""A sentence without a code as a finding, at the row that it means."""

import re
from collections.abc import Callable

from ngo2.questionnaires.xlsform.columns import column_of
from ngo2.questionnaires.xlsform.findings import Finding
from ngo2.questionnaires.xlsform.messages.families import FAMILIES, PARAMETER, Family
from ngo2.questionnaires.xlsform.sheets import Row, Sheets

COMPILED = tuple((re.compile(family.pattern, re.DOTALL), family) for family in FAMILIES)


def of_family(
    family: Family,
    told: dict[str, str],
    text: str,
    level: str,
    sheets: Sheets,
    row_of: Callable[[str, int], int],
) -> Finding:
    values = {key: value for key, value in told.items() if value and key != "row"}
    sheet = values.get("sheet", "") if family.sheet == "{sheet}" else family.sheet
    row, column = 0, values.get("value", "") if family.column == "value" else family.column
    if told.get("row"):
        row = row_of(family.sheet, int(told["row"]))
    elif family.by != ("", ""):
        row, found = _look_up(family, values, sheets)
        column = column or found
    elif family.sheet == "settings":
        row = sheets.settings.rows[0].number if sheets.settings.rows else 0
    if family.kind == "other":
        values["value"] = text[:300]
    if family.kind == "parameter_value":
        values.setdefault("accepted", "voice-only, low, normal, external")
    written = column_of(sheet, sheets.sheet(sheet).columns, column) or column
    return Finding(family.kind, sheet, row, written, values, text, level)


def _look_up(family: Family, values: dict[str, str], sheets: Sheets) -> tuple[int, str]:
    """Row and column of the first cell that the message can mean; (0, column) when there is none."""
    base, by = family.by
    sheet = sheets.sheet(family.sheet)
    if by == "${value}":
        wanted = f"{{{values['value']}}}"
        return next(
            (
                (row.number, column)
                for row in sheet.rows
                for column, text in row.cells.items()
                if wanted in text
            ),
            (0, ""),
        )
    column = column_of(family.sheet, sheet.columns, base)
    matches = _matching(family, by, values)
    row = next((row for row in sheet.rows if matches(row, column)), None)
    return (row.number if row else 0), column


def _matching(family: Family, by: str, values: dict[str, str]) -> Callable[[Row, str], bool]:
    sign, wanted = by[0], by[1:]
    if sign == "=":
        return lambda row, column: row.get(column) == wanted
    if sign == "^":
        return lambda row, column: row.get(column).replace(" ", "_").startswith(wanted)
    if sign == "~":
        return lambda row, column: wanted in row.get(column)
    value = values.get(by, "")
    if family.by == PARAMETER:
        return lambda row, column: (
            re.search(rf"(?<![\w-]){re.escape(value)}\s*=", row.get(column)) is not None
        )
    if family.sheet == "choices":
        lists = values.get("list", "")
        return lambda row, column: row.get(column) == value and lists in row.cells.values()
    return lambda row, column: row.get(column) == value
