"""Cells by what their column means: found under whatever header the file has, or under a new one. Pure."""

from collections.abc import Iterable, Mapping

from ngo2.questionnaires.xlsform.columns import TRANSLATED, column_of, heads
from ngo2.questionnaires.xlsform.lines import code_of, form_languages
from ngo2.questionnaires.xlsform.sheets import Row, Sheet, Sheets

Texts = Mapping[str, str]  # by language, "" for the form's own


def cell(sheets: Sheets, key: str, row: Row, base: str) -> str:
    return row.get(column_of(key, sheets.sheet(key).columns, base))


def column(sheets: Sheets, key: str, base: str, language: str = "") -> str:
    """The header for this text. A form that names its languages has none without."""
    columns = sheets.sheet(key).columns
    told = language
    if base in TRANSLATED and not language:
        told = form_languages(sheets)[0]
    for head in heads(key, columns):
        if head.base == base and head.language == told:
            return head.written
    if not told:
        return column_of(key, columns, base) or base
    # One header with two colons changes how all others are read.
    single = any(head.language for head in heads(key, columns)) and not any("::" in one for one in columns)
    return f"{base}{':' if single else '::'}{told}"


def with_cells(
    sheets: Sheets, key: str, row: Row, plain: Texts, texts: Mapping[str, Texts] | None = None
) -> Row:
    """`plain` by base; `texts` by base and language, each in the form's languages only."""
    cells = {column(sheets, key, base): text for base, text in plain.items()}
    for base, said in (texts or {}).items():
        for language, text in in_languages(sheets, said).items():
            cells[column(sheets, key, base, language)] = text
    return row.having(cells)


def in_languages(sheets: Sheets, said: Texts) -> dict[str, str]:
    """A text for "" is the default language's, for `en` that of `English (en)`; others the form does not have go."""
    known = form_languages(sheets)
    found: dict[str, str] = {}
    for language, text in said.items():
        exact = (
            language
            if language in known
            else next((one for one in known if language and code_of(one) == language), "")
        )
        if exact or language in {"", *known}:
            found[exact if exact else known[0]] = " ".join(text.split()) if "\n" not in text else text.strip()
    return found


def with_rows(sheets: Sheets, key: str, rows: Iterable[Row]) -> Sheets:
    """The sheet anew, numbered as it will be written; columns that a cell names are added."""
    sheet = sheets.find(key) or Sheet(key)
    return sheets.having(sheet.with_rows(rows))


def replaced(sheets: Sheets, key: str, at: int, row: Row) -> Sheets:
    rows = list(sheets.sheet(key).rows)
    rows[at] = row
    return with_rows(sheets, key, rows)
