"""The sentences of pyxform's source that have no code, in their order of appearance."""

from dataclasses import dataclass

from ngo2.questionnaires.xlsform.findings import ERROR, WARNING


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
PARAMETER = ("parameters", "name")
FAMILIES: tuple[Family, ...] = (
    Family(r"You must have a sheet named 'survey'\.", "no_form", ""),
    Family(_ROW + r"Question with no type\.", "type_missing", column="type"),
    Family(_ROW + r"Audits must always be named", "audit_name", column="name"),
    Family(
        r"(?P<name>track-changes|identify-user) must be set to true or false",
        "parameter_yes_no",
        by=PARAMETER,
    ),
    Family(
        r"(?P<name>track-changes-reasons) must be set to (?P<accepted>on-form-edit)",
        "parameter_value",
        by=PARAMETER,
    ),
    Family(
        r"Parameter (?P<name>location-priority) must be set to (?P<accepted>.*high-accuracy)",
        "parameter_value",
        by=PARAMETER,
    ),
    Family(
        r"Parameter (?P<name>[\w-]+) must be greater +than or equal to zero",
        "parameter_negative",
        by=PARAMETER,
    ),
    Family(
        r"Parameter (?P<name>[\w-]+) must be greater than or equal to (?P<other>[\w-]+)",
        "parameter_least",
        by=PARAMETER,
    ),
    Family(
        _ROW + r"Parameter (?P<name>[\w-]+) must have an integer value",
        "parameter_number",
        column="parameters",
    ),
    Family(r"Parameter (?P<name>[\w-]+) must have an integer value", "parameter_number", by=PARAMETER),
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
    Family(r"(?P<name>randomize) must be set to true or false", "parameter_yes_no", by=PARAMETER),
    Family(r"seed value must be a number", "seed", by=("parameters", "~seed")),
    Family(r"Parameters must include randomize=true", "seed_alone", by=("parameters", "~seed")),
    Family(_ROW + r"Choice filter not supported for table-list", "table_filter", column="choice_filter"),
    Family(
        _ROW + r"Badly formatted table list, list names don't match: (?P<value>.*)",
        "table_lists",
        column="type",
    ),
    Family(_ROW + r"Parameter 'app' has an invalid", "app", column="parameters"),
    Family(r"Invalid value for (?P<name>quality)", "parameter_value", by=PARAMETER),
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
