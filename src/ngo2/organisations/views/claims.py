"""Claim a record: choose a proof, show it, wait or own it; and the page on which the platform team decides."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngo2.accounts.addresses import EMAIL, PHONE, Address
from ngo2.accounts.checks import shows_codes
from ngo2.kernel.files.models import File
from ngo2.kernel.queue.kinds import kinds
from ngo2.kernel.queue.replies import ready, words_of
from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import lacks_second_step, posts, show
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import remits, services
from ngo2.organisations.acting import of_record, trail
from ngo2.organisations.forms.claims import (
    ClaimCodeForm,
    DecisionForm,
    DocumentForm,
    NoteForm,
    ProofForm,
)
from ngo2.organisations.models import Claim, Organisation
from ngo2.organisations.rules import is_member
from ngo2.organisations.views.edit import parts

KIND = "organisations.claims"  # of what waits, whose ready answers are offered
DEMO_CODE = "organisations.claim.code"
_KINDS = {"phone": PHONE, "email": EMAIL}
_TELLING = {"who", "place", "contact"}  # parts of the record by which a claim is judged


@of_record("organisations.claim")
def claim(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Not `once`: sending speaks to other machines, so nothing may be locked; the service sends once by itself."""
    if is_member(actor_of(request), record):
        return redirect("organisations:edit", record.pk)
    last = record.claims.filter(person=request.user.pk).exclude(state=Claim.CANCELLED).order_by("-pk").first()
    form = ProofForm(request.POST or None, ways=_ways(record))
    if request.method == "POST" and not record.claimed_at and form.is_valid():
        way = form.cleaned_data["way"]
        if way in {Claim.DOCUMENT, Claim.STAFF}:
            return redirect(f"organisations:claim_{way}", record.pk)
        try:
            return _send(request, record, way)
        except Refused as refusal:
            form.refuse(refusal)
    waiting = last is not None and last.state == Claim.WAITING and _shown_to_staff(last)
    context = _context(record) | {"form": form, "last": last, "is_waiting": waiting}
    return show(request, "organisations/claim.html", context)


def _ways(record: Organisation) -> list[tuple[str, Any]]:
    codes = {
        "phone": _("A code by text message to the record's own phone, %(address)s"),
        "email": _("A code by e-mail to the record's own address, %(address)s"),
    }
    own = services.addresses(record)
    found = [
        (kind, words % {"address": Address(_KINDS[kind], own[kind]).masked})
        for kind, words in codes.items()
        if kind in own
    ]
    return [
        *found,
        (Claim.DOCUMENT, _("A photo or PDF of a paper: certificate, letter with a stamp")),
        (Claim.STAFF, _("A sentence to the platform team, who will ask at your organisation")),
    ]


def _send(request: HttpRequest, record: Organisation, kind: str) -> HttpResponse:
    try:
        made, code = services.claim_by_code(actor_of(request), record, address_kind=kind)
    except Refused as refusal:
        if refusal.code != "just_sent":
            raise
    else:
        if shows_codes():
            request.session[DEMO_CODE] = {"claim": made.pk, "code": code}
    return redirect("organisations:claim_code", record.pk)


@of_record("organisations.claim")
def claim_code(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Not `once`: that is a transaction, and a wrong try must stay counted."""
    waiting = _waiting(request, record)
    if waiting is None or waiting.proof != Claim.CODE or not waiting.address_kind:
        return redirect("organisations:claim", record.pk)
    form = ClaimCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_code(actor_of(request), waiting, code=form.cleaned_data["code"])
        except Refused as refusal:
            if is_member(actor_of(request), record):  # the second press of two
                return redirect("organisations:edit", record.pk)
            form.refuse(refusal)
        else:
            return _welcome(request, record)
    own = services.addresses(record).get(waiting.address_kind, "")
    kept = request.session.get(DEMO_CODE, {})
    context = _context(record) | {
        "form": form,
        "kind": waiting.address_kind,
        "address": Address(_KINDS[waiting.address_kind], own).masked if own else "",
        "demo_code": kept.get("code", "") if shows_codes() and kept.get("claim") == waiting.pk else "",
    }
    return show(request, "organisations/claim_code.html", context)


def _welcome(request: HttpRequest, record: Organisation) -> HttpResponse:
    request.session.pop(DEMO_CODE, None)
    messages.success(request, _("This record is yours now. Look whether everything is right."))
    return redirect("organisations:edit", record.pk)


@of_record("organisations.claim")
def claim_document(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Not `once`: the file is opened in another process meanwhile. A second press replaces the first file."""
    if record.claimed_at:
        return redirect("organisations:claim", record.pk)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, note = form.cleaned_data["file"], form.cleaned_data["note"]
        try:
            services.claim_by_document(actor_of(request), record, upload=upload, note=note)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("organisations:claim", record.pk)
    return show(request, "organisations/claim_document.html", _context(record) | {"form": form})


@of_record("organisations.claim")
@ui_forms.once
def claim_staff(request: HttpRequest, record: Organisation) -> HttpResponse:
    if record.claimed_at:
        return redirect("organisations:claim", record.pk)
    waiting = _waiting(request, record)
    form = NoteForm(request.POST or None, initial={"note": waiting.note if waiting else ""})
    if request.method == "POST" and form.is_valid():
        try:
            services.claim_by_staff(actor_of(request), record, note=form.cleaned_data["note"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("organisations:claim", record.pk)
    return show(request, "organisations/claim_note.html", _context(record) | {"form": form})


@of_record("organisations.claim")
@posts
@ui_forms.once
def cancel(request: HttpRequest, record: Organisation) -> HttpResponse:
    if waiting := _waiting(request, record):
        services.cancel_claim(actor_of(request), waiting)
        messages.success(request, _("Taken back. Nothing more happens."))
    return redirect("organisations:claim", record.pk)  # a public page could not say so


@access.signed_in
@ui_forms.once
def decide_claim(request: HttpRequest, claim: int) -> HttpResponse:
    """For the team, and for the partner of that part."""
    if obstacle := lacks_second_step(request):
        return obstacle
    found = _to_decide(request, claim)
    fills = {"name": found.organisation.name, "person": str(found.person)}
    form = DecisionForm(request.POST or None, ready=ready(kinds[KIND], fills))
    if request.method == "POST" and form.is_valid():
        accept = request.POST.get("do") == "accept"
        try:
            services.decide_claim(
                actor_of(request), found, accept=accept, answer=_answer(found, form, accept=accept)
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            said = (
                _("Approved: %(name)s owns the record.") if accept else _("Declined, and told to %(name)s.")
            )
            messages.success(request, said % {"name": found.person})
            return redirect("queue:today")
    told = remits.as_told(request.user, found.organisation)
    context = {
        "claim": found,
        "record": found.organisation,
        "file": File.objects.filter(pk=found.document, deleted_at=None).first() if found.document else None,
        "parts": [one for one in parts(told) if one.known and one.key in _TELLING],
        "form": form,
        "others": found.organisation.claims.filter(state=Claim.WAITING).exclude(pk=found.pk).count(),
        "trail": trail(found.organisation, (_("Claim"), "")),
        "partner": remits.decides_for(actor_of(request), found.organisation),
    }
    return show(request, "organisations/decide_claim.html", context)


def _to_decide(request: HttpRequest, claim: int) -> Claim:
    """What a partner decided it may read again; what others decided is no longer its affair."""
    related = ("organisation", "person", "decided_by", "decided_for")
    found = Claim.objects.select_related(*related).filter(pk=claim).first()
    if found is None:
        raise Hidden("claim")
    authorise(actor_of(request), "organisations.decide_claim", found.organisation)
    partner = remits.decides_for(actor_of(request), found.organisation)
    judges = remits.may_judge(request.user, found.person_id)
    if not judges or (partner and found.state != Claim.WAITING and found.decided_for != partner):
        raise Hidden("claim")
    return found


def _answer(claim: Claim, form: DecisionForm, *, accept: bool) -> str:
    """Own words go before a ready answer; the ready ones are written in the language of the reader."""
    own, reply = form.cleaned_data["answer"], form.cleaned_data["reply"]
    if own.strip() or accept or not reply:
        return str(own)
    fills = {"name": claim.organisation.name, "person": str(claim.person)}
    return words_of(kinds[KIND], reply, fills, claim.person.language)


def _waiting(request: HttpRequest, record: Organisation) -> Claim | None:
    mine = record.claims.filter(person=request.user.pk, state=Claim.WAITING)
    return mine.select_related("organisation", "person").first()


def _shown_to_staff(claim: Claim) -> bool:
    return claim.proof in {Claim.DOCUMENT, Claim.STAFF}


def _context(record: Organisation) -> dict[str, Any]:
    return {"record": record, "trail": trail(record, (_("Is this yours?"), ""))}
