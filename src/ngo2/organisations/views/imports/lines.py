"""One line of a list: mended, or decided; and the bad ones as a file that can be mended elsewhere."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import posts, reads, show
from ngo2.lib import csv
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused
from ngo2.organisations import queries
from ngo2.organisations.forms.imports import LineForm, MendedForm
from ngo2.organisations.models import Import, ImportRow
from ngo2.organisations.services import imports
from ngo2.organisations.views.imports import words


@access.staff
@ui_forms.once
def line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    batch = get_object_or_404(Import, pk=pk)
    row = get_object_or_404(ImportRow, batch=batch, line=line)
    if request.method == "POST" and request.POST.get("do") == "decide":
        imports.decide_row(actor_of(request), batch, row, request.POST.get("decision", ""))
        messages.success(request, _("Line %(line)s is decided.") % {"line": line})
        return redirect(_heap(batch, ImportRow.LIKELY))
    return _mend(request, batch, row)


def _heap(batch: Import, state: str) -> str:
    return f"{batch.get_absolute_url()}?show={state}"


def _mend(request: HttpRequest, batch: Import, row: ImportRow) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = LineForm(batch.header, batch.columns, row.cells, data=posted)
    if posted is not None and form.is_valid():
        row = imports.mend_row(actor_of(request), batch, row, form.cells())
        if row.state != ImportRow.BAD:
            messages.success(request, _("Line %(line)s is mended.") % {"line": row.line})
            return redirect(_heap(batch, ImportRow.BAD))
        form.point_out(row.problems)
    trail = [
        (_("Lists that came in"), reverse("organisations:imports")),
        (batch.dataset, batch.get_absolute_url()),
        (_("Line %(line)s") % {"line": row.line}, ""),
    ]
    context: dict[str, Any] = {
        "batch": batch,
        "form": form,
        "one": words.shown([row], batch.columns)[0],
        "heap_name": words.heaps().get(row.state, ""),
        "open": batch.state == Import.READY,
        "trail": trail,
    }
    return show(request, "organisations/imports/line.html", context)


@access.staff
@reads
def bad_lines(request: HttpRequest, pk: int) -> Any:
    """The bad lines as they came, with their line and what is wrong; a spreadsheet runs nothing of it."""
    batch = get_object_or_404(Import, pk=pk)
    header = [_("Line number"), _("Reason"), *batch.header]
    rows = queries.lines(batch, ImportRow.BAD).iterator(chunk_size=1000)
    response = StreamingHttpResponse(_written(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="bad-lines-{batch.pk}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _written(header: list[str], rows: Iterator[ImportRow]) -> Iterator[str]:
    yield csv.BOM
    yield csv.line(header)
    for row in rows:
        why = " ".join(sentence for _key, sentence in row.problems)
        yield csv.line([row.line, why, *row.cells])


@access.staff
@posts
def mended(request: HttpRequest, pk: int) -> HttpResponse:
    """Not `once`: the file is read in another process meanwhile; sent twice, it mends the same lines."""
    batch = get_object_or_404(Import, pk=pk)
    form = MendedForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Refused(
            " ".join(str(error) for errors in form.errors.values() for error in errors), field="file"
        )
    upload = form.cleaned_data["file"]
    done = imports.mend_by_file(actor_of(request), batch, upload.file, upload.size)
    told = ngettext("%(n)s line is mended.", "%(n)s lines are mended.", done)
    messages.success(request, told % {"n": done})
    return redirect(batch.get_absolute_url())
