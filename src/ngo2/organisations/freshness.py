"""When a fact was changed, confirmed or imported, in words: three different dates, never mixed up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.kernel.ui.ages import day_of, months_between
from ngo2.organisations.facts.choices import SOURCES

CHANGED, CONFIRMED, IMPORTED = "changed", "confirmed", "imported"


@dataclass(frozen=True)
class Freshness:
    """`tone`: confirmed (jade), waiting (amber: wants confirming) or "". `by`: kind of source, in words."""

    words: str
    tone: str
    by: str
    stale: bool = False


def freshness(fact: Mapping[str, Any], half_life: int, today: date | None = None) -> Freshness:
    """`fact` is one of the projection; after `half_life` months it deserves to be asked again."""
    how, moment = last_said(fact)
    months = months_between(day_of(moment), today or timezone.localdate()) if moment else 0
    by = str(SOURCES.get(fact.get("source", ""), ""))
    stale = months >= half_life
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
