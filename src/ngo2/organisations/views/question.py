"""One question about the record: asked with an example, answered, skipped, put aside, or confirmed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngo2.kernel.packs import pack
from ngo2.kernel.ui import drafts
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import member_words, queries, questions
from ngo2.organisations.acting import of_record, trail
from ngo2.organisations.facts import CATALOGUE, Fact
from ngo2.organisations.forms.answers import UNKNOWN, Answer, Context
from ngo2.organisations.forms.kinds import answer_form, is_list
from ngo2.organisations.freshness import freshness
from ngo2.organisations.held import received
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import assert_facts
from ngo2.organisations.views.edit import country_of, source_of

LATER, NONE, CONFIRM, DISCARD = "later", "none", "confirm", "discard"


@of_record("organisations.edit")
@ui_forms.once
def question(request: HttpRequest, record: Organisation, field: str) -> HttpResponse:
    if field not in CATALOGUE:
        raise Hidden(field)
    fact, draft = CATALOGUE[field], drafts.load(request.user, _draft_key(record, field))
    if request.method != "POST":
        return _ask(request, record, fact, _form(request, record, fact, draft), draft)
    form, do = _form(request, record, fact, draft), request.POST.get("do", "")
    if do in {NONE, CONFIRM, DISCARD}:
        return _settle(request, record, fact, form, do)
    drafts.save(
        request.user, _draft_key(record, field), {"typed": form.typed, "seen": request.POST.get("seen", "")}
    )
    if do == LATER:
        messages.success(request, _("Put aside. What you typed waits here until you come back."))
        return redirect("organisations:edit", record.pk)
    if not form.is_valid() or form.wants_more():
        return _ask(request, record, fact, form, {})
    if form.is_empty():
        form.refuse(Refused(_nothing_said(fact), field=field))
        return _ask(request, record, fact, form, {})
    return _save(request, record, fact, form, form.raw())


def _form(request: HttpRequest, record: Organisation, fact: Fact, draft: dict[str, Any]) -> Answer:
    current = record.facts.get(fact.key)
    context = Context(fact, country_of(record), UNKNOWN if current is None else current["v"])
    data: QueryDict | None = request.POST if request.method == "POST" else None
    more = {}
    if is_list(fact.key):
        more = {"row": request.GET.get("row", _row_of(draft) or "new")}
        if more["row"] != _row_of(draft):
            draft = {}
    return answer_form(context, data, typed=draft.get("typed"), **more)


def _row_of(draft: dict[str, Any]) -> str:
    return (draft.get("typed", {}).get("row") or [""])[0]


def _settle(request: HttpRequest, record: Organisation, fact: Fact, form: Answer, do: str) -> HttpResponse:
    """What needs no typing: there is none, it is still right, or what somebody else wrote stays."""
    current = record.facts.get(fact.key)
    if do == DISCARD:
        drafts.discard(request.user, _draft_key(record, fact.key))
        return redirect("organisations:question", record.pk, fact.key)
    if do == CONFIRM and (current is None or request.POST.get("seen") != current["changed"]):
        form.add_error(None, _("It was changed meanwhile. Please look at it again."))
        return _ask(request, record, fact, form, {})
    return _save(request, record, fact, form, None if do == NONE else current["v"] if current else None)


def _save(request: HttpRequest, record: Organisation, fact: Fact, form: Answer, raw: Any) -> HttpResponse:
    seen = {fact.key: request.POST.get("seen", "")}
    source = source_of(request, record)
    outcome = assert_facts(actor_of(request), record, {fact.key: raw}, source=source, seen=seen)
    record.refresh_from_db()
    if refusal := outcome.refused.get(fact.key):
        form.refuse(refusal)
        if overtaken := refusal.code == "overtaken":
            form.start_over()
        return _ask(request, record, fact, form, {}, overtaken=overtaken)
    drafts.discard(request.user, _draft_key(record, fact.key))
    if fact.key in outcome.held:
        messages.success(request, received([fact.key]), "waiting")
        return redirect("organisations:edit", record.pk)
    messages.success(request, _said(fact, confirmed=fact.key in outcome.confirmed))
    return _onward(record, fact)


def _onward(record: Organisation, fact: Fact) -> HttpResponse:
    """To the next question that waits; but a list is shown again, and so is a code that looks odd."""
    if (is_list(fact.key) and record.facts[fact.key]["v"]) or _oddities(record, fact.key):
        return redirect("organisations:question", record.pk, fact.key)
    following = questions.after(fact.key, record.facts, country_of(record))
    if following is None:
        return redirect("organisations:edit", record.pk)
    return redirect("organisations:question", record.pk, following.key)


def _ask(
    request: HttpRequest,
    record: Organisation,
    fact: Fact,
    form: Answer,
    draft: dict[str, Any],
    *,
    overtaken: bool = False,
) -> HttpResponse:
    country, current = country_of(record), record.facts.get(fact.key)
    changed = current["changed"] if current else ""
    step, total = questions.position(fact.key, record.facts, country)
    following = questions.after(fact.key, record.facts, country)
    earlier = questions.before(fact.key, record.facts, country)
    context = {
        "record": record,
        "trail": trail(record, (_("Update"), "../"), (str(questions.SECTIONS[fact.section]), "")),
        "fact": fact,
        "form": form,
        "question": questions.question(fact),
        "hint": questions.HINTS.get(fact.key, ""),
        "step": step,
        "total": total,
        "section": questions.SECTIONS[fact.section],
        "following": following,
        "earlier": earlier,
        "seen": changed,
        "drafted": bool(draft) and not form.is_bound,
        "overtaken": overtaken or (bool(draft) and draft.get("seen", changed) != changed),
        "current": member_words.said(fact.key, current["v"], country) if current else None,
        "freshness": freshness(current, fact.half_life) if current else None,
        "values": _earlier_values(record, fact, country),
        "rows": _rows(fact, current),
        "row_open": _row_open(request, fact, current, form, draft),
        "oddities": _oddities(record, fact.key),
    }
    return show(request, "organisations/question.html", context)


def _rows(fact: Fact, current: Any) -> list[tuple[int, str]]:
    if not is_list(fact.key) or not current or not current["v"]:
        return []
    return [(n, member_words.row_words(row)) for n, row in enumerate(current["v"])]


def _row_open(request: HttpRequest, fact: Fact, current: Any, form: Answer, draft: dict[str, Any]) -> bool:
    """A list shows one row to write in when it is asked for, was begun, or is the first."""
    if not is_list(fact.key):
        return True
    return form.is_bound or "row" in request.GET or bool(draft) or not _rows(fact, current)


def _earlier_values(record: Organisation, fact: Fact, country: str) -> list[tuple[Any, Any]]:
    said = queries.values_said(record, fact.key)[:10]
    return [(one, member_words.said(fact.key, one.value, country)) for one in said]


def _oddities(record: Organisation, field: str) -> Any:
    """What the pack finds strange about a kept number; None when nothing is."""
    code = (record.facts.get(field) or {}).get("v")
    identifier = pack(country_of(record)).identifier(field)
    if not code or identifier is None:
        return None
    report = identifier.check(code)
    return report if report.warnings or report.suggestions else None


def _nothing_said(fact: Fact) -> str:
    if fact.required:
        return _("This one is needed. Please choose or write an answer.")
    return _("Please write an answer. If you have none, press “We do not have this”; or skip the question.")


def _said(fact: Fact, *, confirmed: bool) -> str:
    words = _("Confirmed: %(fact)s.") if confirmed else _("Saved: %(fact)s. It shows everywhere at once.")
    return words % {"fact": fact.label}


def _draft_key(record: Organisation, field: str) -> str:
    return f"organisation:{record.pk}:{field}"
