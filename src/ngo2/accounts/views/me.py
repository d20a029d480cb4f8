"""Name, terms and consents of the person who is signed in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ngo2.accounts import consents, queries, services
from ngo2.accounts.forms import NameForm
from ngo2.accounts.middleware import without_terms
from ngo2.accounts.views.showing import after, home
from ngo2.kernel.ui import access, forms
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused


@access.signed_in
@forms.once
def name(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = NameForm(request.POST or None, initial={"name": person.name, "language": person.language})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_person(actor_of(request), person, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved. People here see you as %(name)s.") % {"name": person.name})
            return HttpResponseRedirect(after(request) or home(request))
    return show(request, "accounts/name.html", {"form": form, "next": after(request)})


@access.signed_in
@without_terms
@forms.once
def terms(request: HttpRequest) -> HttpResponse:
    """At the first sign-in, and when the words have changed."""
    person: Any = request.user
    purpose, path = consents.purposes[consents.TERMS], after(request)
    if request.method != "POST":
        earlier = person.consents.filter(purpose=purpose.name, given_at__isnull=False).exists()
        return show(request, "accounts/terms.html", {"purpose": purpose, "next": path, "earlier": earlier})
    if request.POST.get("answer") == "yes":
        services.give_consent(actor_of(request), person, purpose.name, "web")
        if person.name:
            return HttpResponseRedirect(path or home(request))
        return redirect(reverse("accounts:name") + (f"?{urlencode({'next': path})}" if path else ""))
    gone = services.leave_at_the_door(actor_of(request), person)
    logout(request)
    said = _("You are signed out, and we have kept nothing about you.") if gone else _("You are signed out.")
    messages.success(request, said)
    return redirect("accounts:sign_in")


@access.signed_in
@without_terms
@forms.once
def consents_page(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    if request.method == "POST":
        return _answer(request, person)
    live = {one.purpose: one for one in queries.live_consents(person)}
    rows = [
        {
            "purpose": one,
            "consent": live.get(one.name),
            "is_old": one.name in live and live[one.name].version != one.version,
        }
        for one in consents.purposes
    ]
    titles = {one.name: one.title for one in consents.purposes}
    history = [(titles.get(one.purpose, one.purpose), one) for one in queries.consent_history(person)[:50]]
    return show(request, "accounts/consents.html", {"rows": rows, "history": history})


def _answer(request: HttpRequest, person: Any) -> HttpResponse:
    purpose, actor = request.POST.get("purpose", ""), actor_of(request)
    if purpose not in consents.purposes:
        raise Refused(_("There is nothing of this name to agree to. Load the page again, and choose there."))
    if request.POST.get("answer") == "give":
        services.give_consent(actor, person, purpose, "web")
        messages.success(request, _("Thank you. You can take this back here at any time."))
    else:
        services.withdraw_consent(actor, person, purpose)
        messages.success(request, str(consents.purposes[purpose].after))
    return redirect("accounts:consents")
