"""One question, one code, in."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from ngo2.accounts import addresses, checks, consents, limits, passkeys, queries, second_step, services
from ngo2.accounts.addresses import Address
from ngo2.accounts.forms import AddressForm, CodeForm, PasskeyForm
from ngo2.accounts.middleware import without_terms
from ngo2.accounts.models import Challenge, Person
from ngo2.accounts.stages import SecondStep
from ngo2.accounts.views.showing import after, home
from ngo2.kernel.limits.services import client_address
from ngo2.kernel.ui import access
from ngo2.kernel.ui.showing import posts, reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused

_PENDING = "accounts.sign_in"


def enter(request: HttpRequest, person: Person, method: str, path: str = "") -> HttpResponse:
    """Let in who has proved to be `person`, by way of the second step where there is one."""
    clear_login(request)
    record_authentication(request, person, method)
    return perform_login(request, Login(user=person, redirect_url=path))


@access.public
def sign_in(request: HttpRequest) -> HttpResponse:
    path = after(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(path or home(request))
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _send(request, addresses.read(form.cleaned_data["address"]), path)
        except Refused as refusal:
            form.refuse(refusal)
    return show(request, "accounts/sign_in.html", {"form": form, "next": path})


@access.public
def sign_in_code(request: HttpRequest) -> HttpResponse:
    pending = request.session.get(_PENDING, {})
    challenge = Challenge.objects.filter(token=pending.get("token", ""), purpose=Challenge.SIGN_IN).first()
    if request.user.is_authenticated or challenge is None:
        return redirect(home(request) if request.user.is_authenticated else "accounts:sign_in")
    address = Address(challenge.kind, challenge.address)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.prove_code(challenge.token, form.cleaned_data["code"], purpose=Challenge.SIGN_IN)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            del request.session[_PENDING]
            person, _made = services.person_behind(address, language=request.LANGUAGE_CODE)
            return enter(request, person, "code", pending["next"])
    return show(
        request,
        "accounts/sign_in_code.html",
        {"form": form, "address": address, "demo_code": pending["demo"]},
    )


@access.public
@posts
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """A new code to the same address; the one before stops working."""
    pending = request.session.get(_PENDING, {})
    challenge = Challenge.objects.filter(token=pending.get("token", "")).first()
    if challenge is None:
        return redirect("accounts:sign_in")
    return _send(request, Address(challenge.kind, challenge.address), pending["next"])


def _send(request: HttpRequest, address: Address, path: str) -> HttpResponse:
    challenge, code = services.send_code(address, purpose=Challenge.SIGN_IN, client=client_address(request))
    shown = code if checks.shows_codes() else ""
    request.session[_PENDING] = {"token": challenge.token, "next": path, "demo": shown}
    return redirect("accounts:sign_in_code")


@access.public
def second_step_page(request: HttpRequest) -> HttpResponse:
    stage = None if request.user.is_authenticated else LoginStageController.enter(request, SecondStep.key)
    if stage is None:
        return redirect("accounts:sign_in")
    person: Any = stage.login.user
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.check_second_step(person, form.cleaned_data["code"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            record_authentication(request, person, second_step.MFA, id=row.pk, type=row.type)
            response: HttpResponse = stage.exit()
            return response
    context = {"form": form, "has_passkey": queries.passkeys(person).exists()}
    return show(request, "accounts/second_step.html", context)


@access.public
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    path = after(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(path or home(request))
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limits.trying_passkey(client_address(request))
        try:
            row = passkeys.shown(form.cleaned_data["credential"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            clear_login(request)
            login = Login(user=row.user, redirect_url=path)
            response: HttpResponse = perform_passwordless_login(request, row, login)
            return response
    context = {"form": form, "next": path, "options": passkeys.request_options()}
    return show(request, "accounts/sign_in_passkey.html", context)


@access.public
@reads
def suspended(request: HttpRequest) -> HttpResponse:
    return show(request, "accounts/suspended.html")


@access.public
@reads
def notice(request: HttpRequest) -> HttpResponse:
    """What we keep about people, for everybody to read before they type anything."""
    return show(request, "accounts/notice.html", {"purpose": consents.purposes[consents.TERMS]})


@access.signed_in
@without_terms
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return show(request, "accounts/sign_out.html")
    person: Any = request.user
    here = queries.live_sessions(person).filter(session_key=request.session.session_key).first()
    if here is not None:
        services.sign_out_one(actor_of(request), person, here.pk)
    logout(request)
    return HttpResponseRedirect("/")
