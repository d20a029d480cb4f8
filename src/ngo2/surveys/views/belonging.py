"""Behind the answers of somebody without a record: shall there be one, and is it there already?"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations.services.likenesses import Alike
from ngo2.questionnaires.models import Response
from ngo2.surveys import answered_facts, links
from ngo2.surveys.forms.invited import RecordForm
from ngo2.surveys.models import Belonging
from ngo2.surveys.services import belonging
from ngo2.surveys.services.answering import invitation_of

NONE = "none"


@access.link
@ui_forms.once
def own_record(request: HttpRequest, token: str) -> HttpResponse:
    response = links.record_held(token)
    invitation = invitation_of(response) if response else None
    if response is None or invitation is None:
        raise Hidden("response")
    context = {"survey": invitation.wave.survey, "token": token}
    if not belonging.is_offered(response):
        return _told(request, response, context)
    known = answered_facts.facts(response)
    told = answered_facts.others(known)
    if request.method != "POST":
        form = RecordForm(told, initial=known | {"place": answered_facts.place(response), "facts": []})
        return show(request, "surveys/record.html", context | {"form": form})
    form = RecordForm(told, request.POST)
    if form.is_valid():
        try:
            found = _settled(request, response, form, known)
            if not found:
                return redirect("surveys:own_record", token)
            return show(request, "surveys/record_same.html", context | {"form": form, "found": found})
        except Refused as refusal:
            form.refuse(refusal)
    return show(request, "surveys/record.html", context | {"form": form})


def _settled(
    request: HttpRequest, response: Response, form: RecordForm, known: dict[str, Any]
) -> list[Alike]:
    """Done; or the records that are alike and of which nobody has said yet whether it is one of them."""
    agreed, own = form.cleaned_data["agreed"], form.own
    alike = belonging.same_as(response, known | own) if agreed else []
    actor, which = Actor("link", response.files_scope), request.POST.get("which", "")
    if chosen := next((one.record for one in alike if str(one.record.pk) == which), None):
        name = own.get("name_zh") or own["name_en"]
        belonging.say_belongs(actor, response, chosen, agreed=agreed, name=name)
        return []
    seen = {int(pk) for pk in request.POST.getlist("seen") if pk.isdecimal() and len(pk) < 18}
    if which != NONE:
        seen = set()
    if {one.record.pk for one in alike} - seen:
        return alike
    facts = own | {key: known[key] for key in form.cleaned_data["facts"]}
    try:
        belonging.make_record(actor, response, agreed=agreed, facts=facts, seen=seen)
    except Refused as refusal:
        if refusal.code != belonging.ALIKE:
            raise
        return belonging.same_as(response, known | own)
    return []


def _told(request: HttpRequest, response: Response, context: dict[str, Any]) -> HttpResponse:
    """What became of it; nothing where nothing was asked."""
    said = Belonging.objects.filter(response=response).select_related("organisation").first()
    if said is None and response.organisation is None:
        raise Hidden("response")
    return show(request, "surveys/record_done.html", context | {"said": said, "made": response.organisation})
