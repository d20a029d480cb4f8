"""Signing in with a code on paper. Opening the address shows; only pressing the button uses the code up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from ngo2.accounts import limits, services
from ngo2.accounts.forms import JoinForm
from ngo2.accounts.views.showing import home
from ngo2.accounts.views.sign_in import enter
from ngo2.kernel.limits.services import client_address
from ngo2.kernel.ui import access
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused


@access.public
def join(request: HttpRequest) -> HttpResponse:
    return _page(request, JoinForm(request.POST or None))


@access.link
def join_with(request: HttpRequest, code: str) -> HttpResponse:
    """Behind the QR code. Chat apps and browsers fetch it ahead: nothing happens, nothing is looked up."""
    return _page(request, JoinForm({"code": code} if request.method == "POST" else None), code)


def _page(request: HttpRequest, form: JoinForm, code: str = "") -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        limits.trying_join_code(client_address(request))
        actor = actor_of(request)
        try:
            person, _made = services.use_join_code(
                actor, form.cleaned_data["code"], language=request.LANGUAGE_CODE
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            if actor.person is None:
                return enter(request, person, "join_code")
            messages.success(request, _("The code was used. What it opens is under Mine in a moment."))
            return HttpResponseRedirect(home(request))
    return show(request, "accounts/join.html", {"form": form, "code": code})
