"""The record as its members see it: what is known, how old it is, what is missing, and what to answer next."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.kernel.ui import forms
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import may
from ngo2.organisations import disclosure, member_words, queries, questions
from ngo2.organisations.facts import CATALOGUE, Fact
from ngo2.organisations.freshness import Freshness, freshness
from ngo2.organisations.models import Organisation
from ngo2.organisations.rules import is_member
from ngo2.organisations.services import assert_facts
from ngo2.organisations.sources import OWNER, STAFF, Source
from ngo2.organisations.views.acting import of_record, show, trail
from ngo2.organisations.words import Words


@dataclass(frozen=True)
class Row:
    fact: Fact
    words: Words | None  # None: nobody has said anything
    freshness: Freshness | None
    seen: str


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
            "first": first,
            "first_question": questions.question(first) if first else "",
            "waiting": len(questions.waiting(record.facts, country)),
            "minutes": questions.minutes(record.facts, country),
            "proposals": queries.proposals_waiting(record).count() if may_edit else 0,
            "shown_level": disclosure.level(record.facts),
        },
    )


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
