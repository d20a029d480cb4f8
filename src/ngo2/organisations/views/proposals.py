"""A stranger proposes a correction; the owner, or the platform team, sees both values and decides by one press."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngo2.kernel.limits.services import TooMany
from ngo2.kernel.ui import drafts
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import posts, reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import may
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import disclosure, member_words, queries, questions, remits
from ngo2.organisations.acting import of_record, trail
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.facts.choices import SOURCES
from ngo2.organisations.forms.answers import UNKNOWN, Answer, Context
from ngo2.organisations.forms.kinds import answer_form, can_be_proposed
from ngo2.organisations.held import HELD, is_held
from ngo2.organisations.models import Assertion, Organisation
from ngo2.organisations.services import decide_proposal, propose_fact
from ngo2.organisations.views.edit import country_of
from ngo2.organisations.words import Words

LONGEST_NOTE = 500


@dataclass(frozen=True)
class Both:
    """A proposal beside what the record says now; `name` is who proposed it, or the list that says so."""

    proposal: Assertion
    label: Any
    now: Words | None
    then: Words
    name: str
    held: str  # how the organisation itself said it; "" for a proposal of somebody else


@of_record("organisations.propose")
@reads
def propose(request: HttpRequest, record: Organisation) -> HttpResponse:
    """What is wrong? Only what the public sees, and can say in one answer."""
    shown, country = _public(record), country_of(record)
    rows = [
        (fact, member_words.said(fact.key, shown[fact.key]["v"], country) if fact.key in shown else None)
        for fact in questions.asked(shown, country)
        if fact.shown == "all" and can_be_proposed(fact.key)
    ]
    parts = [
        (title, [row for row in rows if row[0].section == key]) for key, title in questions.SECTIONS.items()
    ]
    context = {"record": record, "parts": parts, "trail": trail(record, (_("Propose a correction"), ""))}
    return show(request, "organisations/propose.html", context)


@of_record("organisations.propose")
@ui_forms.once
def propose_field(request: HttpRequest, record: Organisation, field: str) -> HttpResponse:
    if field not in CATALOGUE or CATALOGUE[field].shown != "all" or not can_be_proposed(field):
        raise Hidden(field)
    key, fact, shown = f"propose:{record.pk}:{field}", CATALOGUE[field], _public(record).get(field)
    draft = drafts.load(request.user, key)
    data: QueryDict | None = request.POST if request.method == "POST" else None
    context = Context(fact, country_of(record), UNKNOWN if shown is None else shown["v"])
    form = answer_form(context, data, typed=draft.get("typed"))
    note = request.POST.get("note", draft.get("note", ""))[:LONGEST_NOTE]
    if request.method == "POST":
        drafts.save(request.user, key, {"typed": form.typed, "note": note})
        if form.is_valid() and not form.wants_more() and _sent(request, record, field, form, note):
            drafts.discard(request.user, key)
            messages.success(request, _thanks(record))
            return redirect("organisations:propose", record.pk)  # a public page could not say thank you
    words = member_words.said(field, shown["v"], context.country) if shown else None
    steps = ((_("Propose a correction"), "../"), (str(fact.label), ""))
    context_of_page = {
        "record": record,
        "trail": trail(record, *steps),
        "fact": fact,
        "form": form,
        "note": note,
        "current": words,
        "question": questions.question(fact),
    }
    return show(request, "organisations/propose_field.html", context_of_page)


def _sent(request: HttpRequest, record: Organisation, field: str, form: Answer, note: str) -> bool:
    raw = None if request.POST.get("do") == "none" else form.raw()
    if form.is_empty() and request.POST.get("do") != "none":
        form.refuse(Refused(_("Please write what it should say."), field=field))
        return False
    try:
        propose_fact(actor_of(request), record, field=field, value=raw, note=note)
    except TooMany:
        raise
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True


def _thanks(record: Organisation) -> str:
    if record.claimed_at:
        return _("Thank you. The organisation decides about it, and we tell you when it has.")
    return _("Thank you. The platform team looks at it, and we tell you when it is decided.")


def _public(record: Organisation) -> dict[str, dict[str, Any]]:
    return disclosure.public_facts(record.country, record.facts)


@of_record("organisations.see_waiting")
@reads
def proposals(request: HttpRequest, record: Organisation) -> HttpResponse:
    """What strangers propose, for whoever runs the record; what its members changed, for the team and partners."""
    actor = actor_of(request)
    found: list[Assertion] = []
    if may(actor, "organisations.decide_held", record):
        found += queries.held_waiting(record)
    if may(actor, "organisations.decide_proposal", record):
        found += queries.proposals_waiting(record)
    ours = may(actor, "organisations.edit", record)
    steps = ((_("Update"), "../edit/"), (_("Proposed corrections"), "")) if ours else ((_("Waiting"), ""),)
    context = {
        "record": record,
        "waiting": [_both(record if ours else remits.as_told(request.user, record), one) for one in found],
        "trail": trail(record, *steps),
        "ours": ours,
        "partner": remits.decides_for(actor, record),
    }
    return show(request, "organisations/proposals.html", context)


@of_record("organisations.see_waiting")
@posts
@ui_forms.once
def decide(request: HttpRequest, record: Organisation, proposal: int) -> HttpResponse:
    found = record.assertions.filter(pk=proposal).exclude(state=Assertion.ACCEPTED, decided_at=None).first()
    if found is None:
        raise Hidden("proposal")
    accept = request.POST.get("do") == "take"
    try:
        decided = decide_proposal(
            actor_of(request), found, accept=accept, answer=request.POST.get("answer", "")
        )
    except Refused as refusal:
        messages.warning(request, str(refusal), "waiting")
    else:
        messages.success(request, said_of(decided))
    return redirect("organisations:proposals", record.pk)


def said_of(decided: Assertion) -> str:
    """One sentence on what a decision did."""
    if decided.state != Assertion.ACCEPTED:
        words = _("Declined: %(fact)s stays as it is.")
    elif decided.organisation.assertions.filter(HELD, field=decided.field, value=decided.value).exists():
        words = _("Taken: %(fact)s. Others know you by it, so somebody looks at it before it shows.")
    else:
        words = _("Taken: %(fact)s. It shows everywhere at once.")
    return words % {"fact": CATALOGUE[decided.field].label}


def _both(record: Organisation, one: Assertion) -> Both:
    country, now = country_of(record), record.facts.get(one.field)
    return Both(
        one,
        CATALOGUE[one.field].label,
        member_words.said(one.field, now["v"], country) if now else None,
        member_words.said(one.field, one.value, country),
        str(one.person) if one.person else one.source_label or str(SOURCES.get(one.source, "")),
        str(SOURCES.get(one.source, "")) if is_held(one) else "",
    )
