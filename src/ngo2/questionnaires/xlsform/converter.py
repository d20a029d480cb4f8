"""The child: sheets in, the XForm or the findings out, both as JSON. Run by `lib.child` within limits.

pyxform is fed with rows, not with a workbook: each of its rows is one of ours, so a row that it names is found again.
"""

import json
import re
import sys
from typing import Any

from lxml import etree
from pyxform.builder import create_survey_element_from_dict
from pyxform.errors import ErrorCode, PyXFormError
from pyxform.utils import external_choices_to_csv, has_external_choices
from pyxform.validators.pyxform.iana_subtags.validation import get_languages_with_bad_tags
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import DefinitionData

from ngo2.questionnaires.xlsform.checks import HOPELESS, OURS, check
from ngo2.questionnaires.xlsform.columns import FACT, column_of
from ngo2.questionnaires.xlsform.findings import ERROR, WARNING, Finding
from ngo2.questionnaires.xlsform.messages import explain, patterns
from ngo2.questionnaires.xlsform.sheets import FORM_SHEETS, Row, Sheet, Sheets, is_nameless

_FILE = re.compile(r"jr://(?:file-csv|file|images|audio|video)/([^\"'<>&]+)")


def converted(sheets: Sheets, settings: dict[str, str]) -> dict[str, Any]:
    """{"findings": …} and, when the form can be used, "xform", "itemsets" and "files"."""
    found = check(sheets)
    if any(one.kind in HOPELESS for one in found):
        return {"findings": [one.to_json() for one in found]}
    rows = {key: _rows(sheets, key) for key in FORM_SHEETS}
    codes = patterns((code.name, code.value.msg) for code in ErrorCode)

    def row_of(sheet: str, number: int) -> int:
        """pyxform counts from 2 what it was given."""
        given = rows.get(sheet, [])
        return given[number - 2].number if 2 <= number < len(given) + 2 else number

    warnings: list[str] = []
    try:
        xform, itemsets = _by_pyxform(sheets, rows, settings, warnings)
        said: list[Finding] = []
    except Exception as error:
        xform, itemsets = "", ""
        said = [
            explain(line, ERROR, codes, sheets, row_of) for line in _lines(str(error) or type(error).__name__)
        ]
        if not isinstance(error, PyXFormError) and any(one.level == ERROR for one in found):
            said = []  # it stumbled over what we named already
    told = [explain(line, WARNING, codes, sheets, row_of) for text in warnings for line in _lines(text)]
    if xform:
        found = [one if one.kind in OURS else _softened(one) for one in found]
        found += [] if any(one.kind == "character" for one in found) else _not_xml(xform, sheets)
    findings = _together(found, [*said, *told])
    if not xform or any(one.level == ERROR for one in findings):
        return {"findings": [one.to_json() for one in findings]}
    files = list(dict.fromkeys(_FILE.findall(xform)))
    if itemsets:
        files.append("itemsets.csv")
    return {
        "findings": [one.to_json() for one in findings],
        "xform": xform,
        "itemsets": itemsets,
        "files": files,
    }


def _by_pyxform(
    sheets: Sheets, rows: dict[str, list[Row]], settings: dict[str, str], warnings: list[str]
) -> tuple[str, str]:
    book = DefinitionData(**_given(sheets, rows, settings))
    kept = workbook_to_json(book, form_name="data", fallback_form_name="form", warnings=warnings)
    itemsets = external_choices_to_csv(book) if has_external_choices(kept) else ""
    survey = create_survey_element_from_dict(kept)
    xform = f'<?xml version="1.0"?>{survey.xml().toxml()}'
    bad = get_languages_with_bad_tags(survey._translations)
    if bad:
        warnings.append(f"The following language declarations …: {', '.join(bad)}. Learn more")
    return xform, itemsets or ""


def _given(sheets: Sheets, rows: dict[str, list[Row]], settings: dict[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {"sheet_names": [sheet.name for sheet in sheets]}
    for key, all_rows in rows.items():
        sheet = sheets.find(key)
        if sheet is None and not (key == "settings" and settings):
            continue
        columns = [column for column in (sheet.columns if sheet else ()) if _passes(column)]
        table = [{column: row.get(column) for column in columns if row.get(column)} for row in all_rows]
        if key == "settings":
            columns, table = _set(sheet or Sheet(key), columns, table[:1], settings)
        given[key] = table
        given[f"{key}_header"] = [dict.fromkeys(columns)] if columns else []
    return given


def _set(
    sheet: Sheet, columns: list[str], table: list[dict[str, str]], settings: dict[str, str]
) -> tuple[list[str], list[dict[str, str]]]:
    """The settings with ours in the place of what the file says."""
    row = dict(table[0]) if table else {}
    for base, value in settings.items():
        column = column_of("settings", sheet.columns, base) or base
        row[column] = value
        if column not in columns:
            columns.append(column)
    return columns, [row] if row else []


def _passes(column: str) -> bool:
    """Ours, and columns without a header, pyxform never sees."""
    return column != FACT and not is_nameless(column)


def _rows(sheets: Sheets, key: str) -> list[Row]:
    sheet = sheets.find(key)
    return [row for row in sheet.rows if any(_passes(column) for column in row.cells)] if sheet else []


def _lines(text: str) -> list[str]:
    """Several errors at once stand under each other; one error may have lines of its own."""
    lines = text.split("\n")
    each = all(line.startswith(("[row :", "Language '", "Instance names")) for line in lines)
    return lines if each else [text]


def _softened(one: Finding) -> Finding:
    return Finding.from_json({**one.to_json(), "level": WARNING})


def _not_xml(xform: str, sheets: Sheets) -> list[Finding]:
    """pyxform lets names with a colon through, which are no XML without their namespace."""
    try:
        etree.fromstring(
            xform.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        )
    except etree.XMLSyntaxError as error:
        survey = sheets.survey
        name = column_of("survey", survey.columns, "name")
        row = next((row for row in survey.rows if ":" in row.get(name)), None)
        values = {"value": row.get(name) if row else str(error)}
        return [Finding("not_xml", "survey", row.number if row else 0, name, values, str(error))]
    return []


def _together(found: list[Finding], said: list[Finding]) -> list[Finding]:
    """pyxform's sentence goes to what we found at the same place; what only it found comes after."""
    findings = list(found)
    for one in said:
        at = _same(findings, one)
        if at is None:
            findings.append(one)
            continue
        ours = findings[at]
        level = ERROR if ERROR in {one.level, ours.level} else WARNING
        findings[at] = Finding.from_json({**ours.to_json(), "original": one.original, "level": level})
    once = {
        (one.kind, one.sheet, one.row, one.column, one.values.get("value")): one for one in reversed(findings)
    }
    return sorted([*dict(reversed(once.items())).values()], key=_place)


def _place(one: Finding) -> tuple[bool, int, int]:
    return one.level != ERROR, FORM_SHEETS.index(one.sheet) if one.sheet in FORM_SHEETS else 9, one.row


def _same(findings: list[Finding], one: Finding) -> int | None:
    for at, other in enumerate(findings):
        if other.original or other.sheet != one.sheet or (one.row and other.row != one.row):
            continue
        alike = other.kind.removesuffix("_alike") in {one.kind, one.kind.removesuffix("_unknown")}
        if alike or (one.row and other.level == ERROR and one.level == ERROR):
            return at
    return None


def main() -> None:
    asked = json.loads(sys.stdin.buffer.read())
    answer = converted(Sheets.from_json(asked["sheets"]), asked["settings"])
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
