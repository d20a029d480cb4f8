"""A card for the badge of a colleague or the wall of the office: whoever scans it confirms the stalest facts."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.qr import drawn
from ngo2.kernel.ui.showing import posts, reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations.acting import of_record, trail
from ngo2.organisations.models import Asking, Organisation
from ngo2.organisations.services import askings


@of_record("organisations.manage_members")
@posts
@ui_forms.once
def make(request: HttpRequest, record: Organisation) -> HttpResponse:
    try:
        made = askings.make_badge(actor_of(request), record)
    except Refused as refusal:
        messages.warning(request, str(refusal), "waiting")
        return redirect("organisations:members", record.pk)
    return redirect("organisations:badge", record.pk, made.pk)


@of_record("organisations.manage_members")
@reads
def badge(request: HttpRequest, record: Organisation, badge: int) -> HttpResponse:
    one = _of(record, badge)
    address = settings.NGO2_SITE_URL + askings.path(one)
    steps = ((_("Members"), reverse("organisations:members", args=[record.pk])), (_("Badge"), ""))
    context = {
        "record": record,
        "trail": trail(record, *steps),
        "badge": one,
        "is_good": askings.badges_of(record).filter(pk=one.pk).exists(),
        "address": address,
        "qr": drawn(address),
    }
    return show(request, "organisations/badge.html", context)


@of_record("organisations.manage_members")
@posts
@ui_forms.once
def revoke(request: HttpRequest, record: Organisation, badge: int) -> HttpResponse:
    try:
        askings.revoke_badge(actor_of(request), _of(record, badge))
    except Refused as refusal:
        messages.warning(request, str(refusal), "waiting")
    else:
        messages.success(request, _("Taken back. Scanning it confirms nothing any more."))
    return redirect("organisations:members", record.pk)


def _of(record: Organisation, badge: int) -> Asking:
    found = record.askings.filter(pk=badge, kind=Asking.BADGE).select_related("organisation").first()
    if found is None:
        raise Hidden("badge")
    return found
