"""Ask that somebody looks who the organisation is; and the page on which that is done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import posts, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import disclosure, identity, queries, remits
from ngo2.organisations.acting import of_record, trail
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.forms.trust import (
    CHECK_REPLIES,
    HOWS,
    CheckDecisionForm,
    CheckDocumentForm,
    CheckRegisterForm,
    CheckVisitForm,
    ReasonForm,
    WayForm,
)
from ngo2.organisations.freshness import freshness
from ngo2.organisations.member_words import said
from ngo2.organisations.models import Organisation, Verification
from ngo2.organisations.services import checks
from ngo2.organisations.services.checks.deciding import last_day
from ngo2.organisations.views.edit import country_of
from ngo2.organisations.views.trust.deciding import admit, answer_of, file_of

_WAYS: dict[str, Any] = {
    Verification.DOCUMENT: CheckDocumentForm,
    Verification.REGISTER: CheckRegisterForm,
    Verification.VISIT: CheckVisitForm,
}


@of_record("organisations.ask_check")
def verify(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Where the check stands, and how to begin one."""
    form = WayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("organisations:verify_by", record.pk, form.cleaned_data["how"])
    waiting = queries.check_waiting(record)
    last = record.verifications.exclude(state=Verification.WAITING).order_by("-decided_at", "-pk").first()
    context = {
        "record": record,
        "trail": trail(record, (_("Identity"), "")),
        "form": form,
        "waiting": waiting,
        "counts": queries.check_that_counts(record) if identity.is_verified(record) else None,
        "last": last,
    }
    return show(request, "organisations/trust/verify.html", context)


@of_record("organisations.ask_check")
def verify_by(request: HttpRequest, record: Organisation, how: str) -> HttpResponse:
    """Not `once`: a file is opened in another process meanwhile. A second press replaces the first."""
    if how not in _WAYS:
        raise Hidden(how)
    form = _WAYS[how](request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.upload if how == Verification.DOCUMENT else None
        told = {key: form.cleaned_data.get(key, "") for key in ("source_url", "note")}
        try:
            checks.ask_check(actor_of(request), record, how=how, upload=upload, **told)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("organisations:verify", record.pk)
    context = {
        "record": record,
        "trail": trail(record, (_("Identity"), "../"), (_("Ask for a check"), "")),
        "form": form,
        "how": how,
        "lookups": identity.lookups(country_of(record), record.facts),
    }
    return show(request, "organisations/trust/verify_by.html", context)


@of_record("organisations.ask_check")
@posts
@ui_forms.once
def take_back(request: HttpRequest, record: Organisation) -> HttpResponse:
    if waiting := queries.check_waiting(record):
        checks.cancel_check(actor_of(request), waiting)
        messages.success(request, _("Taken back. Nothing more happens."))
    return redirect("organisations:verify", record.pk)


@access.signed_in
@ui_forms.once
def decide_check(request: HttpRequest, check: int) -> HttpResponse:
    """The document beside the facts and the way into the register; one press decides."""
    found = (
        Verification.objects.select_related("organisation", "asked_by", "decided_by").filter(pk=check).first()
    )
    if found is None:
        raise Hidden("check")
    if obstacle := admit(request, "organisations.verify", found.organisation):
        return obstacle
    record, doing = found.organisation, request.POST.get("do", "")
    form, reason = _decision(request, found), ReasonForm(request.POST if doing == "withdraw" else None)
    asked = reason if doing == "withdraw" else form
    if request.method == "POST" and asked.is_valid():
        try:
            words = _done(request, found, asked, doing)
        except Refused as refusal:
            asked.refuse(refusal)
        else:
            messages.success(request, words % {"name": record.name})
            return redirect("queue:today")
    return show(request, "organisations/trust/decide_check.html", _context(request, found, form, reason))


def _decision(request: HttpRequest, check: Verification) -> CheckDecisionForm:
    begun = {
        "how": check.how,
        "source_url": check.source_url,
        "until": last_day(None),
        "seen": identity.revision(check.organisation.facts),
        "reply": "",
    }
    data = request.POST if request.method == "POST" and request.POST.get("do") != "withdraw" else None
    return CheckDecisionForm(data, initial=begun)


def _done(request: HttpRequest, check: Verification, form: Any, doing: str) -> str:
    actor, told = actor_of(request), form.cleaned_data
    if doing == "withdraw":
        checks.withdraw_check(actor, check.organisation, reason=told["answer"])
        return _("Withdrawn, and told to the owners of “%(name)s”.")
    accept = doing == "accept"
    language = check.asked_by.language if check.asked_by else "zh-hans"
    checks.decide_check(
        actor,
        check,
        accept=accept,
        until=told["until"],
        how=told["how"],
        source_url=told["source_url"],
        seen=told["seen"],
        answer=answer_of(form, CHECK_REPLIES, language, accept=accept),
    )
    return (
        _("Verified: the page of “%(name)s” says so now.")
        if accept
        else _("Declined, and told to “%(name)s”.")
    )


def _context(
    request: HttpRequest, check: Verification, form: CheckDecisionForm, reason: ReasonForm
) -> dict[str, Any]:
    record = remits.as_told(request.user, check.organisation)
    country = country_of(check.organisation)
    rows = [
        (CATALOGUE[key], said(key, record.facts[key]["v"], country), _age(record, key), key in identity.FACTS)
        for key in identity.SHOWN
        if disclosure.value(record.facts, key)
    ]
    counts = (
        check.state == Verification.VALID and (check.until or timezone.localdate()) >= timezone.localdate()
    )
    return {
        "check": check,
        "record": record,
        "how": HOWS[check.how],
        "file": file_of(check.document),
        "rows": rows,
        "country": country,
        "lookups": identity.lookups(country, record.facts),
        "form": form,
        "reason": reason,
        "counts": counts,
        "trail": trail(record, (_("Identity"), "")),
    }


def _age(record: Organisation, key: str) -> Any:
    return freshness(record.facts[key], CATALOGUE[key].half_life)
