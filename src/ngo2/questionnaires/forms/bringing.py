"""Answers that were keyed elsewhere: the file, and a yes to what is in it."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking, Quiet
from ngo2.lib import csv
from ngo2.lib.refusals import Refused
from ngo2.lib.sheets.reading import opened
from ngo2.questionnaires.enketo.exports import BEGIN

MOST_SIGNS = 4_000_000  # of a table that waits for a yes
Lines = list[tuple[int, list[str]]]


class TableForm(Asking):
    file = forms.FileField(
        label=_("Table of answers, or answers that a phone saved"),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".xlsx,.xlsm,.xls,.ods,.csv,.multipart"}),
    )

    @property
    def is_saved(self) -> bool:
        """What a phone saved names itself; whatever else it is called, nobody has to know."""
        upload = self.cleaned_data["file"]
        upload.seek(0)
        begin = upload.read(len(BEGIN))
        upload.seek(0)
        return bool(begin == BEGIN)

    def read(self) -> tuple[Sequence[str], Lines]:
        """(labels of the columns, (line in the file, cells)) of the first sheet that holds anything; opened by the
        child that opens all lists. Raises Refused."""
        upload = self.cleaned_data["file"]
        with opened(upload.file, upload.size) as book:
            first = next((at for at, count in enumerate(book.counts) if count), 0)
            plain = csv.unsafe_cell if book.kind == "csv" else str
            lines = [(line, [plain(cell) for cell in cells]) for _sheet, line, cells in book.rows(first)]
        if sum(len(cell) for _line, cells in lines for cell in cells) > MOST_SIGNS:
            raise Refused(
                _(
                    "There is too much text in this table. Split it into parts and bring in one after the other."
                ),
                field="file",
            )
        if not lines:
            raise Refused(_("There is no answer below the names of the columns."), field="file")
        (_first, header), *rest = lines
        while header and not header[-1].strip():
            header.pop()
        return header, rest


class VouchForm(Quiet, Asking):
    agreed = forms.BooleanField(
        label=_("Those who answered were told what it is for and agreed, and I have their paper or file")
    )
