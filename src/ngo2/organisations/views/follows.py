"""Following a place or a cause by e-mail: signed in by one press, else by a letter that asks back."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from ngo2.kernel.limits.services import client_address
from ngo2.kernel.notify.types import address_book
from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import posts, reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused
from ngo2.organisations import follow_links, queries
from ngo2.organisations.following import Area, of_columns, title
from ngo2.organisations.forms.follows import EVERY, AreaForm, WishForm
from ngo2.organisations.models import Subscription
from ngo2.organisations.services import follows
from ngo2.organisations.views.places import feed_url


@dataclass(frozen=True)
class Followed:
    pk: int
    title: str
    every: str
    words: Any


@access.public
def follow(request: HttpRequest) -> HttpResponse:
    """Not `once`: the same wish twice is one, and a letter goes out meanwhile."""
    told = request.POST if request.method == "POST" else request.GET
    form = AreaForm(told or None)
    wanted = form.wanted if form.is_bound and form.is_valid() else None
    signed_in = request.user.is_authenticated
    wish = WishForm(request.POST if request.method == "POST" else None, signed_in=signed_in)
    if request.method == "POST" and wanted and wish.is_valid():
        try:
            return _begin(request, wanted, wish.cleaned_data)
        except Refused as refusal:
            wish.refuse(refusal)
    context = {
        "form": form,
        "wish": wish,
        "wanted": wanted,
        "carried": parse_qsl(wanted.query) if wanted else [],
        "title": title(wanted) if wanted else "",
        "signed_in": signed_in,
        "has_email": signed_in and "email" in address_book(request.user),
        "sign_in": _sign_in(wanted),
        "feed": _feed(wanted) if wanted else "",
    }
    return show(request, "organisations/follows/follow.html", context)


def _begin(request: HttpRequest, wanted: Area, told: dict[str, Any]) -> HttpResponse:
    actor = actor_of(request)
    if actor.person is None:
        follows.ask_to_follow(told["email"], wanted, client=client_address(request), every=told["every"])
        return redirect("organisations:follow_sent")
    follows.follow(actor, wanted, every=told["every"])
    messages.success(request, _("You follow this from now on: %(place)s.") % {"place": title(wanted)})
    return redirect("organisations:follows")


@access.public
@reads
def sent(request: HttpRequest) -> HttpResponse:
    """The same words for everybody: whether the address was known stays between us and its mailbox."""
    return show(request, "organisations/follows/sent.html", {})


@access.link
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Mail programs fetch it ahead: GET only shows."""
    context: dict[str, Any] = {"done": request.method == "POST"}
    try:
        one = follows.confirm_follow(token) if request.method == "POST" else follows.find_asked(token)
    except Refused as refusal:
        context["gone"] = str(refusal)
    else:
        context |= {"title": title(of_columns(one)), "words": dict(EVERY)[one.every]}
    return show(request, "organisations/follows/confirm.html", context)


@access.link
@csrf_exempt  # mail programs press the button themselves (RFC 8058); the signed link is the permission
def stop(request: HttpRequest, token: str) -> HttpResponse:
    one = Subscription.objects.filter(pk=follow_links.to_stop(token)).first()
    others = follows.of_reader(one).exclude(pk=one.pk).count() if one else 0
    everything = request.POST.get("all") == "yes"
    if request.method == "POST":
        follows.stop_by_link(token, everything=everything)
        others = 0 if everything else others
    context = {
        "title": title(of_columns(one)) if one else "",
        "stopped": request.method == "POST" or one is None or one.stopped_at is not None,
        "everything": everything,
        "others": others,
    }
    return show(request, "notify/stop_these.html", context)


@access.signed_in
@reads
def mine(request: HttpRequest) -> HttpResponse:
    named = dict(EVERY)
    followed = [
        Followed(one.pk, title(of_columns(one)), one.every, named[one.every])
        for one in queries.follows_of(request.user)
    ]
    context = {
        "followed": followed,
        "choices": EVERY,
        "has_email": "email" in address_book(request.user),
    }
    return show(request, "organisations/follows/mine.html", context)


@access.signed_in
@posts
@ui_forms.once
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """How often, or no more."""
    actor = actor_of(request)
    one = follows.follow_of(actor, pk)
    if request.POST.get("do") == "stop":
        follows.stop_follow(actor, one)
        messages.success(request, _("Stopped. No more letters come about it."))
    else:
        follows.change_follow(actor, one, every=request.POST.get("every", ""))
        messages.success(request, _("Saved. We write to you as you asked."))
    return redirect("organisations:follows")


def _sign_in(wanted: Area | None) -> str:
    """And back to here."""
    here = f"{reverse('organisations:follow')}?{wanted.query if wanted else ''}"
    return f"{reverse('accounts:sign_in')}?{urlencode({'next': here})}"


def _feed(wanted: Area) -> str:
    """The same without an address; a feed knows no boxes."""
    if wanted.box:
        return ""
    url = feed_url(wanted.country, wanted.division)
    return f"{url}?cause={wanted.cause}" if wanted.cause else url
