"""Bringing in a list: the file, the meaning of its columns, a bad line."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.lib.refusals import Refused
from ngo2.organisations.imports import columns

_FILES = ".csv,.tsv,.txt,.xlsx,.xls,.ods"
NONE = "-"  # the column holds nothing that we keep
_SHOWN = 60  # characters of a cell in an example


class Asking(forms.Form):
    """A form whose answers a service may refuse."""

    def refuse(self, refusal: Refused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


def _file(label: Any) -> forms.FileField:
    errors = {
        "required": _("Please choose the file with the list."),
        "empty": _(
            "There is nothing in this file. Open it, look whether the list is there, and save it again."
        ),
    }
    return forms.FileField(
        label=label, widget=forms.FileInput(attrs={"accept": _FILES}), error_messages=errors
    )


class UploadForm(Asking):
    file = _file(_("Which file?"))
    dataset = forms.CharField(
        label=_("What is this list called?"),
        help_text=_(
            "Use the same name when a newer version of the list comes: then only what changed is proposed."
        ),
        max_length=40,
        error_messages={
            "required": _("Give the list a name, for instance where it is from and of which year.")
        },
    )
    source_url = forms.URLField(
        label=_("Where can the list be looked up?"), required=False, max_length=300, assume_scheme="https"
    )


class MendedForm(Asking):
    file = _file(_("The mended list"))


class ColumnsForm(Asking):
    """One question a column: what does it hold? With the first cells as examples."""

    def __init__(
        self, header: Sequence[str], chosen: Sequence[str], samples: Sequence[Sequence[str]], **more: Any
    ):
        super().__init__(**more)
        targets = [(NONE, _("leave out")), *((key, one.label) for key, one in columns.TARGETS.items())]
        for at, label in enumerate(header):
            cells = [row[at] for row in samples if at < len(row) and row[at]]
            seen = list(dict.fromkeys(cell[:_SHOWN] for cell in cells))[:3]
            self.fields[f"c{at}"] = forms.ChoiceField(
                choices=targets,
                label=label or _("Column %(n)s, without a header") % {"n": at + 1},
                initial=(chosen[at] if at < len(chosen) else "") or NONE,
                help_text=" · ".join(seen) or _("nothing in the first lines"),
            )

    def chosen(self) -> list[str]:
        return [self.cleaned_data[name].replace(NONE, "") for name in self.fields]


class LineForm(Asking):
    """The cells of one line, to be mended; `problems` stand at their cells."""

    def __init__(self, header: Sequence[str], meanings: Sequence[str], cells: Sequence[str], **more: Any):
        super().__init__(**more)
        self.meanings = meanings
        for at, label in enumerate(header):
            cell = cells[at] if at < len(cells) else ""
            long = len(cell) > _SHOWN or "\n" in cell
            self.fields[f"c{at}"] = forms.CharField(
                label=label or _("Column %(n)s, without a header") % {"n": at + 1},
                initial=cell,
                required=False,
                max_length=32_000,
                strip=False,
                widget=forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput(),
            )

    def cells(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]

    def point_out(self, problems: Sequence[Sequence[str]]) -> None:
        for key, sentence in problems:
            at = self.meanings.index(key) if key in self.meanings else None
            self.add_error(None if at is None else f"c{at}", sentence)
