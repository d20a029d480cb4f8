"""The phones and e-mails by which a person signs in: added by a code, removed, never the last."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngo2.accounts import addresses, checks, queries, services
from ngo2.accounts.addresses import Address
from ngo2.accounts.forms import AddressForm, CodeForm
from ngo2.accounts.models import Challenge
from ngo2.accounts.proof import proved
from ngo2.kernel.limits.services import client_address
from ngo2.kernel.ui import access, forms
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused

_PENDING = "accounts.add_identity"


@access.signed_in
@reads
def sign_in_methods(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    rows = [(one, Address(one.kind, one.value)) for one in queries.identities(person)]
    return show(request, "accounts/methods.html", {"rows": rows, "passkeys": queries.passkeys(person)})


@access.signed_in
@proved
def add_method(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            address = addresses.read(form.cleaned_data["address"])
            challenge, code = services.send_code(
                address, purpose=Challenge.ADD, client=client_address(request), person=person
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            shown = code if checks.shows_codes() else ""
            request.session[_PENDING] = {"token": challenge.token, "demo": shown}
            return redirect("accounts:add_method_code")
    return show(request, "accounts/method_add.html", {"form": form})


@access.signed_in
@proved
def add_method_code(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    pending = request.session.get(_PENDING, {})
    mine = Challenge.objects.filter(purpose=Challenge.ADD, person=person)
    challenge = mine.filter(token=pending.get("token", "")).first()
    if challenge is None:
        return redirect("accounts:add_method")
    address = Address(challenge.kind, challenge.address)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.prove_code(challenge.token, form.cleaned_data["code"], purpose=Challenge.ADD)
            services.add_identity(actor_of(request), person, address)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            del request.session[_PENDING]
            messages.success(
                request, _("From now on you can also sign in with %(address)s.") % {"address": address}
            )
            return redirect("accounts:sign_in_methods")
    context = {"form": form, "address": address, "demo_code": pending["demo"]}
    return show(request, "accounts/method_code.html", context)


@access.signed_in
@proved
@forms.once
def remove_method(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    identity = person.identities.filter(pk=pk).first()
    if identity is None:
        raise Hidden("identity")
    address = Address(identity.kind, identity.value)
    if request.method == "POST":
        services.remove_identity(actor_of(request), person, pk)
        messages.success(request, _("%(address)s no longer signs you in.") % {"address": address})
        return redirect("accounts:sign_in_methods")
    is_last = not person.identities.exclude(pk=pk).exists()
    return show(request, "accounts/method_remove.html", {"address": address, "is_last": is_last})
