"""One proposal of an approved plan, as both sides see it: yes with an amount, or no with a reason."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.exchange import kinds, rules, services, words
from ngo2.exchange.forms import NoteForm
from ngo2.exchange.forms.plans import SharesForm
from ngo2.exchange.models import Proposal
from ngo2.exchange.plans import plan_words
from ngo2.exchange.queries import plans as queries
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.acting import of_one
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import Actor, actor_of
from ngo2.lib.permissions import may
from ngo2.lib.refusals import Refused


def _found(pk: int) -> Proposal | None:
    return queries.proposals().filter(pk=pk).first()


@of_one("exchange.see_proposal", _found, "proposal")
@ui_forms.once
def proposal(request: HttpRequest, one: Proposal) -> HttpResponse:
    actor = actor_of(request)
    side = _side(actor, one)
    shares = queries.proposed_amounts([one])[one.pk]
    form, note = SharesForm(shares, side, request.POST or None), NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and note.is_valid():
        try:
            met = _do(request, one, side, form, note.cleaned_data.get("note") or "")
        except Refused as refusal:
            (note if refusal.field == "note" else form).refuse(refusal)
            one = queries.proposals().get(pk=one.pk)
        else:
            return redirect("exchange:introduction", met.pk) if met else redirect(one)
    wants = bool(side) and getattr(one, f"{side}_yes_at") is None and one.is_open
    context = {
        "one": one,
        "title": one.need.title,
        "between": plan_words.between(one),
        "sides": [_drawn(one, post) for post in (one.need, one.offer)],
        "rows": [(share.need_line.item, share.offer_line.item, *_figures(share)) for share in shares],
        "form": form,
        "note": note,
        "side": side,
        "wants": wants,
        "state": plan_words.proposal_state(one),
        "tone": plan_words.proposal_tone(one),
        "plans_it": may(actor, "exchange.see_plan", one.plan),
        "takes_part": bool(side),
        "agreement": one.introduction
        if one.introduction and may(actor, "exchange.see_introduction", one.introduction)
        else None,
        "trail": _trail(one, side),
    }
    return show(request, "exchange/plans/proposal.html", context)


def _side(actor: Actor, one: Proposal) -> str:
    """For whom this person speaks; who speaks for both answers for the one that has not answered yet."""
    speaks = {kinds.NEED: rules.speaks_for_need(actor, one), kinds.OFFER: rules.speaks_for_offer(actor, one)}
    mine = [side for side, holds in speaks.items() if holds]
    waiting = [side for side in mine if getattr(one, f"{side}_yes_at") is None]
    return next(iter([*waiting, *mine]), "")


def _do(request: HttpRequest, one: Proposal, side: str, form: SharesForm, note: str) -> Any:
    actor, pressed = actor_of(request), request.POST.get("do", "")
    if pressed == "yes" and side:
        met = services.say_yes(actor, one, side=side, amounts=form.read_amounts())
        if met is None:
            messages.success(request, _("Thank you. As soon as the other side says yes too, it is agreed."))
        return met
    if pressed == "no" and side:
        services.say_no(actor, one, side=side, note=note)
        messages.success(request, _("Thank you. The platform team hears why, and plans anew."))
    elif pressed == "back":
        services.take_back(actor, one, note=note)
        messages.success(request, _("Taken back. Both sides are told."))
    else:
        raise Refused(_("Please choose what to do."))
    return None


def _drawn(one: Proposal, post: Any) -> dict[str, Any]:
    said = one.need_yes_at if post.side == kinds.NEED else one.offer_yes_at
    return {
        "post": post,
        "number": words.numbered(post.side, post.number),
        "by": words.by(post),
        "where": words.where(post),
        "said": said,
        "is_need": post.side == kinds.NEED,
    }


def _figures(share: Any) -> tuple[str, str]:
    unit = share.offer_line.unit
    lowered = share.amount != share.planned
    return words.quantity(share.amount, unit), words.quantity(share.planned, unit) if lowered else ""


def _trail(one: Proposal, side: str) -> list[tuple[str, str]]:
    if side:
        post = one.need if side == kinds.NEED else one.offer
        own = reverse("exchange:own", args=[post.organisation_id])
        return [
            (words.by(post), post.organisation.get_absolute_url()),
            (_("Needs and offers"), own),
            (_("Proposal"), ""),
        ]
    return [
        (_("Plans"), reverse("exchange:plans")),
        (plan_words.title(one.plan), one.plan.get_absolute_url()),
        (_("Proposal"), ""),
    ]
