"""Proving once more who one is: with the app where there is one, else with a code to one's own address."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from ngo2.accounts import checks, limits, passkeys, proof, queries, second_step, services
from ngo2.accounts.addresses import Address
from ngo2.accounts.forms import CodeForm, PasskeyForm
from ngo2.accounts.middleware import without_terms
from ngo2.accounts.models import Challenge, Identity
from ngo2.accounts.views.showing import after
from ngo2.kernel.limits.services import client_address
from ngo2.kernel.ui import access
from ngo2.kernel.ui.showing import show
from ngo2.lib.refusals import Refused

_PENDING = "accounts.prove"


@access.signed_in
@without_terms
def prove(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    if not (second_step.has_authenticator(person) or proof.can_prove(person)):
        return HttpResponseRedirect(_onward(request))
    context = {
        "next": after(request),
        "has_app": second_step.has_authenticator(person),
        "has_passkey": queries.passkeys(person).exists(),
        "addresses": [(one.pk, Address(one.kind, one.value)) for one in queries.identities(person)],
    }
    if not context["has_app"]:
        return _by_code(request, person, context)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.check_second_step(person, form.cleaned_data["code"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            record_authentication(
                request, person, second_step.MFA, id=row.pk, type=row.type, reauthenticated=True
            )
            return HttpResponseRedirect(_onward(request))
    return show(request, "accounts/prove.html", {**context, "form": form})


def _by_code(request: HttpRequest, person: Any, context: dict[str, Any]) -> HttpResponse:
    if request.method == "POST" and "identity" in request.POST:
        return _send(request, person, request.POST["identity"])
    pending = request.session.get(_PENDING, {})
    challenge = Challenge.objects.filter(
        token=pending.get("token", ""), purpose=Challenge.PROVE, person=person
    ).first()
    if challenge is None:
        return show(request, "accounts/prove.html", context)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.prove_code(challenge.token, form.cleaned_data["code"], purpose=Challenge.PROVE)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            del request.session[_PENDING]
            record_authentication(request, person, "code", reauthenticated=True)
            return HttpResponseRedirect(_onward(request))
    sent_to = Address(challenge.kind, challenge.address)
    return show(
        request,
        "accounts/prove.html",
        {**context, "form": form, "sent_to": sent_to, "demo_code": pending["demo"]},
    )


def _send(request: HttpRequest, person: Any, identity: str) -> HttpResponse:
    """Only to an address that is theirs; anything else shows the choice again."""
    chosen: Identity | None = person.identities.filter(pk=identity).first() if identity.isdecimal() else None
    if chosen is not None:
        challenge, code = services.send_code(
            Address(chosen.kind, chosen.value),
            purpose=Challenge.PROVE,
            client=client_address(request),
            person=person,
        )
        shown = code if checks.shows_codes() else ""
        request.session[_PENDING] = {"token": challenge.token, "demo": shown}
    path = after(request)
    return redirect(reverse("accounts:prove") + (f"?{urlencode({'next': path})}" if path else ""))


@access.signed_in
@without_terms
def prove_passkey(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limits.trying_passkey(client_address(request))
        try:
            row = passkeys.shown(form.cleaned_data["credential"], person)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            row.record_usage()
            record_authentication(
                request, person, second_step.MFA, id=row.pk, type=row.type, reauthenticated=True
            )
            return HttpResponseRedirect(_onward(request))
    context = {"form": form, "next": after(request), "options": passkeys.request_options(person)}
    return show(request, "accounts/prove_passkey.html", context)


def _onward(request: HttpRequest) -> str:
    return after(request) or reverse("accounts:security")
