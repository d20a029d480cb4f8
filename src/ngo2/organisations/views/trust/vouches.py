"""Vouch for another organisation; see, report and take back what is said."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngo2.kernel.journal.models import Private
from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import lacks_second_step, posts, reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import may
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import identity, queries
from ngo2.organisations.acting import of_record, trail
from ngo2.organisations.forms.trust import ReportForm, VouchForm
from ngo2.organisations.models import Organisation, Vouch
from ngo2.organisations.services import vouches


@of_record("organisations.propose")
@ui_forms.once
def vouch(request: HttpRequest, record: Organisation) -> HttpResponse:
    """For everybody who is signed in; whoever owns no checked organisation reads what is missing."""
    speakers = vouches.speakers(request.user, besides=record.pk)
    form = VouchForm(request.POST or None, speakers=speakers)
    if request.method == "POST" and speakers and form.is_valid():
        by = next(one for one in speakers if one.pk == form.cleaned_data["by"])
        try:
            vouches.vouch(actor_of(request), by, record, note=form.cleaned_data["note"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                _("Thank you: your word stands on the page of “%(name)s” now.") % {"name": record.name},
            )
            return redirect("organisations:vouched", by.pk)
    context = {
        "record": record,
        "trail": trail(record, (_("Vouch for it"), "")),
        "form": form,
        "speakers": speakers,
        "most": vouches.MOST_A_YEAR,
    }
    return show(request, "organisations/trust/vouch.html", context)


@of_record("organisations.see")
@reads
def vouched(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Who vouches for us, and for whom we do."""
    actor = actor_of(request)
    given = list(queries.vouches_given(record))
    context = {
        "record": record,
        "trail": trail(record, (_("Who vouches for whom"), "")),
        "received": list(queries.live_vouches(record)),
        "given": given,
        "owns": may(actor, "organisations.vouch", record),
        "verified": identity.is_verified(record),
    }
    return show(request, "organisations/trust/vouched.html", context)


@of_record("organisations.see")
@ui_forms.once
def report(request: HttpRequest, record: Organisation, vouch: int) -> HttpResponse:
    found = record.vouches.select_related("by", "organisation").filter(pk=vouch, withdrawn_at=None).first()
    if found is None:
        raise Hidden("vouch")
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            vouches.report_vouch(actor_of(request), found, note=form.cleaned_data["note"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Thank you. The platform team looks at it."))
            return redirect("organisations:vouched", record.pk)
    steps = ((_("Who vouches for whom"), "../../"), (_("Report"), ""))
    return show(
        request,
        "organisations/trust/report_vouch.html",
        {"record": record, "trail": trail(record, *steps), "vouch": found, "form": form},
    )


@of_record("organisations.vouch")
@posts
@ui_forms.once
def withdraw(request: HttpRequest, record: Organisation, vouch: int) -> HttpResponse:
    found = record.vouches_given.select_related("by", "organisation").filter(pk=vouch).first()
    if found is None:
        raise Hidden("vouch")
    try:
        vouches.withdraw_vouch(actor_of(request), found)
    except Refused as refusal:
        messages.warning(request, str(refusal), "waiting")
    else:
        messages.success(request, _("Taken back. It stands on no page any more."))
    return redirect("organisations:vouched", record.pk)


@access.staff
@ui_forms.once
def judge(request: HttpRequest, vouch: int) -> HttpResponse:
    if obstacle := lacks_second_step(request):
        return obstacle
    found = Vouch.objects.select_related("by", "organisation").filter(pk=vouch).first()
    if found is None:
        raise Hidden("vouch")
    refused = ""
    if request.method == "POST":
        do = vouches.withdraw_vouch if request.POST.get("do") == "remove" else vouches.keep_vouch
        try:
            do(actor_of(request), found)
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("Decided. Thank you."))
            return redirect("queue:today")
    context: dict[str, Any] = {
        "vouch": found,
        "record": found.organisation,
        "refused": refused,
        "reports": _reports(found),
        "trail": trail(found.organisation, (_("Reported word"), "")),
    }
    return show(request, "organisations/trust/judge_vouch.html", context)


def _reports(vouch: Vouch) -> list[tuple[Any, str]]:
    """What members wrote, as long as they let us keep it."""
    said = Private.objects.filter(
        entry__verb="organisations.vouch.reported", entry__object_id=str(vouch.pk), key="note"
    )
    rows = said.select_related("entry", "person").order_by("pk")
    return [(one.entry.at, one.value) for one in rows]
