"""A record whose owner has left: ask for it, find two voices or show a paper, wait a week."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ngo2.kernel.limits.services import client_address, spend
from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import lacks_second_step, posts, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import handover_links, queries, remits, rules
from ngo2.organisations.acting import of_record, trail
from ngo2.organisations.forms.trust import (
    HANDOVER_REPLIES,
    HandoverDecisionForm,
    HandoverForm,
    PaperForm,
    SpeakForm,
)
from ngo2.organisations.models import Handover, Membership, Organisation
from ngo2.organisations.services import handovers
from ngo2.organisations.views.members import role_name
from ngo2.organisations.views.trust.deciding import admit, answer_of, file_of

LOOKS, LOOKS_PERIOD = 100, timedelta(minutes=10)


@of_record("organisations.ask_handover")
@ui_forms.once
def handover(request: HttpRequest, record: Organisation) -> HttpResponse:
    if record.claimed_at is None:
        return redirect("organisations:claim", record.pk)
    if rules.is_owner(actor_of(request), record):  # what is asked of them stands on their own page
        return redirect("organisations:edit", record.pk)
    found = queries.handover_open(record)
    mine = found if found is not None and found.person_id == request.user.pk else None
    form = HandoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {key: form.cleaned_data[key] for key in ("role", "reason")}
        try:
            handovers.ask_handover(actor_of(request), record, **told)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            shows_paper = form.cleaned_data["proof"] == Handover.DOCUMENT
            name = "organisations:handover_document" if shows_paper else "organisations:handover"
            return redirect(name, record.pk)
    context = _context(record) | {"form": form, "mine": mine, "voices": handovers.VOICES}
    if mine:
        context |= _progress(mine)
    else:
        context["last"] = _last_answer(record, request.user.pk)
    return show(request, "organisations/trust/handover.html", context)


@of_record("organisations.ask_handover")
def handover_document(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Not `once`: the file is opened in another process meanwhile. A second press replaces the first file."""
    mine = _mine(request, record, Handover.WAITING)
    if mine is None:
        return redirect("organisations:handover", record.pk)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            handovers.send_document(actor_of(request), mine, upload=form.upload)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("organisations:handover", record.pk)
    return show(request, "organisations/trust/handover_document.html", _context(record) | {"form": form})


@of_record("organisations.ask_handover")
@posts
@ui_forms.once
def cancel(request: HttpRequest, record: Organisation) -> HttpResponse:
    if mine := _mine(request, record, Handover.WAITING, Handover.COOLING):
        handovers.cancel_handover(actor_of(request), mine)
        messages.success(request, _("Taken back. Nothing more happens."))
    return redirect("organisations:handover", record.pk)


@of_record("organisations.see")
@posts
@ui_forms.once
def stop(request: HttpRequest, record: Organisation) -> HttpResponse:
    """The button that an owner sees among what is theirs."""
    found = queries.handover_open(record)
    if found is None:
        messages.warning(request, _("There is nothing to stop (any more)."), "waiting")
        return redirect("organisations:edit", record.pk)
    try:
        handovers.stop_handover(actor_of(request), found)
    except Refused as refusal:
        messages.warning(request, str(refusal), "waiting")
    else:
        messages.success(request, _("Stopped. Nothing changes, and whoever asked is told."))
    return redirect("organisations:edit", record.pk)


@access.link
@ui_forms.once
def stop_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """From a message, by anybody who got one, without signing in. GET shows, POST stops."""
    found = _find(handover_links.asked_to_stop(token))
    _spend(request)
    refused = ""
    if request.method == "POST":
        try:
            handovers.stop_by_link(found)
        except Refused as refusal:
            refused = str(refusal)
        else:
            return redirect("organisations:stop_by_link", token)
    context = {
        "handover": found,
        "record": found.organisation,
        "open": found.state == Handover.COOLING,
        "stopped": found.state == Handover.STOPPED,
        "refused": refused,
        "role": found.note.split("\n")[0],
        "reason": found.note.partition("\n")[2],
    }
    return show(request, "organisations/trust/stop_handover.html", context)


@access.link
@ui_forms.once
def speak(request: HttpRequest, token: str) -> HttpResponse:
    """The link that the asker passes on. GET shows; a press is one voice."""
    if request.user.is_authenticated and (obstacle := lacks_second_step(request)):
        return obstacle
    found = _find(handover_links.asked_by_voice(token))
    _spend(request)
    signed_in = request.user.is_authenticated
    spoken = signed_in and found.voices.filter(person=request.user.pk).exists()
    capacities = handovers.capacities(request.user, found) if signed_in else []
    form = SpeakForm(request.POST or None, capacities=capacities)
    if request.method == "POST" and (not signed_in or form.is_valid()):
        try:
            handovers.speak_for(
                actor_of(request), found, speaks_for=form.cleaned_data["speaks_for"] if signed_in else 0
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("organisations:speak", token)
    context = {
        "handover": found,
        "record": found.organisation,
        "form": form,
        "capacities": capacities,
        "spoken": spoken,
        "open": found.state == Handover.WAITING,
        "signed_in": signed_in,
        "own": signed_in and found.person_id == request.user.pk,
        "sign_in": f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.path})}",
        "role": found.note.split("\n")[0],
        "reason": found.note.partition("\n")[2],
    }
    return show(request, "organisations/trust/speak.html", context)


@access.signed_in
@ui_forms.once
def decide(request: HttpRequest, handover: int) -> HttpResponse:
    found = (
        Handover.objects.select_related("organisation", "person", "decided_by").filter(pk=handover).first()
    )
    if found is None:
        raise Hidden("handover")
    if obstacle := admit(request, "organisations.decide_handover", found.organisation):
        return obstacle
    if not remits.may_judge(request.user, found.person_id):
        raise Hidden("handover")
    form, doing = HandoverDecisionForm(request.POST or None), request.POST.get("do", "")
    if request.method == "POST" and form.is_valid():
        try:
            words = _done(request, found, form, doing)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, words)
            return redirect("queue:today")
    context = {
        "handover": found,
        "record": found.organisation,
        "role": found.note.split("\n")[0],
        "reason": found.note.partition("\n")[2],
        "file": file_of(found.document),
        "spoken": list(found.voices.select_related("person", "speaks_for").order_by("at", "pk")),
        "seats": _seats(request, found.organisation),
        "form": form,
        "trail": trail(found.organisation, (_("Hand-over"), "")),
    }
    return show(request, "organisations/trust/decide_handover.html", context)


def _seats(request: HttpRequest, record: Organisation) -> list[tuple[Membership, str]]:
    """Who belongs to it: for the platform team only, which must ask them; a partner is told nothing of them."""
    if not rules.is_staff(actor_of(request)):
        return []
    return [(one, role_name(one.role)) for one in queries.members_of(record)]


def _done(request: HttpRequest, found: Handover, form: HandoverDecisionForm, doing: str) -> str:
    actor = actor_of(request)
    if doing == "stop":
        handovers.stop_handover(actor, found)
        return _("Stopped. Nothing changes, and whoever asked is told.")
    accept = doing == "accept"
    answer = answer_of(form, HANDOVER_REPLIES, found.person.language, accept=accept)
    handovers.decide_handover(actor, found, accept=accept, answer=answer)
    if accept:
        return _("The week has begun, and everybody concerned was told.")
    return _("Declined, and told to %(name)s.") % {"name": found.person}


def _progress(mine: Handover) -> dict[str, Any]:
    """Where it stands. Of the members it says nothing: only how many have spoken."""
    address = reverse("organisations:speak", args=[handover_links.voice_token(mine.pk)])
    return {
        "spoken": mine.voices.count(),
        "address": f"{settings.NGO2_SITE_URL}{address}",
        "file": file_of(mine.document),
    }


def _last_answer(record: Organisation, person: Any) -> Handover | None:
    ended = (Handover.DECLINED, Handover.STOPPED)
    return record.handovers.filter(person=person, state__in=ended).order_by("-decided_at", "-pk").first()


def _mine(request: HttpRequest, record: Organisation, *states: str) -> Handover | None:
    found = record.handovers.filter(person=request.user.pk, state__in=states)
    return found.select_related("organisation", "person").first()


def _find(pk: int) -> Handover:
    found = Handover.objects.select_related("organisation", "person").filter(pk=pk).first()
    if found is None:
        raise Hidden("handover")
    return found


def _spend(request: HttpRequest) -> None:
    """For everybody behind one address together, and generously: an office has many people."""
    spend("organisations.handover.look", client_address(request), LOOKS, LOOKS_PERIOD)


def _context(record: Organisation) -> dict[str, Any]:
    return {"record": record, "trail": trail(record, (_("Take over"), ""))}
