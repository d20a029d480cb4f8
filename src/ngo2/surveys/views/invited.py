"""Behind the link of an invitation: GET shows who asks and what for, POST begins or says no. Nobody signs in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import posts, show
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Hidden, Refused
from ngo2.questionnaires.models import Response
from ngo2.surveys import links, words
from ngo2.surveys.forms.invited import BeginForm
from ngo2.surveys.models import Invitation, Wave
from ngo2.surveys.services import refuse_invitation
from ngo2.surveys.services.answering import begin_invited, begin_open
from ngo2.surveys.services.quotas import is_full

TEMPLATE = "surveys/invited.html"


@access.link
@ui_forms.once
def invited(request: HttpRequest, token: str) -> HttpResponse:
    invitation = _held(token)
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            begun = begin_invited(
                Actor("link", invitation.scope),
                invitation,
                language=get_language() or "",
                **form.cleaned_data,
            )
            return redirect("questionnaires:answer", begun.token)
        except Refused as refusal:
            form.refuse(refusal)
    wave, organisation = invitation.wave, invitation.respondent.organisation
    context = _context(wave, form) | {
        "token": token,
        "organisation": organisation,
        "is_answered": invitation.outcome == Invitation.RECEIVED,
        "is_refused": invitation.outcome == Invitation.REFUSED,
        "goes_on": invitation.outcome == Invitation.STARTED,
        "is_full": invitation.outcome != Invitation.STARTED and is_full(wave, organisation),
    }
    return show(request, TEMPLATE, context)


@access.link
@posts
@ui_forms.once
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    invitation = _held(token)
    try:
        refuse_invitation(Actor("link", invitation.scope), invitation)
    except Refused as refusal:
        messages.warning(request, str(refusal), "waiting")
    else:
        messages.success(
            request, _("Written down: nobody asks you again this time. Thank you for telling us.")
        )
    return redirect("surveys:invited", token)


@access.link
@ui_forms.once
def open_to_all(request: HttpRequest, pk: int) -> HttpResponse:
    """The link that is passed around: for those whom nobody drew."""
    wave = Wave.objects.select_related("survey", "edition__form").filter(pk=pk, is_open_to_all=True).first()
    if wave is None or wave.opened_at is None:
        raise Hidden("wave")
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            begun = begin_open(
                Actor("link", wave.scope), wave, language=get_language() or "", **form.cleaned_data
            )
            return redirect("questionnaires:answer", begun.token)
        except Refused as refusal:
            form.refuse(refusal)
    return show(request, TEMPLATE, _context(wave, form) | {"is_full": is_full(wave, None)})


def _held(token: str) -> Invitation:
    invitation = links.held(token)
    if invitation is None or invitation.wave.opened_at is None:
        raise Hidden("invitation")
    return invitation


def _context(wave: Wave, form: BeginForm) -> dict[str, object]:
    edition = wave.edition
    answered = Response.objects.filter(edition=edition, state=Response.RECEIVED).count() if edition else 0
    told = {"until": words.until(wave), "answered": answered}
    return {"wave": wave, "survey": wave.survey, "form": form, **told}
