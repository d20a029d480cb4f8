"""Languages of a form, side by side: `label::中文 (zh)`, `label::English (en)`. Pure."""

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.questionnaires.xlsform.cells import cell, column, with_cells, with_rows
from ngo2.questionnaires.xlsform.columns import TRANSLATED, heads
from ngo2.questionnaires.xlsform.lines import form_languages
from ngo2.questionnaires.xlsform.sheets import CHOICES, SETTINGS, SURVEY, Row, Sheets

_LANGUAGE = re.compile(r"[^:()]{1,40} \([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\)")
_SHEETS = (SURVEY, CHOICES)


def add_language(sheets: Sheets, language: str, was: str = "中文 (zh)") -> Sheets:
    """Empty texts beside the others. A form that named no language gets `was` for what it has."""
    if not _LANGUAGE.fullmatch(language):
        raise Refused(_("Write a language with its code, such as English (en)."), field="language")
    if language in form_languages(sheets):
        raise Refused(_("The form has this language already."), field="language")
    if "" in form_languages(sheets):
        if not _LANGUAGE.fullmatch(was) or was == language:
            raise Refused(_("Write a language with its code, such as English (en)."), field="was")
        sheets = _named(sheets, was)
    for key in _SHEETS:
        sheet = sheets.sheet(key)
        bases = dict.fromkeys(head.base for head in heads(key, sheet.columns) if head.base in TRANSLATED)
        columns = list(sheet.columns)
        for base in bases or ["label"]:
            new = column(sheets, key, base, language)
            last = max(
                (at for at, head in enumerate(heads(key, columns)) if head.base == base),
                default=len(columns) - 1,
            )
            columns.insert(last + 1, new)
        sheets = sheets.having(replace(sheet, columns=tuple(columns)))
    return sheets


def _named(sheets: Sheets, was: str) -> Sheets:
    """Columns without a language get one, and it becomes the default."""
    for key in _SHEETS:
        sheet = sheets.sheet(key)
        new = {
            head.written: f"{head.written}::{was}"
            for head in heads(key, sheet.columns)
            if head.base in TRANSLATED and not head.language
        }
        if {name.split("::")[-1] for name in sheet.columns} & {was} and new:
            raise Refused(_("The form has this language already."), field="was")
        rows = tuple(
            replace(row, cells={new.get(one, one): text for one, text in row.cells.items()})
            for row in sheet.rows
        )
        sheets = sheets.having(
            replace(sheet, columns=tuple(new.get(one, one) for one in sheet.columns), rows=rows)
        )
    return set_default_language(sheets, was)


def set_default_language(sheets: Sheets, language: str) -> Sheets:
    """What people see first."""
    first = sheets.settings.rows[0] if sheets.settings.rows else Row(2, {})
    row = with_cells(sheets, SETTINGS, first, {"default_language": language})
    return with_rows(sheets, SETTINGS, [row, *sheets.settings.rows[1:]])


def remove_language(sheets: Sheets, language: str) -> Sheets:
    """Its texts go. The last language stays, and so does one that alone has the text of a question."""
    known = form_languages(sheets)
    if language not in known:
        raise Refused(_("The form does not have this language."), field="language")
    if len(known) == 1:
        raise Refused(_("A form needs one language."), field="language")
    for key in _SHEETS:
        sheet = sheets.sheet(key)
        found = heads(key, sheet.columns)
        gone = {head.written for head in found if head.base in TRANSLATED and head.language == language}
        labels = {head.written for head in found if head.base == "label"}
        for row in sheet.rows:
            if any(row.get(one) for one in labels & gone) and not any(row.get(one) for one in labels - gone):
                shown = next(row.get(one) for one in labels & gone if row.get(one))
                raise Refused(
                    _("“%(text)s” is not translated yet. Translate it first.") % {"text": shown[:60]}
                )
        rows = tuple(
            replace(row, cells={one: text for one, text in row.cells.items() if one not in gone})
            for row in sheet.rows
        )
        columns = tuple(one for one in sheet.columns if one not in gone)
        sheets = sheets.having(replace(sheet, columns=columns, rows=rows))
    left = [one for one in known if one != language]
    told = cell(sheets, SETTINGS, sheets.settings.rows[0], "default_language") if sheets.settings.rows else ""
    return set_default_language(sheets, left[0]) if told == language else sheets
