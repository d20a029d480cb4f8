"""Behind the link of a letter, an SMS or a badge: GET shows, POST confirms or corrects. Nobody has to sign in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import posts, show
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.organisations import member_words, unlocks, words
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.forms.asked import AskedForm
from ngo2.organisations.freshness import freshness
from ngo2.organisations.held import received
from ngo2.organisations.models import Asking
from ngo2.organisations.services import Outcome, askings
from ngo2.organisations.services.askings import Held
from ngo2.organisations.sources import LINK
from ngo2.organisations.views.edit import country_of

TEMPLATE = "organisations/asked.html"


@access.link
@ui_forms.once
def asked(request: HttpRequest, token: str) -> HttpResponse:
    held = askings.hold(token)
    if held.asking is None:
        return _over(request, held, token)
    form = AskedForm(held.fields, held.facts, country_of(held.asking.organisation), _data(request, held))
    if held.state != askings.OPEN:
        return _over(request, held, token, typed=form)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = _answer(request, held, form)
        except (Refused, Denied, Hidden):
            return _overtaken(request, token, form)
        if not outcome.refused:
            _thank(request, outcome)
            return redirect("organisations:asked", token)
        form.refuse(outcome.refused)
    return show(request, TEMPLATE, _context(held, form, token))


def _thank(request: HttpRequest, outcome: Outcome) -> None:
    """What waits for a look is not written down yet: whoever said it hears so."""
    if outcome.changed or outcome.confirmed or outcome.waiting:
        messages.success(request, _("Thank you. It is written down, with today's date."))
    if outcome.held:
        messages.success(request, received(outcome.held), "waiting")


def _overtaken(request: HttpRequest, token: str, typed: AskedForm) -> HttpResponse:
    """Somebody was faster than we looked. A badge goes on with what is oldest now."""
    held = askings.hold(token)
    if held.state != askings.OPEN or held.asking is None:
        return _over(request, held, token, typed=typed)
    form = AskedForm(held.fields, held.facts, country_of(held.asking.organisation))
    return show(request, TEMPLATE, _context(held, form, token) | {"overtaken": True})


def _data(request: HttpRequest, held: Held) -> Any:
    """`all` is the one press for "all is right"; on a badge there is no other."""
    if request.method != "POST":
        return None
    if "all" not in request.POST and held.asking and held.asking.kind != Asking.BADGE:
        return request.POST
    data = request.POST.copy()
    for key in held.fields:
        data[key] = "right"
    return data


def _answer(request: HttpRequest, held: Held, form: AskedForm) -> Outcome:
    """A letter asks for one standing of its facts; a badge for the one that its page showed."""
    asking = _asking(held)
    shown = request.POST.get("revision", "none") if asking.kind == Asking.BADGE else held.revision
    return askings.answer_asking(
        held.actor, asking, source=LINK, right=form.right, corrected=form.corrected, revision=shown
    )


def _asking(held: Held) -> Asking:
    if held.asking is None:
        raise Hidden("asking")
    return held.asking


@access.link
@posts
@ui_forms.once
def ask_again(request: HttpRequest, token: str) -> HttpResponse:
    """A new link, to where the old one went."""
    try:
        askings.ask_again(token)
    except Refused as refusal:
        if refusal.code == "too_many":
            raise
        messages.warning(request, str(refusal), "waiting")
    else:
        messages.success(request, _("Sent. A new link comes to the same address in a minute."))
    return redirect("organisations:asked", token)


def _context(held: Held, form: AskedForm, token: str) -> dict[str, Any]:
    asking = _asking(held)
    country = country_of(asking.organisation)
    rows = [
        {
            "asked": row,
            "words": member_words.said(row.fact.key, held.facts[row.fact.key]["v"], country),
            "freshness": freshness(held.facts[row.fact.key], row.fact.half_life),
        }
        for row in form.rows
    ]
    return {
        "state": held.state,
        "record": asking.organisation,
        "rows": rows,
        "form": form,
        "revision": held.revision,
        "is_badge": asking.kind == Asking.BADGE,
        **_ways_on(held),
    }


def _over(request: HttpRequest, held: Held, token: str, typed: AskedForm | None = None) -> HttpResponse:
    """It no longer counts: why, what is on the record now beside what was typed, and how to go on."""
    asking = held.asking
    context: dict[str, Any] = {"state": held.state, "token": token, **_ways_on(held)}
    if asking is not None:
        context |= {
            "record": asking.organisation,
            "asking": asking,
            "is_badge": asking.kind == Asking.BADGE,
            "standings": unlocks.standings(asking.organisation.facts)
            if held.state == askings.ANSWERED
            else [],
            "lost": _lost(held, typed) if typed else [],
            "may_ask_again": asking.kind == Asking.LETTER and held.state != askings.CLOSED,
        }
    status = 404 if asking is None else 410 if held.state == askings.CLOSED else 200
    response = show(request, TEMPLATE, context)
    response.status_code = status
    return response


def _lost(held: Held, typed: AskedForm) -> list[dict[str, Any]]:
    """What somebody typed although another was faster: both stand side by side, so that nothing is lost."""
    country = country_of(_asking(held).organisation)
    return [
        {
            "label": CATALOGUE[key].label,
            "typed": ", ".join(" ".join(one) for one in row.form.typed.values() if any(one)),
            "now": member_words.said(key, held.facts[key]["v"], country) if key in held.facts else None,
        }
        for row in typed.rows
        for key in [row.fact.key]
        if row.said == "wrong"
    ]


def _ways_on(held: Held) -> dict[str, Any]:
    if held.asking is None:
        return {"sign_in": reverse(settings.LOGIN_URL), "called": ""}
    record = held.asking.organisation
    edit = reverse("organisations:edit", args=[record.pk])
    claim = reverse("organisations:claim", args=[record.pk])
    onward = edit if record.claimed_at else claim
    return {
        "called": words.called(record),
        "sign_in": f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': onward})}",
        "claimed": record.claimed_at is not None,
        "page": record.get_absolute_url(),
    }
