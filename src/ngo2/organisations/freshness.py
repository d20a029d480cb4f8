"""How true a record still is: when each fact was changed, confirmed or imported, and the grade of the whole. Pure.

Three different dates, never mixed up: "changed" says that the value became this, "confirmed" that the organisation or
the platform team said so, "imported" that a list did. Only "confirmed" makes anything fresh.
"""

import hashlib
import json
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ngo2.kernel.ui.ages import day_of, months_between
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.facts.choices import SOURCES

CHANGED, CONFIRMED, IMPORTED = "changed", "confirmed", "imported"
FRESH, AGEING, STALE, UNCONFIRMED = "fresh", "ageing", "stale", "unconfirmed"
GRADES = {
    FRESH: gettext_lazy("fresh"),
    AGEING: gettext_lazy("ageing"),
    STALE: gettext_lazy("out of date"),
    UNCONFIRMED: gettext_lazy("not confirmed"),
}
_TONES = {FRESH: "confirmed", STALE: "waiting"}
# What share of a record, by weight, must be confirmed and young.
FRESH_FROM, AGEING_FROM = 0.75, 0.4
ASKED_AT_ONCE = 3
Facts = Mapping[str, Mapping[str, Any]]  # the projection


@dataclass(frozen=True)
class Freshness:
    """`tone`: confirmed (jade), waiting (amber: wants confirming) or "". `by`: kind of source, in words."""

    words: str
    tone: str
    by: str
    stale: bool = False


def freshness(fact: Mapping[str, Any], half_life: int, today: date | None = None) -> Freshness:
    """`fact` is one of the projection; after `half_life` months it deserves to be asked again."""
    today = today or timezone.localdate()
    how, moment = last_said(fact)
    months = months_between(day_of(moment), today) if moment else 0
    by = str(SOURCES.get(fact.get("source", ""), ""))
    stale = moment is not None and _months_later(day_of(moment), half_life) <= today
    words = _said(how, months)
    if stale and how != IMPORTED:
        return Freshness(_("%(age)s, please confirm") % {"age": words}, "waiting", by, stale)
    tone = "confirmed" if how != IMPORTED and months <= 0 else ""
    return Freshness(words, tone, by, stale)


def last_said(fact: Mapping[str, Any]) -> tuple[str, datetime | None]:
    """How and when the value got its present standing: the organisation's own word counts before a list's."""
    changed, confirmed, imported = (_moment(fact.get(key)) for key in (CHANGED, CONFIRMED, IMPORTED))
    if confirmed:
        return (CHANGED if confirmed == changed else CONFIRMED), confirmed
    if imported:
        return IMPORTED, imported
    return CHANGED, changed


def due(key: str, fact: Mapping[str, Any]) -> datetime:
    """From when on it wants to be asked again. What only a list has said is due since the list said it."""
    confirmed = _moment(fact.get(CONFIRMED))
    if confirmed is None:
        return last_said(fact)[1] or datetime.min.replace(tzinfo=UTC)
    last_day = _months_later(day_of(confirmed), CATALOGUE[key].half_life)
    return timezone.make_aware(datetime.combine(last_day, time.min))


def ask_from(facts: Facts) -> datetime | None:
    """When the first of its facts is due to be asked again; None when there is nothing to ask."""
    return min((due(key, facts[key]) for key in _counted(facts)), default=None)


def grade(facts: Facts, now: datetime | None = None) -> str:
    """By what share of the record, each fact by its weight, is confirmed and not due again."""
    now = now or timezone.now()
    weights = {key: CATALOGUE[key].weight for key in _counted(facts)}
    if not any(facts[key].get(CONFIRMED) for key in weights):
        return UNCONFIRMED
    young = sum(
        weight for key, weight in weights.items() if facts[key].get(CONFIRMED) and due(key, facts[key]) > now
    )
    share = young / sum(weights.values())
    return FRESH if share >= FRESH_FROM else AGEING if share >= AGEING_FROM else STALE


def falls(facts: Facts, now: datetime | None = None) -> datetime | None:
    """When the grade of today will be lost if nobody confirms anything; None when it cannot fall further."""
    now = now or timezone.now()
    today = grade(facts, now)
    coming = sorted({moment for key in _counted(facts) if (moment := due(key, facts[key])) > now})
    return next((moment for moment in coming if grade(facts, moment) != today), None)


def to_reach(facts: Facts, wanted: str, at: datetime | None = None) -> int:
    """How few facts, confirmed now, would bring `wanted` (and keep it at `at`): the weightiest old ones first."""
    at = at or timezone.now()
    order = list(GRADES)
    said = timezone.now().isoformat()
    record = {key: dict(one) for key, one in facts.items()}
    old = sorted(
        (key for key in _counted(facts) if not facts[key].get(CONFIRMED) or due(key, facts[key]) <= at),
        key=lambda key: -CATALOGUE[key].weight,
    )
    for n, key in enumerate(["", *old]):
        if key:
            record[key][CONFIRMED] = said
        if order.index(grade(record, at)) <= order.index(wanted):
            return n
    return len(old)


def stalest(
    facts: Facts,
    count: int = ASKED_AT_ONCE,
    *,
    only: Iterable[str] | None = None,
    now: datetime | None = None,
) -> list[str]:
    """The fields to ask for: present, due, and may be answered behind a link; longest due first, then weightiest.

    `facts` are those that whoever is asked may see. `only` narrows the fields.
    """
    now = now or timezone.now()
    allowed = set(CATALOGUE if only is None else only)
    asked = [
        key
        for key, one in facts.items()
        if key in allowed and key in CATALOGUE and _may_be_asked(key) and due(key, one) <= now
    ]
    return sorted(asked, key=lambda key: (_wait(key, facts[key], now), list(CATALOGUE).index(key)))[:count]


def revision(facts: Facts, fields: Iterable[str]) -> str:
    """The standing of these facts: another value, or a newer word for the same one, is another revision."""
    said = [
        [key, one.get("v"), one.get(CHANGED), one.get(CONFIRMED)]
        for key in sorted(fields)
        for one in [facts.get(key, {})]
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _may_be_asked(key: str) -> bool:
    return CATALOGUE[key].by_link and bool(CATALOGUE[key].question)


def _wait(key: str, fact: Mapping[str, Any], now: datetime) -> float:
    """What nobody ever confirmed comes first; all by how much it matters, so that a phone comes before a nickname."""
    weight = max(CATALOGUE[key].weight, 0.5)
    if not fact.get(CONFIRMED):
        return -1_000_000 * weight
    return -(now - due(key, fact)).total_seconds() / 86_400 * weight


def _counted(facts: Facts) -> Iterator[str]:
    """What the grade is made of: facts that are there and matter. "There is none" is a fact, too."""
    return (key for key in facts if key in CATALOGUE and CATALOGUE[key].weight)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _said(how: str, months: int) -> str:
    if months <= 0:
        return {
            CHANGED: _("changed this month"),
            CONFIRMED: _("confirmed this month"),
            IMPORTED: _("imported this month"),
        }[how]
    words = {
        CHANGED: ngettext("changed %(n)s month ago", "changed %(n)s months ago", months),
        CONFIRMED: ngettext("confirmed %(n)s month ago", "confirmed %(n)s months ago", months),
        IMPORTED: ngettext("imported %(n)s month ago", "imported %(n)s months ago", months),
    }
    return words[how] % {"n": months}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def confirmed_words(moment: datetime | None, today: date | None = None) -> tuple[str, str]:
    """Words and tone for a whole record: when the organisation last confirmed or changed anything."""
    if moment is None:
        return "", ""
    months = months_between(day_of(moment), today or timezone.localdate())
    return _said(CONFIRMED, months), "confirmed" if months <= 0 else ""


def tone(grade: str) -> str:
    return _TONES.get(grade, "")


def grade_words(grade: str, confirmed: datetime | None) -> tuple[str, str]:
    """The grade of a record as (status, sentence with the date); the date is that of the last confirmation."""
    day = day_of(confirmed).isoformat() if confirmed else ""
    label = {
        FRESH: _("Fresh: confirmed on %(day)s"),
        AGEING: _("Ageing: last confirmed on %(day)s"),
        STALE: _("Out of date: last confirmed on %(day)s"),
        UNCONFIRMED: _("Not confirmed yet"),
    }[grade if confirmed else UNCONFIRMED]
    told = {
        FRESH: _("The organisation looked at most of this lately and said that it is right."),
        AGEING: _("Some of this has not been looked at for a while."),
        STALE: _("Most of this has not been confirmed for a long time. Ask before you rely on it."),
        UNCONFIRMED: _("This comes from a list. Nobody of the organisation has said yet that it is right."),
    }
    return label % {"day": day}, told[grade if confirmed else UNCONFIRMED]
