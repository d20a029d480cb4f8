"""Invitations: made by owners, shown once as link, QR and paper; opening the address shows, pressing accepts."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ngo2.kernel.limits.services import client_address, spend
from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.qr import drawn
from ngo2.kernel.ui.showing import lacks_second_step, posts, reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import services
from ngo2.organisations.acting import of_record, trail
from ngo2.organisations.forms.members import CodeForm, InviteForm
from ngo2.organisations.models import Invitation, Organisation
from ngo2.organisations.views.members import role_name

SHOWN_FOR = timedelta(minutes=30)  # the code waits in the session of whoever made it, to be printed
LOOKS, LOOKS_PERIOD = 100, timedelta(minutes=10)
_KEPT = "organisations.invitations"


@of_record("organisations.manage_members")
@ui_forms.once
def invite(request: HttpRequest, record: Organisation) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, code = services.make_invitation(actor_of(request), record, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            kept = {key: one for key, one in request.session.get(_KEPT, {}).items() if not _is_over(one)}
            until = (timezone.now() + SHOWN_FOR).timestamp()
            request.session[_KEPT] = {**kept, str(made.pk): {"code": code, "until": until}}
            return redirect("organisations:invitation", record.pk, made.pk)
    steps = ((_("Members"), "../"), (_("Invite somebody"), ""))
    return show(
        request, "organisations/invite.html", {"record": record, "form": form, "trail": trail(record, *steps)}
    )


@of_record("organisations.manage_members")
@reads
def invitation(request: HttpRequest, record: Organisation, invitation: int) -> HttpResponse:
    return _shown(request, record, invitation, "organisations/invitation.html")


@of_record("organisations.manage_members")
@reads
def paper(request: HttpRequest, record: Organisation, invitation: int) -> HttpResponse:
    """One sheet of A4 for somebody who is not online yet."""
    return _shown(request, record, invitation, "organisations/invitation_paper.html")


@of_record("organisations.manage_members")
@posts
@ui_forms.once
def revoke(request: HttpRequest, record: Organisation, invitation: int) -> HttpResponse:
    try:
        services.revoke_invitation(actor_of(request), _of(record, invitation))
    except Refused as refusal:
        messages.warning(request, str(refusal), "waiting")
    else:
        messages.success(request, _("Taken back. The code lets nobody in any more."))
    return redirect("organisations:members", record.pk)


@access.public
def join(request: HttpRequest) -> HttpResponse:
    """For who has a code on paper and no camera."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _spend(request)
        try:
            services.find_invitation(form.cleaned_data["code"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("organisations:accept", form.cleaned_data["code"].strip())
    return show(request, "organisations/join.html", {"form": form})


@access.link
@ui_forms.once
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Behind the QR code. Chat apps fetch it ahead: GET only shows."""
    if request.user.is_authenticated and (obstacle := lacks_second_step(request)):
        return obstacle
    refused = ""
    if request.method == "POST":
        try:
            membership = services.accept_invitation(actor_of(request), code)
        except Refused as refusal:
            refused = str(refusal)
        else:
            name = membership.organisation.name
            messages.success(request, _("Welcome. You belong to “%(name)s” from now on.") % {"name": name})
            return redirect("organisations:edit", membership.organisation_id)
    else:
        _spend(request)
    return show(
        request,
        "organisations/accept.html",
        _invited(request, code) | {"refused": refused, "signed_in": request.user.is_authenticated},
    )


def _invited(request: HttpRequest, code: str) -> dict[str, Any]:
    try:
        found = services.find_invitation(code)
    except Refused as refusal:
        return {"gone": str(refusal)}
    query = urlencode({"next": request.path})
    return {
        "invitation": found,
        "record": found.organisation,
        "role": services.ROLES.get(found.role, ""),
        "sign_in": f"{reverse(settings.LOGIN_URL)}?{query}",
    }


def _spend(request: HttpRequest) -> None:
    """Looking is limited for everybody behind one address together, and generously: an office has many people."""
    spend("organisations.invitation.look", client_address(request), LOOKS, LOOKS_PERIOD)


def _of(record: Organisation, invitation: int) -> Invitation:
    found = record.invitations.filter(pk=invitation).select_related("organisation").first()
    if found is None:
        raise Hidden("invitation")
    return found


def _shown(request: HttpRequest, record: Organisation, pk: int, template: str) -> HttpResponse:
    found = _of(record, pk)
    kept = request.session.get(_KEPT, {}).get(str(pk))
    is_open = found.used_at is None and found.revoked_at is None and found.until > timezone.now()
    code = kept["code"] if kept and is_open and not _is_over(kept) else ""
    address = settings.NGO2_SITE_URL + reverse("organisations:accept", args=[code]) if code else ""
    steps = ((_("Members"), reverse("organisations:members", args=[record.pk])), (_("Invitation"), ""))
    context = {
        "record": record,
        "trail": trail(record, *steps),
        "invitation": found,
        "role": services.ROLES.get(found.role, ""),
        "role_now": role_name(found.role),
        "is_open": is_open,
        "code": code,
        "address": address,
        "qr": drawn(address) if code else "",
        "join_address": settings.NGO2_SITE_URL + reverse("organisations:join"),
    }
    return show(request, template, context)


def _is_over(kept: dict[str, Any]) -> bool:
    return bool(kept["until"] < timezone.now().timestamp())
