"""One import, whatever it waits for: a sheet, columns, a job, a yes; then what came of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused
from ngo2.organisations import queries
from ngo2.organisations.forms.imports import ColumnsForm, MendedForm
from ngo2.organisations.models import Import, ImportRow
from ngo2.organisations.services import imports
from ngo2.organisations.views.imports import words

_PAGE = 50
_SECONDS = 4  # until a page about a running job loads itself again


@access.staff
@ui_forms.once
def one(request: HttpRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(Import, pk=pk)
    if request.method == "POST":
        return _pressed(request, batch)
    return _PAGES[batch.state](request, batch)


def _pressed(request: HttpRequest, batch: Import) -> HttpResponse:
    actor, do = actor_of(request), request.POST.get("do", "")
    if do == "columns":
        return _columns(request, batch)
    if do == "sheet":
        told = request.POST.get("sheet", "")
        imports.choose_sheet(actor, batch, int(told) if told.isdecimal() else -1)
    elif do == "confirm":
        imports.confirm_import(actor, batch)
    elif do == "undo":
        imports.undo_import(actor, batch)
    elif do == "drop":
        imports.discard_import(actor, batch)
        messages.success(request, _("Dropped. Nothing was written, and the lines are forgotten."))
        return redirect("organisations:imports")
    elif do == "rest":
        imports.take_rest(actor, batch)
    elif do in {"all-same", "all-new", "all-skip"}:
        done = imports.decide_all(actor, batch, do.removeprefix("all-"))
        told = ngettext("%(n)s line is decided.", "%(n)s lines are decided.", done)
        messages.success(request, told % {"n": done})
    return redirect(batch.get_absolute_url())


def _base(batch: Import) -> dict[str, Any]:
    label, tone = words.stage(batch)
    trail = [(_("Lists that came in"), reverse("organisations:imports")), (batch.dataset, "")]
    return {"batch": batch, "stage": label, "tone": tone, "trail": trail}


def _sheet(request: HttpRequest, batch: Import) -> HttpResponse:
    return show(request, "organisations/imports/sheet.html", _base(batch))


def _columns(request: HttpRequest, batch: Import) -> HttpResponse:
    samples = list(batch.rows.order_by("line").values_list("cells", flat=True)[:20])
    posted = request.POST if request.method == "POST" else None
    form = ColumnsForm(batch.header, batch.columns, samples, data=posted)
    if posted is not None and form.is_valid():
        try:
            imports.set_columns(actor_of(request), batch, form.chosen())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect(batch.get_absolute_url())
    context = {**_base(batch), "form": form}
    return show(request, "organisations/imports/columns.html", context)


def _working(request: HttpRequest, batch: Import) -> HttpResponse:
    total, done = queries.import_progress(batch)
    context = {**_base(batch), "total": total, "done_lines": done}
    response = show(request, "organisations/imports/working.html", context)
    response["Refresh"] = str(_SECONDS)
    return response


def _preview(request: HttpRequest, batch: Import) -> HttpResponse:
    if request.GET.get("step") == "columns":
        return _columns(request, batch)
    counts = queries.line_counts(batch)
    context = {
        **_base(batch),
        **_heap(request, batch, counts),
        "coming": counts.get(ImportRow.NEW, 0) + counts.get(ImportRow.CHANGED, 0),
        "counts": counts,
        "mended": MendedForm(),
    }
    return show(request, "organisations/imports/preview.html", context)


def _heap(request: HttpRequest, batch: Import, counts: dict[str, int]) -> dict[str, Any]:
    """The lines of one state, a page of them."""
    names = words.heaps()
    chosen = request.GET.get("show", "")
    if chosen not in names:
        chosen = next((state for state in names if counts.get(state)), ImportRow.NEW)
    page = Paginator(queries.lines(batch, chosen), _PAGE).get_page(request.GET.get("page"))
    return {
        "heaps": [(state, name, counts.get(state, 0)) for state, name in names.items()],
        "chosen": chosen,
        "heap_name": names[chosen],
        "page": page,
        "shown": words.shown(list(page), batch.columns),
    }


def _finished(request: HttpRequest, batch: Import) -> HttpResponse:
    counts = queries.line_counts(batch)
    context = {
        **_base(batch),
        **_heap(request, batch, counts),
        "counts": counts,
        "done": batch.counts.get("done", {}),
    }
    context["undone"] = batch.counts.get("undone", {})
    context["kept"] = words.shown(list(queries.lines_kept(batch)[:100]), batch.columns)
    return show(request, "organisations/imports/finished.html", context)


def _dropped(request: HttpRequest, batch: Import) -> HttpResponse:
    return show(request, "organisations/imports/dropped.html", _base(batch))


_PAGES: dict[str, Callable[[HttpRequest, Import], HttpResponse]] = {
    Import.READING: _working,
    Import.SHEET: _sheet,
    Import.COLUMNS: _columns,
    Import.CHECKING: _working,
    Import.READY: _preview,
    Import.APPLYING: _working,
    Import.DONE: _finished,
    Import.UNDOING: _working,
    Import.UNDONE: _finished,
    Import.DROPPED: _dropped,
}
