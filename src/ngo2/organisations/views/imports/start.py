"""The lists that came in, and the next one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ngo2.kernel.ui import access
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused
from ngo2.organisations import queries
from ngo2.organisations.forms.imports import UploadForm
from ngo2.organisations.services.imports import start_import
from ngo2.organisations.views.imports.words import stage

_PAGE = 20


@access.staff
def imports(request: HttpRequest) -> HttpResponse:
    """Not `once`: the file is read in another process meanwhile. A second press makes a second preview, no more."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = start_import(
                actor_of(request),
                file=upload.file,
                size=upload.size,
                file_name=upload.name,
                dataset=form.cleaned_data["dataset"],
                source_url=form.cleaned_data["source_url"],
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("organisations:import", batch.pk)
    page = Paginator(queries.imports(), _PAGE).get_page(request.GET.get("page"))
    listed = [(one, stage(one)) for one in page]
    context = {"form": form, "page": page, "listed": listed, "datasets": queries.datasets()}
    return show(request, "organisations/imports/start.html", context)
