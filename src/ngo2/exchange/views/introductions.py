"""Answering a post, and the page that both sides share until it arrived."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.accounts.queries import addresses_of
from ngo2.conversations import on_page
from ngo2.exchange import gate, kinds, law, projects, queries, rules, services, sheets, words
from ngo2.exchange.forms import AgreementForm, AmountsForm, AnswerForm, ArrivedForm, NoteForm
from ngo2.exchange.forms.introductions import MYSELF
from ngo2.exchange.models import Agreement, Confirmation, Introduction, Post
from ngo2.exchange.posted import project_of
from ngo2.exchange.services.photos import PHOTO
from ngo2.exchange.views.acting import of_introduction, of_post, trail_of
from ngo2.exchange.views.given import given, hours_of_lines
from ngo2.kernel.files.services import keep_image
from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.actors import actor_of, person_actor
from ngo2.lib.permissions import may
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import words as record_words
from ngo2.organisations.models import Organisation
from ngo2.organisations.queries import memberships_of


@of_post("exchange.answer")
@ui_forms.once
def answer(request: HttpRequest, post: Post) -> HttpResponse:
    if rules.belongs_to_post(actor_of(request), post):  # the page of the post is the same for everybody
        messages.warning(request, _("This is your own. Here is what fits it."), "waiting")
        return redirect("exchange:matches", post.pk)
    mine = {
        str(one.organisation_id): one.organisation
        for one in memberships_of(request.user)
        if one.role in {one.OWNER, one.EDITOR} and one.organisation.state == Organisation.ACTIVE
    }
    choices = [(pk, record_words.called(one)) for pk, one in mine.items()]
    alone = project_of(post) is None and gate.lets_person(post)
    form = AnswerForm(post, choices, request.POST or None, alone=alone)
    if request.method == "POST" and form.is_valid():
        who = form.cleaned_data["who"]
        form.organisation = None if who == MYSELF else mine[who]
        try:
            made = services.ask_introduction(
                actor_of(request),
                post,
                words=form.cleaned_data["words"] or "",
                amounts=form.read_amounts(),
                organisation=form.organisation,
                goods=form.goods(),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Sent. You hear from them within a week, or it ends by itself."))
            return redirect("exchange:introduction", made.pk)
    numbered = words.numbered(post.side, post.number)
    gives = post.organisation if post.side == kinds.OFFER else None
    receives = post.organisation if post.side == kinds.NEED else None
    context = {
        "form": form,
        "post": post,
        "numbered": numbered,
        "project": words.project(post),
        "nobody": not alone and not choices,
        "trail": trail_of(post, _("Answer")),
        "notes": law.notes(post.kind, gives, receives, timezone.localdate().year),
    }
    return show(request, "exchange/answer.html", context)


@of_introduction("exchange.see_introduction")
@ui_forms.once
def introduction(request: HttpRequest, one: Introduction) -> HttpResponse:
    """`do` names what was pressed; what a side may not do is refused by its service."""
    actor, promises = actor_of(request), list(one.promises.select_related("line").order_by("line__place"))
    lines = [promise.line for promise in promises]
    amounts = AmountsForm(
        lines, request.POST or None, first={promise.line_id: promise.asked for promise in promises}
    )
    note = NoteForm(request.POST or None)
    if request.method == "POST" and amounts.is_valid() and note.is_valid():
        try:
            _do(request, one, amounts, note.cleaned_data.get("note") or "")
        except Refused as refusal:
            (note if refusal.field == "note" else amounts).refuse(refusal)
        else:
            return redirect("exchange:introduction", one.pk)
    together = project_of(one.post)
    is_owner, is_asker = rules.owns_post_of(actor, one), rules.asked_for(actor, one)
    takes_part = is_owner or is_asker
    confirmed = {said.side: said for said in one.confirmations.all()}
    context = {
        "one": one,
        "post": one.post,
        "numbered": words.numbered(one.post.side, one.post.number),
        "who": words.who(one),
        "owner": record_words.called(one.post.organisation),
        "trail": trail_of(one.post, words.who(one)),
        "is_owner": is_owner,
        "is_asker": is_asker,
        "takes_part": takes_part,
        "may_cancel": may(actor, "exchange.cancel_introduction", one),
        "rows": [_row(promise) for promise in promises],
        "differs": any(
            promise.sent is not None and promise.received is not None and promise.sent != promise.received
            for promise in promises
        ),
        "said": [
            confirmed[side] for side in (Confirmation.GIVER, Confirmation.RECEIVER) if side in confirmed
        ],
        "contacts": _contacts(request, one),
        "has_said": takes_part and services.side_of(actor, one) in confirmed,
        "gives": takes_part and services.side_of(actor, one) == Confirmation.GIVER,
        "has_given": one.releases.filter(person=actor.person, withdrawn_at=None).exists(),
        "amounts": amounts,
        "note": note,
        "ending": words.introduction_ending(one),
        "notes": law.notes(
            one.post.kind, services.giver_of(one), services.receiver_of(one), timezone.localdate().year
        ),
        "talk": on_page.talk_on(request, one.scope),
        "goods_said": words.goods(services.goods_of(one)),
        "care_said": words.care(getattr(one.post, "care", None)),
        **given(actor, one),
        "is_written": Agreement.objects.filter(introduction=one).exists(),
        "standing": queries.standing_of(one, services.side_of(actor, one))
        if takes_part and one.state == one.DONE
        else None,
        "project": together,
        "is_ready": together is not None and queries.is_ready(together),
        "may_confirm": together is None or queries.may_confirm(together),
    }
    return show(request, "exchange/introduction.html", context)


@of_introduction("exchange.take_part")
@ui_forms.once
def arrived(request: HttpRequest, one: Introduction) -> HttpResponse:
    actor, promises = actor_of(request), list(one.promises.select_related("line").order_by("line__place"))
    side = services.side_of(actor, one)
    promised = {promise.line_id: promise.promised for promise in promises}
    first = {**promised, **hours_of_lines(one, promises)}
    form = ArrivedForm(
        [promise.line for promise in promises],
        request.POST or None,
        first=first,
        hint=lambda line: words.promised(promised[line.pk], line.unit),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_delivery(
                actor,
                one,
                amounts=form.read_amounts(),
                sentence=form.cleaned_data["sentence"] or "",
                photo=_photo(request, one),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("exchange:introduction", one.pk)
    context = {
        "form": form,
        "one": one,
        "gives": side == Confirmation.GIVER,
        "project": project_of(one.post),
        "trail": trail_of(one.post, _("How it went") if project_of(one.post) else _("Arrived")),
    }
    return show(request, "exchange/arrived.html", context)


@of_introduction("exchange.take_part")
@ui_forms.once
def agreement(request: HttpRequest, one: Introduction) -> HttpResponse:
    written = Agreement.objects.filter(introduction=one).first()
    names = ("quality", "use", "deliver_by", "deliver_how")
    declared = "; ".join(words.goods(services.goods_of(one)))
    initial = {name: getattr(written, name) for name in names} if written else {"quality": declared}
    together = project_of(one.post)
    if together and together.ends:
        initial.setdefault("deliver_by", projects.last_day(together.ends))
    form = AgreementForm(request.POST or None, initial=initial)
    if together:
        form.about_a_project()
    if request.method == "POST" and form.is_valid():
        try:
            services.write_agreement(
                actor_of(request), one, **{name: form.cleaned_data[name] for name in names}
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Written. Print it, sign it on both sides, and keep one each."))
            return redirect("exchange:introduction", one.pk)
    context = {"form": form, "one": one, "project": together, "trail": trail_of(one.post, _("Agreement"))}
    return show(request, "exchange/agreement.html", context)


@of_introduction("exchange.take_part")
@reads
def agreement_file(request: HttpRequest, one: Introduction) -> HttpResponse:
    if not Agreement.objects.filter(introduction=one).exists():
        raise Hidden("agreement")
    owner, who = record_words.called(one.post.organisation), words.who(one)
    gives = owner if services.giver_of(one) == one.post.organisation else who
    made = sheets.agreement(one, gives, who if gives == owner else owner)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="ngo2-agreement-{one.pk}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@access.signed_in
@reads
def answers(request: HttpRequest) -> HttpResponse:
    """What somebody answered in their own name."""
    rows = [
        (one, words.numbered(one.post.side, one.post.number)) for one in queries.asked_by(request.user)[:100]
    ]
    return show(request, "exchange/answers.html", {"rows": rows})


def _do(request: HttpRequest, one: Introduction, amounts: AmountsForm, note: str) -> None:
    actor, pressed = actor_of(request), request.POST.get("do", "")
    if pressed == "agree":
        services.agree_introduction(actor, one, amounts=amounts.read_amounts())
    elif pressed == "decline":
        services.decline_introduction(actor, one, note=note)
    elif pressed == "withdraw":
        services.withdraw_introduction(actor, one, note=note)
    elif pressed == "cancel":
        services.cancel_introduction(actor, one, note=note)
    elif pressed == "give":
        services.release_contact(actor, one)
    elif pressed == "take":
        services.withdraw_contact(actor, one)
    else:
        raise Refused(_("Please choose what to do."))


def _contacts(request: HttpRequest, one: Introduction) -> list[tuple[str, list[str]]]:
    """Of the other side only, and of those who gave them: name and addresses."""
    theirs = rules.asked_for if rules.owns_post_of(actor_of(request), one) else rules.owns_post_of
    if not (rules.owns_post_of(actor_of(request), one) or rules.asked_for(actor_of(request), one)):
        return []
    given = one.releases.filter(withdrawn_at=None, person__is_active=True).select_related("person")
    return [
        (release.person.name, list(addresses_of(release.person).values()))
        for release in given
        if theirs(person_actor(release.person), one)
    ]


def _row(promise: Any) -> dict[str, str]:
    def said(number: int | None) -> str:
        return "–" if number is None else words.quantity(number, promise.line.unit)

    return {
        "item": promise.line.item,
        "asked": said(promise.asked),
        "promised": said(promise.promised or None),
        "sent": said(promise.sent),
        "received": said(promise.received),
    }


def _photo(request: HttpRequest, one: Introduction) -> str:
    upload = request.FILES.get("photo")
    return str(keep_image(actor_of(request), one.scope, upload, purpose=PHOTO).pk) if upload else ""
