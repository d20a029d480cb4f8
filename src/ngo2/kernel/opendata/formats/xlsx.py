"""XLSX for people: columns by name in their language, and a second sheet that says what everything means."""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from ngo2.kernel.opendata.datasets import Row
from ngo2.kernel.opendata.formats.shape import BLOCK, Format, cell
from ngo2.kernel.opendata.heads import Head, attributed
from ngo2.lib.xlsx import CONTENT_TYPE, put, workbook

_WIDTHS = {"text": 24, "whole": 10, "number": 12, "day": 12, "code": 16, "list": 24, "lines": 24}


def write(head: Head, rows: Iterable[Row]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        with workbook(file, made=head.as_of, row_by_row=True) as book:
            bold = book.add_format({"bold": True})
            _table(book.add_worksheet(_told(head.language, "data")), head, rows, bold)
            _about(book.add_worksheet(_told(head.language, "about")), head, bold)
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def _told(language: str, sheet: str) -> str:
    with translation.override(language):
        return {"data": _("Data"), "about": _("About this list")}[sheet]


def _table(sheet: Any, head: Head, rows: Iterable[Row], bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(head.all_columns):
        sheet.set_column(at, at, _WIDTHS[column.type])
        put(sheet, 0, at, column.label, bold)
    for line, row in enumerate(attributed(head, rows), start=1):
        for at, column in enumerate(head.all_columns):
            value = row.get(column.key)
            plain = isinstance(value, date | int | float)
            put(sheet, line, at, value if plain else cell(row, column.key, column.type))


def _about(sheet: Any, head: Head, bold: Any) -> None:
    sheet.set_column(0, 4, 28)
    for line, cells in enumerate(_lines(head)):
        for at, text in enumerate(cells):
            put(sheet, line, at, text, bold if at == 0 else None)


def _lines(head: Head) -> list[tuple[str, ...]]:
    with translation.override(head.language):
        return [
            (head.title,),
            (_("What it is"), head.description),
            (_("Licence"), head.licence, head.licence_url),
            *((_("Source"), *source) for source in head.sources),
            (_("Last change"), head.updated.isoformat()),
            (_("Made on"), head.as_of.isoformat()),
            (_("Address"), head.page),
            (),
            (_("Column"), _("Name in other formats"), _("Meaning"), _("Kind of value"), _("Unit")),
            *((one.label, one.key, one.meaning, one.type, one.unit) for one in head.all_columns),
        ]


FORMAT = Format("xlsx", "XLSX", CONTENT_TYPE, write, packed=True)
