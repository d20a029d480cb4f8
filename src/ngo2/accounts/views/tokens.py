"""Tokens for a person's programs: listed, made and shown once, taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngo2.accounts import queries, services
from ngo2.accounts.forms import TokenForm
from ngo2.accounts.proof import proved
from ngo2.accounts.scopes import token_scopes
from ngo2.kernel.ui import access, forms
from ngo2.kernel.ui.showing import posts, reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused


@access.signed_in
@reads
def tokens(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    rows = [
        (one, [token_scopes[name].label for name in one.scopes if name in token_scopes])
        for one in queries.live_tokens(person)
    ]
    return show(request, "accounts/tokens.html", {"rows": rows})


@access.signed_in
@proved
def new_token(request: HttpRequest) -> HttpResponse:
    """Not `forms.once`: its answer is the token itself, which is never shown twice and kept nowhere."""
    person: Any = request.user
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row, plain = services.make_token(
                actor_of(request), person, name=said["name"], scopes=said["scopes"], days=said["days"]
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return show(request, "accounts/token_made.html", {"row": row, "plain": plain})
    return show(request, "accounts/token_new.html", {"form": form})


@access.signed_in
@posts
@forms.once
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    services.revoke_token(actor_of(request), person, pk)
    messages.success(request, _("The token is taken back. A program that still shows it is refused."))
    return redirect("accounts:tokens")
