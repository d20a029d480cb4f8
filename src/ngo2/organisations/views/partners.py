"""Who looks after which part of the directory; and what the team says to what they decided."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import queries, remit_words, services
from ngo2.organisations.acting import of_record, trail
from ngo2.organisations.directory import Filters
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.forms.answers import Answer, Context
from ngo2.organisations.forms.choices import Causes
from ngo2.organisations.forms.places import Division
from ngo2.organisations.models import Assertion, Claim, Organisation, Partner
from ngo2.organisations.queries import partners as partners_seen
from ngo2.organisations.views.edit import country_of

FOUND = 20
A_PAGE = 25
PLACE, CAUSE = "place", "cause"


@access.staff
@reads
def partners(request: HttpRequest) -> HttpResponse:
    """Those of now, those that were, and the way to a new one: through the record of the organisation."""
    words = request.GET.get("q", "").strip()[:80]
    found = queries.matching(Filters(words=words)).order_by("name", "pk")[:FOUND] if words else []
    context = {
        "running": [(one, remit_words.listed(one)) for one in partners_seen.running()],
        "ended": partners_seen.ended()[:FOUND],
        "words": words,
        "found": found,
        "decisions": partners_seen.decisions_count(),
    }
    return show(request, "organisations/partners.html", context)


@of_record("organisations.manage_partners")
@ui_forms.once
def partner(request: HttpRequest, record: Organisation) -> HttpResponse:
    running = _running(record)
    if request.method == "POST":
        try:
            messages.success(request, _done(request, record, running))
        except Refused as refusal:
            messages.warning(request, str(refusal), "waiting")
        return redirect("organisations:partner", record.pk)
    people = record.memberships.filter(suspended_at=None).exclude(role="viewer").select_related("person")
    context = {
        "record": record,
        "trail": trail(record, (_("Partner"), "")),
        "partner": running,
        "remits": [(one, remit_words.named(one)) for one in running.remits.all()] if running else [],
        "people": people.order_by("pk"),
    }
    return show(request, "organisations/partner.html", context)


def _running(record: Organisation) -> Partner | None:
    found = Partner.objects.filter(organisation=record, ended_at=None).select_related("organisation")
    return found.prefetch_related("remits").first()


def _done(request: HttpRequest, record: Organisation, running: Partner | None) -> str:
    actor, do = actor_of(request), request.POST.get("do", "")
    if do == "make":
        services.make_partner(actor, record)
        return _("It is a partner now. Say what it looks after.")
    if running is None:
        raise Refused(_("This partnership has ended already."))
    if do == "end":
        services.end_partner(actor, running)
        return _("The partnership has ended. Its people see and decide nothing more.")
    text = request.POST.get("remit", "")
    remit = running.remits.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 18 else None
    if remit is None:
        raise Refused(_("That was taken away already."))
    services.remove_remit(actor, remit)
    return _("Taken away: %(part)s.") % {"part": remit_words.named(remit)}


@of_record("organisations.manage_partners")
@ui_forms.once
def partner_part(request: HttpRequest, record: Organisation, what: str) -> HttpResponse:
    """One question: which place, or which causes."""
    running = _running(record)
    if what not in {PLACE, CAUSE}:
        raise Hidden(what)
    if running is None:
        return redirect("organisations:partner", record.pk)
    form = _form(request, record, what)
    if request.method == "POST" and form.is_valid() and not form.wants_more():
        if form.is_empty():
            form.refuse(Refused(_("Please choose at least one."), field=PLACE))
        elif _added(request, record, running, form):
            return redirect("organisations:partner", record.pk)
    context = {
        "record": record,
        "trail": trail(record, (_("Partner"), "../"), (_("One more part"), "")),
        "form": form,
        "question": _("Which place shall it look after?")
        if what == PLACE
        else _("Which causes shall it look after?"),
        "hint": _("With all that is below it. A record counts where the public sees it.")
        if what == PLACE
        else _("In the whole country. A record counts when one of its causes is among these."),
    }
    return show(request, "organisations/partner_part.html", context)


def _form(request: HttpRequest, record: Organisation, what: str) -> Answer:
    data = request.POST if request.method == "POST" else None
    if what == CAUSE:
        return Causes(Context(CATALOGUE["causes"], country_of(record)), data)
    return Division(Context(CATALOGUE["division"], country_of(record)), data)


def _added(request: HttpRequest, record: Organisation, running: Partner, form: Answer) -> bool:
    raw, actor = form.raw(), actor_of(request)
    parts = [{"cause": one} for one in raw] if isinstance(raw, list) else [_of_place(record, raw["code"])]
    try:
        made = [services.add_remit(actor, running, **part) for part in parts]
    except Refused as refusal:
        form.refuse(refusal)
        return False
    words = ngettext("It looks after %(parts)s now.", "It looks after %(parts)s now.", len(made))
    messages.success(request, words % {"parts": remit_words.joined(remit_words.named(one) for one in made)})
    return True


def _of_place(record: Organisation, code: str) -> dict[str, str]:
    return {"country": country_of(record), "division": code}


# What partners decided


@access.staff
@reads
def partner_decisions(request: HttpRequest) -> HttpResponse:
    """Latest first. What was overruled is the team's own decision and no longer stands here."""
    page = Paginator(partners_seen.decisions(), A_PAGE).get_page(request.GET.get("page"))
    return show(
        request, "organisations/partner_decisions.html", {"page": page, "lines": partners_seen.lines(page)}
    )


@access.staff
@ui_forms.once
def overrule(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Both sides of one decision, and one press that turns it, with the reason."""
    found = _decision(what, pk)
    error = ""
    answer = request.POST.get("answer", "")
    if request.method == "POST":
        try:
            _turn(request, found, answer)
        except Refused as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("Overruled. The partner and whoever it concerns hear of it."))
            return redirect("organisations:partner_decisions")
    context = {"line": partners_seen.line(what, found), "error": error, "answer": answer, "what": what}
    return show(request, "organisations/overrule.html", context)


def _decision(what: str, pk: int) -> Any:
    model: Any = {"claim": Claim, "fact": Assertion}.get(what)
    found = model.objects.exclude(decided_for=None).filter(pk=pk) if model else None
    related = ("organisation", "person", "decided_by", "decided_for")
    one = found.select_related(*related).first() if found is not None else None
    if one is None:
        raise Hidden("decision")
    return one


def _turn(request: HttpRequest, found: Claim | Assertion, answer: str) -> None:
    if isinstance(found, Claim):
        services.overrule_claim(actor_of(request), found, answer=answer)
    else:
        services.overrule_fact(actor_of(request), found, answer=answer)
