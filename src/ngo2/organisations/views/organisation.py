"""The page of one organisation: composed of the sections that apps declare, made from public facts only."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.accounts.consents import CONTACTS
from ngo2.kernel.ui import access, pages
from ngo2.lib.text import squeeze
from ngo2.organisations import closing, disclosure, identity, jsonld, queries, words
from ngo2.organisations.following import Area
from ngo2.organisations.freshness import grade_words, tone
from ngo2.organisations.models import Organisation
from ngo2.organisations.sections import Facts, compose
from ngo2.organisations.views.places import place_url

PREVIEW = 150  # characters that chat apps show of a description


@access.public
@pages.cached("organisation:{pk}", CONTACTS)
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(queries.with_a_page(), pk=pk)
    if record.state == Organisation.CLOSED:
        return gone(request, record)
    facts = disclosure.public_facts(record.country, record.facts)
    return render(request, "organisations/organisation.html", _context(record, facts))


def gone(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Closed organisations say that they were, and lead on."""
    where = place_url(record.country, record.area1)
    context = {"name": words.called(record), "where": where, "why": closing.REASONS.get(record.closing, "")}
    return render(request, "organisations/gone.html", context, status=410)


def heading(record: Organisation, facts: Facts) -> dict[str, Any]:
    """What every page about a record begins with."""
    name = words.own_name(facts, record.name)
    return {
        "record": record,
        "name": name,
        "trail": trail(record, _("Organisation")),
        "page_address": _address(record),
    }


def trail(record: Organisation, last: str) -> list[tuple[str, str]]:
    codes = [code for code in (record.area1, record.area2, record.area3) if code]
    steps = zip(words.place_names(record.country, codes), codes, strict=True)
    country = words.in_words("country", record.country, record.country).text
    top = [] if codes else [(country, place_url(record.country))]
    return [*top, *((name, place_url(record.country, code)) for name, code in steps), (last, "")]


def _context(record: Organisation, facts: Facts) -> dict[str, Any]:
    begin = heading(record, facts)
    name = begin["name"].text
    first, second = ("summary_zh", "summary_en") if words.in_chinese() else ("summary_en", "summary_zh")
    summary = disclosure.value(facts, first) or disclosure.value(facts, second) or ""
    data = jsonld.organisation(
        facts,
        country=record.country,
        kind=record.kind,
        url=begin["page_address"],
        name=name,
        changed=_day(record.changed_at),
        confirmed=_day(record.confirmed_at),
        verified=str(record.verified_until) if identity.is_verified(record) else "",
    )
    grade, grade_text = grade_words(record.grade, record.confirmed_at)
    return begin | {
        "grade": grade,
        "grade_text": grade_text,
        "grade_tone": tone(record.grade),
        "other_names": words.other_names(facts, name),
        "causes": words.cause_names(disclosure.value(facts, "causes") or []),
        "kind": words.kind_name(record.kind),
        "status": words.status_name(record.legal_status),
        "host": words.in_words("host", disclosure.value(facts, "host"), record.country)
        if disclosure.value(facts, "host")
        else None,
        "summary": summary,
        "follow": _follow(record),
        "preview": squeeze(summary or begin["trail"][-2][0], PREVIEW),
        "json_ld": jsonld.as_text(data),
        "main": compose(record, facts, "main"),
        "side": compose(record, facts, "side"),
    }


def _day(moment: datetime | None) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""


def _follow(record: Organisation) -> str:
    """What else is new where it is: as exactly as the public may know."""
    wanted = Area(record.country, record.area3 or record.area2 or record.area1)
    return f"{reverse('organisations:follow')}?{wanted.query}"


def _address(record: Organisation) -> str:
    return f"{settings.NGO2_SITE_URL}{record.get_absolute_url()}"
