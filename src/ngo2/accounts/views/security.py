"""Authenticator app, recovery codes, passkeys, sessions, and proving who one is before changing them."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngo2.accounts import devices, passkeys, queries, second_step, services
from ngo2.accounts.forms import CodeForm, NewPasskeyForm
from ngo2.accounts.middleware import without_terms
from ngo2.accounts.proof import proved
from ngo2.accounts.views.showing import after
from ngo2.kernel.ui import access, forms
from ngo2.kernel.ui.qr import drawn
from ngo2.kernel.ui.showing import posts, reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused

_SECRET = "accounts.totp_secret"  # noqa: S105 (the key in the session, not a secret)


@access.signed_in
@reads
def security(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    here = request.session.session_key
    sessions = [
        {"row": one, "device": devices.name(one.user_agent), "here": one.session_key == here}
        for one in queries.live_sessions(person)
    ]
    context = {
        "has_authenticator": second_step.has_authenticator(person),
        "passkeys": queries.passkeys(person),
        "sessions": sessions,
    }
    return show(request, "accounts/security.html", context)


# The authenticator app


@access.signed_in
@without_terms
@proved
def authenticator(request: HttpRequest) -> HttpResponse:
    """Set up: scan, type the code that the app shows, keep the recovery codes."""
    person: Any = request.user
    if second_step.has_authenticator(person):
        return show(request, "accounts/authenticator.html", {"active": True})
    secret = request.session.setdefault(_SECRET, generate_totp_secret())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.activate_totp(actor_of(request), person, secret=secret, code=form.cleaned_data["code"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            del request.session[_SECRET]
            record_authentication(request, person, second_step.MFA, type=second_step.TOTP)
            messages.success(
                request, _("Your authenticator app is set up. Now write down these recovery codes.")
            )
            return redirect("accounts:recovery_codes")
    address = get_adapter().build_totp_url(person, secret)
    groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    context = {"active": False, "form": form, "qr": drawn(address), "secret": groups, "next": after(request)}
    return show(request, "accounts/authenticator.html", context)


@access.signed_in
@posts
@proved
@forms.once
def remove_authenticator(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    services.deactivate_totp(actor_of(request), person)
    messages.success(request, _("The authenticator app is removed. Its recovery codes no longer work."))
    return redirect("accounts:security")


@access.signed_in
@without_terms
@proved
def recovery_codes(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    if not second_step.has_authenticator(person):
        return redirect("accounts:authenticator")
    if request.method == "POST":
        services.renew_recovery_codes(actor_of(request), person)
        messages.success(request, _("These are new codes. The old ones no longer work."))
        return redirect("accounts:recovery_codes")
    return show(
        request, "accounts/recovery_codes.html", {"codes": services.recovery_codes(actor_of(request), person)}
    )


# Passkeys


@access.signed_in
@proved
def add_passkey(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = NewPasskeyForm(
        request.POST or None, initial={"name": devices.name(request.headers.get("user-agent", ""))}
    )
    if request.method == "POST" and form.is_valid():
        try:
            credential = passkeys.made(form.cleaned_data["credential"])
            services.add_passkey(
                actor_of(request), person, name=form.cleaned_data["name"], credential=credential
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("The passkey is saved. Next time you can sign in with it, without a code.")
            )
            return redirect("accounts:security")
    context = {"form": form, "options": passkeys.creation_options(person)}
    return show(request, "accounts/passkey_add.html", context)


@access.signed_in
@posts
@proved
@forms.once
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    services.remove_passkey(actor_of(request), person, pk)
    messages.success(request, _("The passkey no longer signs you in."))
    return redirect("accounts:security")


# Sessions


@access.signed_in
@posts
@forms.once
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    if queries.live_sessions(person).filter(pk=pk, session_key=request.session.session_key).exists():
        return redirect("accounts:sign_out")
    services.sign_out_one(actor_of(request), person, pk)
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:security")


@access.signed_in
@without_terms
@posts
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    services.sign_out_everywhere(actor_of(request), person)
    logout(request)
    messages.success(request, _("You are signed out on every device."))
    return redirect("accounts:sign_in")
