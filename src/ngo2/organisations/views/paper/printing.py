"""Sheets as PDF: a press gives them a number and leads to the document, which can be opened again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import posts, reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused
from ngo2.organisations import queries
from ngo2.organisations.acting import of_record
from ngo2.organisations.forms.paper import BatchForm
from ngo2.organisations.models import Organisation
from ngo2.organisations.rules import is_member
from ngo2.organisations.services import paper


@of_record("organisations.edit")
@posts
@ui_forms.once
def print_paper(request: HttpRequest, record: Organisation) -> HttpResponse:
    """A member's sheet tells all; staff give theirs to somebody else, unless they say that it goes to a member."""
    actor = actor_of(request)
    for_members = is_member(actor, record) or request.POST.get("for") == "members"
    sheet = paper.issue_form(actor, record, for_members=for_members)
    return redirect("organisations:paper_sheet", record.pk, sheet.pk)


@of_record("organisations.edit")
@reads
def paper_sheet(request: HttpRequest, record: Organisation, form: int) -> HttpResponse:
    sheet = paper.form_of(record, form)
    return _pdf(paper.document([sheet]), sheet.number)


@access.staff
@ui_forms.once
def print_papers(request: HttpRequest) -> HttpResponse:
    """Sheets of many organisations, for a workshop."""
    form = BatchForm(request.POST or request.GET or None)
    found = 0
    if form.is_bound and form.is_valid():
        rows = queries.matching(form.filters()).order_by("area1", "area2", "area3", "name", "pk")
        found, begin = rows.count(), ((form.cleaned_data["part"] or 1) - 1) * paper.MOST
        if request.method == "POST":
            try:
                batch = paper.issue_forms(actor_of(request), list(rows[begin : begin + paper.MOST]))
            except Refused as refusal:
                form.refuse(refusal)
            else:
                return redirect("organisations:papers", batch.pk)
    context = {"form": form, "found": found, "parts": -(-found // paper.MOST)}
    return show(request, "organisations/paper/print.html", context)


@access.staff
@reads
def papers(request: HttpRequest, batch: int) -> HttpResponse:
    return _pdf(paper.document(paper.forms_of(actor_of(request), batch)), f"batch-{batch}")


def _pdf(made: bytes, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="ngo2-form-{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
