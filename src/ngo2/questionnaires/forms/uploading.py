"""Files of a form: a whole one as a workbook, or one that it names."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.kernel.ui.asking import Asking
from ngo2.lib.refusals import Refused
from ngo2.lib.sheets.reading import LARGEST


class UploadForm(Asking):
    file = forms.FileField(
        label=gettext_lazy("Workbook or survey"),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".xlsx,.xlsm,.xls,.ods,.csv,.lss"}),
    )

    def read(self) -> tuple[str, bytes]:
        """(name, content); refused before a file that is too large is read."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise Refused(
                _("This file is larger than 24 MB. A form is far smaller: leave pictures out."), field="file"
            )
        upload.seek(0)
        return upload.name or "", upload.read()


class MediumForm(Asking):
    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)
