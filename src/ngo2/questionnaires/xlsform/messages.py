"""pyxform's messages as findings: each family of its errors and warnings, with the row that it means. Pure.

Runs in the child, beside pyxform: the texts of its `ErrorCode`s are templates, which are read backwards here; the rest
are sentences in its source, listed below in their order of appearance. A test fails when pyxform has a new code.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ngo2.questionnaires.xlsform.columns import column_of
from ngo2.questionnaires.xlsform.findings import ERROR, WARNING, Finding
from ngo2.questionnaires.xlsform.sheets import Row, Sheets

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


@dataclass(frozen=True)
class Family:
    """A sentence of pyxform's source that has no code. `by` finds the row where the sentence does not say it."""

    pattern: str
    kind: str
    sheet: str = "survey"
    column: str = ""
    by: tuple[str, str] = ("", "")  # (column, name of the group whose value stands in it)
    level: str = ERROR


_ROW = r"\[row : (?P<row>\d+)\] ?"
_PARAMETER = ("parameters", "name")
FAMILIES: tuple[Family, ...] = (
    Family(r"You must have a sheet named 'survey'\.", "no_form", ""),
    Family(_ROW + r"Question with no type\.", "type_missing", column="type"),
    Family(_ROW + r"Audits must always be named", "audit_name", column="name"),
    Family(
        r"(?P<name>track-changes|identify-user) must be set to true or false",
        "parameter_yes_no",
        by=_PARAMETER,
    ),
    Family(
        r"(?P<name>track-changes-reasons) must be set to (?P<accepted>on-form-edit)",
        "parameter_value",
        by=_PARAMETER,
    ),
    Family(
        r"Parameter (?P<name>location-priority) must be set to (?P<accepted>.*high-accuracy)",
        "parameter_value",
        by=_PARAMETER,
    ),
    Family(
        r"Parameter (?P<name>[\w-]+) must be greater +than or equal to zero",
        "parameter_negative",
        by=_PARAMETER,
    ),
    Family(
        r"Parameter (?P<name>[\w-]+) must be greater than or equal to (?P<other>[\w-]+)",
        "parameter_least",
        by=_PARAMETER,
    ),
    Family(
        _ROW + r"Parameter (?P<name>[\w-]+) must have an integer value",
        "parameter_number",
        column="parameters",
    ),
    Family(r"Parameter (?P<name>[\w-]+) must have an integer value", "parameter_number", by=_PARAMETER),
    Family(
        r"To include location information in the audit, '(?P<name>[\w-]+)'",
        "audit_location",
        by=("type", "=audit"),
    ),
    Family(_ROW + r"Missing calculation", "calculation_missing", column="calculation"),
    Family(_ROW + r"Question or group with no name", "name_missing", column="name"),
    Family(_ROW + r"Repeat loop without list name", "loop_list", column="type"),
    Family(_ROW + r"List name not in columns sheet: (?P<value>.*)", "list_unknown", column="type"),
    Family(
        r"There should be an external_choices sheet", "external_missing", by=("type", "^select_one_external")
    ),
    Family(_ROW + r"List name not in external choices sheet: (?P<value>.*)", "list_unknown", column="type"),
    Family(r"There should be a choices sheet", "choices_missing", by=("type", "^select")),
    Family(_ROW + r"List name not in choices sheet: (?P<value>.*)", "list_unknown", column="type"),
    Family(
        r"Choice names with spaces cannot .* See \[(?P<value>.*)\] in \[(?P<list>.*)\]",
        "choice_spaces",
        "choices",
        by=("name", "value"),
    ),
    Family(_ROW + r"Choice filter not supported with or_other", "other_filter", column="choice_filter"),
    Family(_ROW + r"Please specify choices for this 'or other'", "other_choices", column="type"),
    Family(_ROW + r"File name for '.* (?P<value>\S+)' should end with", "file_ending", column="type"),
    Family(r"(?P<name>randomize) must be set to true or false", "parameter_yes_no", by=_PARAMETER),
    Family(r"seed value must be a number", "seed", by=("parameters", "~seed")),
    Family(r"Parameters must include randomize=true", "seed_alone", by=("parameters", "~seed")),
    Family(_ROW + r"Choice filter not supported for table-list", "table_filter", column="choice_filter"),
    Family(
        _ROW + r"Badly formatted table list, list names don't match: (?P<value>.*)",
        "table_lists",
        column="type",
    ),
    Family(_ROW + r"Parameter 'app' has an invalid", "app", column="parameters"),
    Family(r"Invalid value for (?P<name>quality)", "parameter_value", by=_PARAMETER),
    Family(
        _ROW + r"For 'background-geopoint' questions, the 'calculation'",
        "geopoint_calculation",
        column="calculation",
    ),
    Family(
        _ROW + r"For 'background-geopoint' questions, the 'trigger'", "geopoint_trigger", column="trigger"
    ),
    Family(r"Cannot omit instanceID", "encryption", "settings", "omit_instanceID"),
    Family(r"Duplicate column header: (?P<value>.*)", "column_twice", column="value"),
    Family(r"This section has not been included", "include", by=("type", "=include")),
    Family(r"There should be choices for this question", "none_choices", by=("type", "^select_multiple")),
    Family(r"Unknown question type '(?P<value>.*)'", "type_unknown", by=("type", "value")),
    Family(
        r"The question \$\{(?P<value>.*)\} is not user-visible .* question \$\{(?P<other>.*)\}",
        "trigger_hidden",
        column="trigger",
        by=("name", "other"),
    ),
    Family(r"Survey cannot have an empty id_string", "form_id_empty", "settings", "form_id"),
    Family(
        r"Instance names must be unique .* The name '(?P<value>.*?)' was found",
        "file_twice",
        by=("name", "value"),
    ),
    Family(
        r"The same instance id will be generated .* Instance name: '(?P<value>.*?)'",
        "file_twice",
        by=("name", "value"),
    ),
    Family(
        r"Question '(?P<value>.*?)' is a select from file type",
        "search_file",
        column="appearance",
        by=("name", "value"),
    ),
    Family(
        r"Question '(?P<value>.*?)' uses 'search\(\)'",
        "search_list",
        column="appearance",
        by=("name", "value"),
    ),
    Family(r"Media type: (?P<value>.*) not supported", "media_unknown", column="media"),
    Family(r".*There is no survey element named '(?P<value>.*)'", "reference_unknown", by=("", "${value}")),
    Family(
        r".*There are multiple survey elements named '(?P<value>.*)'", "reference_many", by=("", "${value}")
    ),
    Family(
        r"The survey element named '(?P<value>.*)' has no label or hint",
        "label_missing",
        column="label",
        by=("name", "value"),
    ),
    Family(
        r"To use big-image, .* element named (?P<value>.*)\.",
        "big_image",
        column="big-image",
        by=("name", "value"),
    ),
    Family(r"Arguments 'itemset' and 'list_name' must not both", "list_missing", by=("type", "^select")),
    Family(
        r"Invalid value for `self\.bind\[\"type\"\]`",
        "select_bind",
        column="bind::type",
        by=("type", "^select"),
    ),
    Family(r"Invalid value for `(?P<value>.*)`", "other", ""),
    # warnings
    Family(
        r"The form_id and id_string column headers", "settings_both", "settings", "id_string", level=WARNING
    ),
    Family(_ROW + r"The 'disabled' column header", "disabled", column="disabled", level=WARNING),
    Family(_ROW + r"Row without name, text, or label", "row_skipped", level=WARNING),
    Family(_ROW + r"(?P<value>\S+) is no longer supported", "device_old", column="type", level=WARNING),
    Family(
        _ROW + r"\w+ has no label: \{'name': '(?P<value>.*?)'", "repeat_label", column="label", level=WARNING
    ),
    Family(
        _ROW + r"select one external is only meant", "external_filter", column="choice_filter", level=WARNING
    ),
    Family(_ROW + r"Use the max-pixels parameter", "image_size", column="parameters", level=WARNING),
    Family(r"This form uses or_other and translations", "other_language", level=WARNING),
    Family(
        r"Language '(?P<language>.*?)' is missing the (?P<sheet>\w+) (?:columns )?(?P<value>[^.]*?)(?: column)?\.",
        "language_gaps",
        "{sheet}",
        level=WARNING,
    ),
    Family(
        r"The following language declarations .*: (?P<value>.*)\. Learn", "language_code", "", level=WARNING
    ),
)
_COMPILED = tuple((re.compile(family.pattern, re.DOTALL), family) for family in FAMILIES)


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
            return _of_code(code, told.groupdict(), text, level, sheets, row_of)
    for pattern, family in _COMPILED:
        if told := pattern.match(text):
            return _of_family(family, told.groupdict(), text, level, sheets, row_of)
    return Finding("other", values={"value": text[:300]}, original=text, level=level)


def _of_code(
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


def _of_family(
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
    if family.by == _PARAMETER:
        return lambda row, column: (
            re.search(rf"(?<![\w-]){re.escape(value)}\s*=", row.get(column)) is not None
        )
    if family.sheet == "choices":
        lists = values.get("list", "")
        return lambda row, column: row.get(column) == value and lists in row.cells.values()
    return lambda row, column: row.get(column) == value
