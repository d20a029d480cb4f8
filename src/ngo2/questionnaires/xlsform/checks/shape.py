"""How large the sheets are, which columns they have, and what the settings say."""

import re
from collections.abc import Iterator

from ngo2.questionnaires.xlsform.checks.guessing import nearest
from ngo2.questionnaires.xlsform.columns import KNOWN, KNOWN_SETTINGS, heads, languages
from ngo2.questionnaires.xlsform.findings import WARNING, Finding
from ngo2.questionnaires.xlsform.questions import setting
from ngo2.questionnaires.xlsform.references import NAME
from ngo2.questionnaires.xlsform.sheets import FORM_SHEETS, Sheet, Sheets, is_nameless

ROWS = 50_000  # of all sheets of the form
CELL = 32_000  # characters
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def limits(sheets: Sheets) -> Iterator[Finding]:
    used = [sheet for key in FORM_SHEETS if (sheet := sheets.find(key))]
    if not sheets.find("survey"):
        yield Finding("no_form")
    elif not sheets.survey.rows:
        yield Finding("empty_survey", "survey")
    if sum(len(sheet.rows) for sheet in used) > ROWS:
        yield Finding("too_many_rows", values={"most": f"{ROWS:,}"})
        return
    for sheet in used:
        for row in sheet.rows:
            for column, text in row.cells.items():
                if len(text) > CELL:
                    yield Finding("cell_long", sheet.key, row.number, column, {"most": f"{CELL:,}"})
                if _CONTROLS.search(text):
                    yield Finding("character", sheet.key, row.number, column)


def headers(sheets: Sheets) -> Iterator[Finding]:
    for key in FORM_SHEETS:
        sheet = sheets.find(key)
        if sheet is None or not sheet.rows:
            continue
        yield from _same_columns(sheet)
        for column, known in (("type", {"survey"}), ("name", {"choices"})):
            if key in known and not any(head.base == column for head in heads(key, sheet.columns)):
                yield Finding("column_missing", key, 1, column, {"value": column})
        if key in {"survey", "settings"}:
            yield from _unknown_columns(sheet)


def _same_columns(sheet: Sheet) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for head in heads(sheet.key, sheet.columns):
        other = seen.setdefault((head.base, head.language), head.written)
        if other != head.written:
            values = {"value": head.written, "other": other}
            yield Finding("column_same", sheet.key, 1, head.written, values)


def _unknown_columns(sheet: Sheet) -> Iterator[Finding]:
    known = KNOWN if sheet.key == "survey" else KNOWN_SETTINGS
    for head in heads(sheet.key, sheet.columns):
        if head.base in known or "::" in head.base or is_nameless(head.written) or head.base.startswith("_"):
            continue
        if sheet.key == "settings" and head.base.startswith(("attribute", "style")):
            continue
        values = {"value": head.written, "nearest": nearest(head.base, known)}
        kind = "column_alike" if values["nearest"] else "column_unknown"
        yield Finding(kind, sheet.key, 1, head.written, values, level=WARNING)


def settings_sheet(sheets: Sheets) -> Iterator[Finding]:
    settings = sheets.settings
    if len(settings.rows) > 1:
        yield Finding("settings_rows", "settings", settings.rows[1].number, level=WARNING)
    told = setting(sheets, "default_language")
    used = [one for one in languages("survey", sheets.survey.columns) if one]
    if told and used and told not in used and not told.startswith("default"):
        values = {"value": told, "nearest": ", ".join(used)}
        row = settings.rows[0].number
        yield Finding("language_default", "settings", row, "default_language", values, level=WARNING)
    name = setting(sheets, "name")
    if name and not NAME.fullmatch(name):
        yield Finding("form_name", "settings", settings.rows[0].number, "name")
