"""What was joined, and the way back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import lacks_second_step, reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.organisations import queries, remits, words
from ngo2.organisations.forms.merging import PairForm
from ngo2.organisations.models import Merge
from ngo2.organisations.services.merging import preview_undo, undo_merge

_PAGE = 20


@access.signed_in
@reads
def merges(request: HttpRequest) -> HttpResponse:
    """The latest first, with the days left. The form asks which two; nothing is done before one has seen both."""
    if obstacle := lacks_second_step(request):
        return obstacle
    found = _mine(request)
    if found is None:
        raise Denied("merges")
    form = PairForm(request.GET if "kept" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("organisations:merge", form.cleaned_data["kept"], form.cleaned_data["gone"])
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    listed = [(one, _days_left(one)) for one in page]
    trail = [(_("Today"), reverse("queue:today")), (_("Join two records"), "")]
    context = {"form": form, "page": page, "listed": listed, "trail": trail}
    return show(request, "organisations/merging/merges.html", context)


@access.signed_in
@ui_forms.once
def undo(request: HttpRequest, merge: int) -> HttpResponse:
    if obstacle := lacks_second_step(request):
        return obstacle
    mine = _mine(request)
    found = mine.filter(pk=merge).first() if mine is not None else None
    if found is None:
        raise Hidden("merge")
    refused = ""
    if request.method == "POST":
        try:
            undo_merge(actor_of(request), found)
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(
                request, _("Taken back: they are two records again, and their members hear of it.")
            )
            return redirect("organisations:merges")
    context = {
        "merge": found,
        "days": _days_left(found),
        "undoing": preview_undo(actor_of(request), found),
        "refused": refused,
        "trail": [(_("Join two records"), reverse("organisations:merges")), (words.called(found.gone), "")],
    }
    return show(request, "organisations/merging/undo.html", context)


def _mine(request: HttpRequest) -> QuerySet[Merge] | None:
    """Those that this person may take back; None when they join nothing."""
    person: Any = request.user
    if person.is_staff:
        return queries.merges()
    partners = remits.partners_of(person)
    if not partners:
        return None
    found: QuerySet[Merge] = remits.within(queries.merges(), partners, "kept__")
    return found


def _days_left(one: Merge) -> int:
    """0: it cannot be taken back any more."""
    if one.undone_at is not None:
        return 0
    return max(0, (one.until - timezone.now()).days + 1) if one.until > timezone.now() else 0
