"""Searches that somebody saved: begun from a list, looked after on one page, stopped by the link of a letter."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from ngo2.exchange import filters, kinds, queries, searching
from ngo2.exchange.forms.searches import EVERY, EveryForm
from ngo2.exchange.services import searches
from ngo2.kernel.notify.types import address_book
from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import posts, reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused


@dataclass(frozen=True)
class Saved:
    pk: int
    title: str
    url: str
    every: str
    words: Any
    open: int
    is_stopped: bool


@access.signed_in
@ui_forms.once
def new(request: HttpRequest, side: str) -> HttpResponse:
    """What was chosen in the list comes along in the address."""
    if side not in kinds.SIDES:
        raise Hidden(side)
    wanted = filters.read(request.GET)
    form = EveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            searches.save_search(actor_of(request), side, wanted, every=form.cleaned_data["every"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved. We write to you when something new fits."))
            return redirect("exchange:searches")
    context = {
        "form": form,
        "title": searching.title(side, wanted),
        "count": queries.matching(side, wanted).count(),
        "back": filters.address(reverse(filters.LISTS[side]), wanted),
        "has_email": "email" in address_book(request.user),
    }
    return show(request, "exchange/searches/new.html", context)


@access.signed_in
@reads
def mine(request: HttpRequest) -> HttpResponse:
    rows = list(queries.searches_of(request.user))
    counts, named = queries.open_counts(rows), dict(EVERY)
    saved = [
        Saved(
            one.pk,
            searching.title_of(one),
            filters.address(reverse(filters.LISTS[one.side]), filters.of_columns(one)),
            one.every,
            named[one.every] if one.stopped_at is None else _("Stopped"),
            counts[one.pk],
            one.stopped_at is not None,
        )
        for one in rows
    ]
    context = {"saved": saved, "choices": EVERY, "has_email": "email" in address_book(request.user)}
    return show(request, "exchange/searches/mine.html", context)


@access.signed_in
@posts
@ui_forms.once
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """How often, once more, or no more."""
    actor = actor_of(request)
    one = searches.search_of(actor, pk)
    match request.POST.get("do"):
        case "delete":
            searches.delete_search(actor, one)
            messages.success(request, _("Deleted. No more letters come about it."))
        case "again":
            searches.begin_again(actor, one)
            messages.success(request, _("It runs again. We write to you when something new fits."))
        case _other:
            searches.change_search(actor, one, every=request.POST.get("every", ""))
            messages.success(request, _("Saved. We write to you as you asked."))
    return redirect("exchange:searches")


@access.link
@csrf_exempt  # mail programs press the button themselves (RFC 8058); the signed link is the permission
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Mail programs fetch it ahead: GET only shows."""
    one = searches.find_by_link(token)
    others = searches.others_of(one).exclude(pk=one.pk).count() if one else 0
    everything = request.POST.get("all") == "yes"
    if request.method == "POST":
        searches.stop_by_link(token, everything=everything)
    context = {
        "title": searching.title_of(one) if one else "",
        "stopped": request.method == "POST" or one is None or one.stopped_at is not None,
        "everything": everything,
        "others": 0 if everything else others,
    }
    return show(request, "notify/stop_these.html", context)
