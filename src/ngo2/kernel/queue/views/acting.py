"""The buttons of Today: do it, later, give it to somebody, many at once."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages as notes
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ngo2.kernel.queue import queries, services
from ngo2.kernel.queue.services.finding import find_kind
from ngo2.kernel.queue.views.entering import address, entered, number, onward, wanted
from ngo2.kernel.queue.views.today import REPORT, show_one
from ngo2.kernel.ui import forms
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused

SPANS = {"tomorrow": 1, "week": 7}


@entered
@require_POST
@forms.once
def do(request: HttpRequest) -> HttpResponse:
    said = request.POST
    try:
        sentence = services.act(
            actor_of(request),
            said.get("kind", ""),
            said.get("key", ""),
            name=said.get("do", ""),
            reply=said.get("reply", ""),
            answer=said.get("answer", ""),
        )
    except Refused as refusal:
        return _refused(request, refusal)
    notes.success(request, sentence)
    return HttpResponseRedirect(onward(request))


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Still there: say why, beside what was typed. Gone: somebody else was faster; go on."""
    said = request.POST
    kind = find_kind(actor_of(request), said.get("kind", ""))
    line = queries.line_of(request.user, kind, said.get("key", ""))
    if line is None:
        notes.warning(request, str(refusal), "waiting")
        return HttpResponseRedirect(onward(request))
    of, n = wanted(said), number(said.get("n", ""))
    return show_one(request, line, of, n, error=str(refusal), field=refusal.field, status=422)


@entered
@require_POST
@forms.once
def later(request: HttpRequest) -> HttpResponse:
    said, actor = request.POST, actor_of(request)
    kind, key = said.get("kind", ""), said.get("key", "")
    if said.get("until") == "now":
        services.bring_back(actor, kind, key)
        notes.success(request, _("It waits again."))
        return HttpResponseRedirect(onward(request))
    try:
        moment = services.put_off(actor, kind, key, until=_day(said))
    except Refused as refusal:
        return _refused(request, refusal)
    day = timezone.localtime(moment).date().isoformat()
    notes.success(request, _("Put off: it comes back on %(day)s.") % {"day": day})
    return HttpResponseRedirect(onward(request))


def _day(said: Any) -> date:
    if days := SPANS.get(said.get("until", "")):
        return timezone.localdate() + timedelta(days=days)
    try:
        chosen = parse_date(said.get("date", ""))
    except ValueError:
        chosen = None
    if chosen is None:
        raise Refused(_("Please choose a day, like 2026-05-01."), field="date")
    return chosen


@entered
@require_POST
@forms.once
def give(request: HttpRequest) -> HttpResponse:
    said = request.POST
    to = _person(request, said.get("to", ""))
    try:
        seen = _pk(said["seen"]) if said.get("seen") else None
        services.assign(actor_of(request), said.get("kind", ""), said.get("key", ""), to=to, seen=seen)
    except Refused as refusal:
        return _refused(request, refusal)
    if to is None:
        words = _("Given back: everybody who may decide it sees it.")
    elif to == request.user:
        words = _("It is yours now. The others see that.")
    else:
        words = _("Given to %(name)s, who hears of it.") % {"name": to}
    notes.success(request, words)
    return HttpResponseRedirect(onward(request, step=1))


def _pk(text: str) -> int:
    """Of a person, out of a form that anybody may have made."""
    if not (text.isdecimal() and text.isascii() and len(text) < 18):
        raise Hidden("person")
    return int(text)


def _person(request: HttpRequest, text: str) -> Any:
    if text in {"", "nobody"}:
        return None
    if text == "me":
        return request.user
    found = get_user_model()._default_manager.filter(pk=_pk(text), is_active=True).first()
    if found is None:
        raise Hidden("person")
    return found


@entered
@require_POST
@forms.once
def batch(request: HttpRequest) -> HttpResponse:
    """Many of one kind by one press; the list says what was done and what was not."""
    said = request.POST
    kind = find_kind(actor_of(request), said.get("kind", ""))
    try:
        report = services.act_on_many(
            actor_of(request), kind.name, said.getlist("keys"), name=said.get("do", "")
        )
    except Refused as refusal:
        notes.warning(request, str(refusal), "waiting")
        return HttpResponseRedirect(address("today", wanted(said)))
    words = ngettext("%(n)s was done.", "%(n)s were done.", len(report.done)) % {"n": len(report.done)}
    if report.done:
        notes.success(request, words)
    if report.refused:
        request.session[REPORT] = [[title, why] for title, why in report.refused]
    return HttpResponseRedirect(address("today", wanted(said)))
