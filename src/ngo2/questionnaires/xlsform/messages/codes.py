"""pyxform's `ErrorCode`s: their texts are templates, which are read backwards here."""

import re
from collections.abc import Callable, Iterator

from ngo2.questionnaires.xlsform.columns import column_of
from ngo2.questionnaires.xlsform.findings import Finding
from ngo2.questionnaires.xlsform.sheets import Sheets

# pyxform's code: (kind, sheet, column); "{…}" stands in the message itself.
CODES: dict[str, tuple[str, str, str]] = {
    "ENTITY_001": ("save_to", "survey", "save_to"),
    "ENTITY_002": ("save_to_twice", "survey", "save_to"),
    "ENTITY_003": ("save_to_group", "survey", "save_to"),
    "ENTITY_004": ("save_to_list", "survey", "save_to"),
    "ENTITY_005": ("entity_label", "entities", "label"),
    "ENTITY_006": ("entity_update", "entities", "update_if"),
    "ENTITY_007": ("entity_id", "entities", "entity_id"),
    "ENTITY_008": ("save_to_prefix", "survey", "save_to"),
    "ENTITY_009": ("entity_place", "entities", "list_name"),
    "ENTITY_011": ("save_to_scope", "survey", "save_to"),
    "ENTITY_012": ("save_to_scope", "entities", "list_name"),
    "ENTITY_013": ("save_to_marks", "survey", "save_to"),
    "HEADER_001": ("header_missing", "{sheet_name}", ""),
    "HEADER_002": ("column_same", "{sheet_name}", "{header}"),
    "HEADER_003": ("column_missing", "{sheet_name}", ""),
    "HEADER_004": ("column_name", "choices", "{column}"),
    "HEADER_005": ("column_unknown", "entities", ""),
    "INTERNAL_001": ("other", "survey", "trigger"),
    "INTERNAL_002": ("other", "entities", ""),
    "LABEL_001": ("choice_label_missing", "choices", "label"),
    "NAMES_001": ("name_twice", "survey", "name"),
    "NAMES_002": ("name_case", "survey", "name"),
    "NAMES_003": ("name_root", "survey", "name"),
    "NAMES_004": ("repeat_twice", "survey", "name"),
    "NAMES_005": ("name_reserved", "survey", "name"),
    "NAMES_006": ("choice_name_missing", "choices", "name"),
    "NAMES_007": ("choice_twice", "choices", "name"),
    "NAMES_008": ("name_invalid", "{sheet}", "{column}"),
    "NAMES_009": ("form_name", "settings", "name"),
    "NAMES_010": ("entity_name", "{sheet}", "{column}"),
    "NAMES_011": ("entity_name", "{sheet}", "{column}"),
    "NAMES_012": ("save_to_name", "{sheet}", "{column}"),
    "NAMES_013": ("sheet_alike", "{sheet}", ""),
    "NAMES_014": ("entity_twice", "entities", "list_name"),
    "NAMES_015": ("entity_name_missing", "entities", "list_name"),
    "PYREF_001": ("reference_form", "{sheet}", "{column}"),
    "PYREF_002": ("reference_comma", "{sheet}", "{column}"),
    "PYREF_003": ("reference_unknown", "{sheet}", "{column}"),
    "PYREF_004": ("reference_many", "{sheet}", "{column}"),
    "RANGE_001": ("parameter_number", "survey", "parameters"),
    "RANGE_002": ("range_zero", "survey", "parameters"),
    "RANGE_003": ("range_wide", "survey", "parameters"),
    "RANGE_004": ("range_multiple", "survey", "parameters"),
    "RANGE_005": ("range_outside", "survey", "parameters"),
    "RANGE_006": ("range_list", "survey", "parameters"),
    "RANGE_007": ("range_two", "survey", "parameters"),
    "RANGE_008": ("range_look", "survey", "parameters"),
    "RANGE_009": ("range_number", "survey", "parameters"),
    "RANGE_010": ("range_choice_outside", "survey", "parameters"),
    "RANGE_011": ("range_choice_step", "survey", "parameters"),
    "RANGE_012": ("range_ends", "survey", "parameters"),
    "SURVEY_001": ("end_without_begin", "survey", "type"),
    "SURVEY_002": ("begin_without_end", "survey", "type"),
    "SURVEY_003": ("incremental", "survey", "parameters"),
    "SURVEY_004": ("parameters", "survey", "parameters"),
    "SURVEY_005": ("parameter_unknown", "survey", "parameters"),
    "SURVEY_006": ("geometry", "survey", "parameters"),
    "SURVEY_007": ("parameter_number", "survey", "parameters"),
    "SURVEY_008": ("parameter_number", "survey", "parameters"),
    "SURVEY_009": ("parameter_yes_no", "survey", "parameters"),
}
_GIVEN = {
    "SURVEY_007": "capture-accuracy",
    "SURVEY_008": "warning-accuracy",
    "SURVEY_009": "allow-mock-accuracy",
}
_RENAMED = {
    "type": "value", "q": "value", "saveto": "value", "dataset": "value", "missing": "value", "header": "value",
    "columns": "value", "column": "value", "candidates": "nearest",
}  # fmt: skip


def patterns(codes: Iterator[tuple[str, str]]) -> list[tuple[str, re.Pattern[str]]]:
    """(code, pattern) from pyxform's templates, longest first: `[row : {row}] On the '{sheet}'…` read backwards."""
    found = []
    for code, template in codes:
        text = re.escape(template.replace("{{", "\x00").replace("}}", "\x01"))
        text = _grouped(text)
        found.append((code, re.compile(text.replace("\x00", r"\{").replace("\x01", r"\}"), re.DOTALL)))
    return sorted(found, key=lambda one: -len(one[1].pattern))


def _grouped(escaped: str) -> str:
    """Each token as a group of its name; the same token again as what it was before."""
    seen: set[str] = set()

    def group(token: re.Match[str]) -> str:
        name = str(token[1])
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return rf"(?P<{name}>\d+|unknown)" if name in {"row", "other_row"} else rf"(?P<{name}>.*?)"

    return re.sub(r"\\\{(\w+)\\\}", group, escaped)


def of_code(
    code: str, told: dict[str, str], text: str, level: str, sheets: Sheets, row_of: Callable[[str, int], int]
) -> Finding:
    kind, sheet, column = CODES[code]
    sheet, column = (
        sheet.format(**told) if "{" in sheet else sheet,
        column.format(**told) if "{" in column else column,
    )
    number = int(told.get("row") or 0) if (told.get("row") or "0").isdigit() else 0
    row = row_of(sheet, number) if number > 1 else (number or (1 if code.startswith("HEADER") else 0))
    values = {_RENAMED.get(key, key): value for key, value in told.items() if value and key != "row"}
    if code in _GIVEN:
        values["name"] = _GIVEN[code]
    if "other_row" in values and values["other_row"].isdigit():
        values["other_row"] = str(row_of(sheet, int(values["other_row"])))
    column = "list_name" if column == "dataset" else column
    written = column_of(sheet, sheets.sheet(sheet).columns, column) or column
    if code in {"NAMES_007", "NAMES_008", "PYREF_001"} and row:
        at = next((one for one in sheets.sheet(sheet).rows if one.number == row), None)
        values["value"] = (at.get(written) if at else "") or column
    return Finding(kind, sheet, row, written, {key: str(value) for key, value in values.items()}, text, level)
