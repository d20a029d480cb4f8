"""The record as its members see it: what is known, how old it is, what is missing, and what to answer next."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.kernel.ui import forms
from ngo2.kernel.ui.showing import posts, show
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import may
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import disclosure, identity, member_words, queries, questions, unlocks
from ngo2.organisations.acting import of_record, trail
from ngo2.organisations.facts import CATALOGUE, Fact
from ngo2.organisations.freshness import Freshness, freshness, grade_words, tone
from ngo2.organisations.models import Assertion, Organisation
from ngo2.organisations.rules import is_member
from ngo2.organisations.services import assert_facts, withdraw_held
from ngo2.organisations.sources import OWNER, STAFF, Source
from ngo2.organisations.words import Words


@dataclass(frozen=True)
class Row:
    fact: Fact
    words: Words | None  # None: nobody has said anything
    freshness: Freshness | None
    seen: str


@dataclass(frozen=True)
class Waiting:
    """A change of ours that waits for a check; the record shows the old value meanwhile."""

    said: Assertion
    label: Any
    words: Words
    now: Words | None


@dataclass(frozen=True)
class Part:
    key: str
    title: Any
    rows: list[Row]

    @property
    def known(self) -> int:
        return sum(row.words is not None for row in self.rows)


def country_of(record: Organisation) -> str:
    return disclosure.value(record.facts, "country") or record.country


def source_of(request: HttpRequest, record: Organisation) -> Source:
    """Staff who are no members speak under their own name."""
    return OWNER if is_member(actor_of(request), record) else STAFF


@of_record("organisations.see")
@forms.once
def edit(request: HttpRequest, record: Organisation) -> HttpResponse:
    if request.method == "POST":
        return _confirm(request, record)
    country, may_edit = country_of(record), may(actor_of(request), "organisations.edit", record)
    first = questions.first(record.facts, country)
    return show(
        request,
        "organisations/edit.html",
        {
            "record": record,
            "trail": trail(record, (_("Update"), "")),
            "parts": parts(record),
            "may_edit": may_edit,
            "is_member": is_member(actor_of(request), record),
            "first": first,
            "first_question": questions.question(first) if first else "",
            "waiting": len(questions.waiting(record.facts, country)),
            "minutes": questions.minutes(record.facts, country),
            "proposals": queries.proposals_waiting(record).count() if may_edit else 0,
            "held": waiting(record),
            "shown_level": disclosure.level(record.facts),
            "grade": grade_words(record.grade, record.confirmed_at)[0],
            "grade_tone": tone(record.grade),
            "standings": unlocks.standings(record.facts) if may_edit else [],
            **_trust(request, record),
        },
    )


def waiting(record: Organisation) -> list[Waiting]:
    return [_waiting(record, one) for one in queries.held_waiting(record)]


def _waiting(record: Organisation, one: Assertion) -> Waiting:
    country, now = country_of(record), record.facts.get(one.field)
    return Waiting(
        one,
        CATALOGUE[one.field].label,
        member_words.said(one.field, one.value, country),
        member_words.said(one.field, now["v"], country) if now else None,
    )


def _trust(request: HttpRequest, record: Organisation) -> dict[str, Any]:
    """What the members see of checks, and of somebody who asks for their record. Not the one who asks."""
    actor, found = actor_of(request), queries.handover_open(record)
    return {
        "may_ask_check": may(actor, "organisations.ask_check", record),
        "may_close": may(actor, "organisations.close", record),
        "verified_until": record.verified_until if identity.is_verified(record) else None,
        "handover": found if found is not None and found.person_id != request.user.pk else None,
        "may_stop": may(actor, "organisations.stop_handover", record),
    }


def parts(record: Organisation) -> list[Part]:
    country = country_of(record)
    rows = [(fact.section, _row(record, fact, country)) for fact in questions.asked(record.facts, country)]
    return [
        Part(key, title, [row for section, row in rows if section == key])
        for key, title in questions.SECTIONS.items()
    ]


def _row(record: Organisation, fact: Fact, country: str) -> Row:
    one = record.facts.get(fact.key)
    if one is None:
        return Row(fact, None, None, "")
    words = member_words.said(fact.key, one["v"], country)
    return Row(fact, words, freshness(one, fact.half_life), one["changed"])


@of_record("organisations.edit")
@posts
@forms.once
def withdraw(request: HttpRequest, record: Organisation, proposal: int) -> HttpResponse:
    """The change that waits for a check is taken back."""
    found = queries.held_of(record).filter(pk=proposal).first()
    if found is None:
        raise Hidden("assertion")
    try:
        withdraw_held(actor_of(request), found)
    except Refused as refusal:
        messages.warning(request, str(refusal), "waiting")
    else:
        words = _("Taken back: %(fact)s stays as it is.")
        messages.success(request, words % {"fact": CATALOGUE[found.field].label})
    return redirect("organisations:edit", record.pk)


def _confirm(request: HttpRequest, record: Organisation) -> HttpResponse:
    """All that the page showed of one part is still right. What changed since is left to be looked at again."""
    part = request.POST.get("part", "")
    known = {
        key: one for key, one in record.facts.items() if key in CATALOGUE and CATALOGUE[key].section == part
    }
    seen = {key: request.POST.get(f"seen-{key}", "") for key in known}
    same = {key: one["v"] for key, one in known.items() if seen[key] == one["changed"]}
    outcome = assert_facts(actor_of(request), record, same, source=source_of(request, record), seen=seen)
    done = len(outcome.confirmed)
    if done:
        words = ngettext("Thank you: %(n)s fact is confirmed.", "Thank you: %(n)s facts are confirmed.", done)
        messages.success(request, words % {"n": done})
    left = [key for key in known if key not in outcome.confirmed and (seen[key] or key in outcome.refused)]
    if left:
        names = _(", ").join(str(CATALOGUE[key].label) for key in left)
        messages.warning(request, _("Please look at these again: %(names)s.") % {"names": names}, "waiting")
    return redirect("organisations:edit", record.pk)
