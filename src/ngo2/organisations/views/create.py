"""A new record in five questions. First of all: is it here already?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngo2.kernel.packs import home
from ngo2.kernel.ui import access, drafts
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import duplicates, questions
from ngo2.organisations.facts import CATALOGUE, clean
from ngo2.organisations.forms.answers import UNKNOWN, Answer, Context
from ngo2.organisations.forms.kinds import answer_form
from ngo2.organisations.forms.new import NameForm
from ngo2.organisations.services import create_organisation
from ngo2.organisations.services.likenesses import Alike, find_alike

KEY = "organisations:new"
STEPS = ("name", "kind", "legal_status", "division", "causes")
SAME, SEEN = "same", "seen"  # the step, and the records that its answer was about
_NEEDED = ("kind", "legal_status")


@access.signed_in
@ui_forms.once
def new(request: HttpRequest) -> HttpResponse:
    """The name, and what helps to find it when it is here already."""
    told = _told(request)
    form = NameForm(request.POST or None, initial=told)
    if request.method == "POST":
        _keep(request, {name: request.POST.get(name, "")[:2000] for name in form.fields})
        if form.is_valid():
            return _to(SAME if find_alike(actor_of(request), _cleaned(form.cleaned_data)) else STEPS[1])
    context = {"form": form, "step": 1, "total": len(STEPS), "begun": bool(told)}
    return show(request, "organisations/new.html", context)


@access.signed_in
@ui_forms.once
def new_step(request: HttpRequest, step: str) -> HttpResponse:
    told = _told(request)
    if step not in {SAME, *STEPS[1:]}:
        raise Hidden(step)
    if not (told.get("name_zh") or told.get("name_en")):
        return redirect("organisations:new")
    if step == SAME:
        return _same(request, told)
    form = _form(request, step, told)
    if request.method == "POST":
        _keep(request, {step: dict(form.typed)})
        if form.is_valid() and not form.wants_more() and _makes_sense(form, step):
            _keep(request, {step: {"typed": form.typed, "raw": form.raw()}})
            return _onward(request, step, form)
    return _ask(request, step, form)


def _same(request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
    """Everything told so far counts; whoever came back here from the last question goes on there."""
    found = find_alike(actor_of(request), _cleaned(told) | _raw(told))
    if request.method == "POST" or not found:
        _keep(request, {SEEN: [one.record.pk for one in found]})
        left = [step for step in STEPS[1:] if step not in told]
        return _to(left[0] if left else STEPS[-1])
    context = {"found": found, "name": told.get("name_zh") or told.get("name_en")}
    return show(request, "organisations/new_same.html", context)


def _not_seen(request: HttpRequest, told: dict[str, Any]) -> list[Alike]:
    """With the place known, another record may be the same; only what is likely is worth turning back for."""
    found = find_alike(actor_of(request), _cleaned(told) | _raw(told), least=duplicates.LIKELY)
    return [one for one in found if one.record.pk not in told.get(SEEN, ())]


def _raw(told: dict[str, Any]) -> dict[str, Any]:
    """The answers behind the names, as the record would keep them."""
    return {key: clean(key, told[key]["raw"]) for key in STEPS[1:] if (told.get(key) or {}).get("raw")}


def _form(request: HttpRequest, step: str, told: dict[str, Any]) -> Answer:
    data: QueryDict | None = request.POST if request.method == "POST" else None
    kept = told.get(step) or {}
    typed = kept.get("typed", kept) or None
    return answer_form(Context(CATALOGUE[step], home(), UNKNOWN), data, typed=typed)


def _makes_sense(form: Answer, step: str) -> bool:
    if form.is_empty():
        if step in _NEEDED:
            form.refuse(Refused(_("This one is needed. Please choose or write an answer."), field=step))
        return step not in _NEEDED
    try:
        clean(step, form.raw())
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True


def _onward(request: HttpRequest, step: str, form: Answer) -> HttpResponse:
    if step != STEPS[-1]:
        return _to(STEPS[STEPS.index(step) + 1])
    told = _told(request)
    if missing := [one for one in _NEEDED if not (told.get(one) or {}).get("raw")]:
        return _to(missing[0])
    if _not_seen(request, told):
        return _to(SAME)
    facts = {
        key: told[key].strip() for key in ("name_zh", "name_en", "credit_code", "phone") if told.get(key)
    }
    facts |= {key: told[key]["raw"] for key in STEPS[1:] if (told.get(key) or {}).get("raw")}
    try:
        record = create_organisation(actor_of(request), facts={key: one for key, one in facts.items() if one})
    except Refused as refusal:
        if refusal.field in facts and refusal.field != step:
            messages.warning(request, str(refusal), "wrong")
            return _to(refusal.field) if refusal.field in STEPS else redirect("organisations:new")
        form.refuse(refusal)
        return _ask(request, step, form)
    drafts.discard(request.user, KEY)
    messages.success(
        request, _("It is in the directory, and you are its owner. A few more answers make it useful.")
    )
    return redirect("organisations:edit", record.pk)


def _ask(request: HttpRequest, step: str, form: Answer) -> HttpResponse:
    fact, place = CATALOGUE[step], STEPS.index(step)
    context = {
        "form": form,
        "fact": fact,
        "question": questions.question(fact),
        "hint": questions.HINTS.get(step, ""),
        "step": place + 1,
        "total": len(STEPS),
        "earlier": STEPS[place - 1] if place > 1 else "",
        "needed": step in _NEEDED,
        "last": step == STEPS[-1],
    }
    return show(request, "organisations/new_step.html", context)


def _cleaned(told: dict[str, Any]) -> dict[str, Any]:
    """The first answers as the record would keep them; what makes no sense is left out."""
    facts = {}
    for key in ("name_zh", "name_en", "credit_code", "phone"):
        try:
            facts[key] = clean(key, told.get(key, ""))
        except Refused:
            continue
    return facts


def _told(request: HttpRequest) -> dict[str, Any]:
    return drafts.load(request.user, KEY)


def _keep(request: HttpRequest, told: dict[str, Any]) -> None:
    drafts.save(request.user, KEY, told)


def _to(step: str) -> HttpResponse:
    return redirect("organisations:new_step", step)
