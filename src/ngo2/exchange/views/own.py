"""What one organisation posted: looked after by its members."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.exchange import cleaning, endings, kinds, queries, rules, words
from ngo2.exchange.forms import CloseForm, ExtendForm
from ngo2.exchange.models import Post
from ngo2.exchange.plans import plan_words
from ngo2.exchange.queries import plans as planned
from ngo2.exchange.services import close_post, extend_post
from ngo2.exchange.unlocks import MAY_POST
from ngo2.exchange.views.acting import of_post
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused
from ngo2.organisations.acting import of_record, trail
from ngo2.organisations.models import Organisation
from ngo2.organisations.rules import is_editor
from ngo2.organisations.unlocks import holds

MOST_CLOSED = 50


@of_record("exchange.see")
@reads
def own(request: HttpRequest, record: Organisation) -> HttpResponse:
    found = queries.of_organisation(record)
    stand = list(found.filter(state=Post.OPEN))
    new = queries.new_counts(stand)
    over = list(found.filter(state=Post.CLOSED)[:MOST_CLOSED])
    context = {
        "record": record,
        "trail": trail(record, (_("Needs and offers"), "")),
        "open": [(words.entry(post), new.get(post.pk, 0)) for post in stand],
        "closed": [words.entry(post) for post in over],
        "live": [
            (
                one,
                words.numbered(one.post.side, one.post.number),
                words.who(one),
                words.introduction_state(one),
            )
            for one in queries.live_of(record)[:MOST_CLOSED]
        ],
        "proposals": [
            (one, plan_words.between(one), plan_words.proposal_state(one))
            for one in planned.proposals_at(record)[:MOST_CLOSED]
        ],
        "may_post": is_editor(actor_of(request), record),
        "is_kept_true": holds(MAY_POST, record.grade),
        "sides": [(side, reverse("exchange:new", args=[record.pk, side])) for side in kinds.SIDES],
    }
    return show(request, "exchange/own.html", context)


@of_post("exchange.close")
@ui_forms.once
def close(request: HttpRequest, post: Post) -> HttpResponse:
    if not post.is_open:
        return redirect(post)
    own_post = rules.edits_post(actor_of(request), post)
    form = CloseForm(list(endings.OWN) if own_post else [endings.TAKEN_DOWN], request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_post(
                actor_of(request), post, ending=form.cleaned_data["ending"], note=form.cleaned_data["note"]
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Closed. It is in no list any more; its page stays."))
            return redirect("exchange:own", post.organisation_id) if own_post else redirect(post)
    return _page(request, "exchange/close.html", post, form)


@of_post("exchange.change")
@ui_forms.once
def extend(request: HttpRequest, post: Post) -> HttpResponse:
    usual = timezone.localdate() + cleaning.USUAL_WINDOW
    form = ExtendForm(request.POST or None, initial={"until_day": usual})
    if request.method == "POST" and form.is_valid():
        try:
            extend_post(actor_of(request), post, until_day=form.cleaned_data["until_day"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It stands in the list until then."))
            return redirect("exchange:own", post.organisation_id)
    return _page(request, "exchange/extend.html", post, form)


def _page(request: HttpRequest, template: str, post: Post, form: CloseForm | ExtendForm) -> HttpResponse:
    record = post.organisation
    numbered = words.numbered(post.side, post.number)
    steps = ((_("Needs and offers"), reverse("exchange:own", args=[record.pk])), (numbered, ""))
    context = {
        "post": post,
        "record": record,
        "form": form,
        "numbered": numbered,
        "trail": trail(record, *steps),
    }
    return show(request, template, context)
