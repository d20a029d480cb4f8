"""A record leaves the directory, or comes back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.acting import of_one
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused
from ngo2.organisations import closing, queries, services, words
from ngo2.organisations.acting import of_record, trail
from ngo2.organisations.forms.closing import CloseForm
from ngo2.organisations.models import Organisation


@of_record("organisations.close")
@ui_forms.once
def close(request: HttpRequest, record: Organisation) -> HttpResponse:
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.close_organisation(actor_of(request), record, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is in no list any more. You can open it again at any time."))
            return redirect("organisations:reopen", record.pk)
    steps = ((_("Record"), reverse("organisations:edit", args=[record.pk])), (_("Leave the directory"), ""))
    return show(
        request, "organisations/close.html", {"form": form, "record": record, "trail": trail(record, *steps)}
    )


def _closed_or_not(pk: int) -> Organisation | None:
    return queries.with_a_page().filter(pk=pk).first()


@of_one("organisations.close", _closed_or_not, "organisation")
@ui_forms.once
def reopen(request: HttpRequest, record: Organisation) -> HttpResponse:
    if record.state == Organisation.ACTIVE:
        return redirect(record)
    if request.method == "POST":
        services.reopen_organisation(actor_of(request), record)
        messages.success(request, _("It is listed again. Please look whether everything still holds."))
        return redirect("organisations:edit", record.pk)
    context = {"name": words.called(record), "record": record, "why": closing.REASONS.get(record.closing, "")}
    return show(request, "organisations/reopen.html", context)
