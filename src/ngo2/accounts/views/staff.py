"""For the platform team: codes on paper, and helping one person."""

import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.accounts import addresses, queries, second_step, services
from ngo2.accounts.addresses import Address
from ngo2.accounts.forms import AddressForm, JoinCodesForm
from ngo2.accounts.models import JoinCode, Person
from ngo2.kernel.ui import access, forms
from ngo2.kernel.ui.qr import drawn
from ngo2.kernel.ui.showing import posts, reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused

_PAPER = "accounts.paper"
_PAPER_SECONDS = 30 * 60  # the plain codes stay this long in the session of who issued them, to be printed
_PAGE = 30


@access.staff
@forms.once
def join_codes(request: HttpRequest) -> HttpResponse:
    form = JoinCodesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _issue(request, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
    page = Paginator(queries.join_codes(), _PAGE).get_page(request.GET.get("page"))
    return show(request, "accounts/join_codes.html", {"form": form, "page": page, "now": timezone.now()})


def _issue(request: HttpRequest, *, count: int, days: int, person: Person | None = None) -> HttpResponse:
    made = [services.issue_join_code(actor_of(request), person=person, days=days) for _nth in range(count)]
    request.session[_PAPER] = {"at": time.time(), "codes": [[row.pk, code] for row, code in made]}
    return redirect("accounts:join_paper")


@access.staff
@reads
def join_paper(request: HttpRequest) -> HttpResponse:
    """One sheet a code, to print: the code, its QR, and what to do with it."""
    kept = request.session.get(_PAPER, {})
    plain = dict(kept["codes"]) if kept and time.time() - kept["at"] < _PAPER_SECONDS else {}
    sheets = [_sheet(row, plain[row.pk]) for row in queries.join_codes().filter(pk__in=plain).order_by("pk")]
    return show(request, "accounts/join_paper.html", {"sheets": sheets})


def _sheet(row: JoinCode, code: str) -> dict[str, Any]:
    address = settings.NGO2_SITE_URL + reverse("accounts:join_with", args=[code])
    return {
        "row": row,
        "code": code,
        "qr": drawn(address),
        "address": settings.NGO2_SITE_URL + reverse("accounts:join"),
    }


@access.staff
@posts
@forms.once
def revoke_join_code(request: HttpRequest, pk: int) -> HttpResponse:
    services.revoke_join_code(actor_of(request), get_object_or_404(JoinCode, pk=pk))
    messages.success(request, _("The code is taken back. Nobody can use it any more."))
    return redirect("accounts:join_codes")


@access.staff
def persons(request: HttpRequest) -> HttpResponse:
    """Find one person by the phone or e-mail they tell you. There is no list to browse."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = queries.person_at(addresses.read(form.cleaned_data["address"]))
            if found is None:
                raise Refused(
                    _("Nobody signs in with this. Ask for another phone or e-mail."), field="address"
                )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("accounts:person", handle=found.handle)
    return show(request, "accounts/persons.html", {"form": form})


@access.staff
@reads
def person(request: HttpRequest, handle: Any) -> HttpResponse:
    one = get_object_or_404(Person, handle=handle)
    context = {
        "one": one,
        "addresses": [Address(identity.kind, identity.value).masked for identity in queries.identities(one)],
        "has_authenticator": second_step.has_authenticator(one),
        "is_me": one == request.user,
    }
    return show(request, "accounts/person.html", context)


@access.staff
@posts
@forms.once
def help_person(request: HttpRequest, handle: Any) -> HttpResponse:
    """What was pressed on the page of one person."""
    one, actor = get_object_or_404(Person, handle=handle), actor_of(request)
    pressed = request.POST.get("do", "")
    if pressed == "code":
        return _issue(request, count=1, days=7, person=one)
    if pressed == "suspend":
        services.suspend_person(actor, one)
        messages.success(request, _("Suspended, and signed out everywhere."))
    elif pressed == "return":
        services.unsuspend_person(actor, one)
        messages.success(request, _("This person can sign in again."))
    elif pressed == "reset":
        services.reset_second_step(actor, one)
        messages.success(request, _("The second step is removed. Tell the person to set it up again."))
    return redirect("accounts:person", handle=one.handle)
