"""Partners, and what they decided, of every kind in one list, latest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.organisations import member_words
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.models import (
    Assertion,
    Claim,
    Handover,
    Likeness,
    Merge,
    Organisation,
    Partner,
    Verification,
)
from ngo2.organisations.words import Words


@dataclass(frozen=True)
class Decision:
    """One line: `taken` says how it was decided; `value` is what was asked for, in words; `url` where it is turned."""

    row: Any
    at: Any
    by: Any
    title: str
    value: Words | None
    taken: bool
    url: str


def partner_now(organisation: Organisation) -> Partner | None:
    """The partnership of this organisation, with what it looks after, while it lasts."""
    found = Partner.objects.filter(organisation=organisation, ended_at=None)
    return found.prefetch_related("remits").first()


def running() -> QuerySet[Partner]:
    found = Partner.objects.filter(ended_at=None).select_related("organisation")
    return found.prefetch_related("remits").order_by("organisation__name", "pk")


def ended() -> QuerySet[Partner]:
    return Partner.objects.exclude(ended_at=None).select_related("organisation").order_by("-ended_at")


def decisions_count() -> int:
    return sum(one.decided().count() for one in SOURCES.values())


def decisions() -> QuerySet[Any]:
    """(what, primary key, when), so that all kinds stand in one order and no more than a page is loaded."""
    first, *others = (
        one.decided()
        .order_by()
        .annotate(what=Value(what, CharField()), row=F("pk"))
        .values_list("what", "row", one.when)
        for what, one in SOURCES.items()
    )
    return first.union(*others, all=True).order_by(f"-{SOURCES['claim'].when}", "-row")


def lines(found: Iterable[tuple[str, int, Any]]) -> list[Decision]:
    """In the same order. One question to the database for each kind among them."""
    wanted = [(what, pk) for what, pk, _at in found]
    rows: dict[tuple[str, int], Any] = {}
    for what in {what for what, _pk in wanted}:
        source = SOURCES[what]
        some = source.decided().filter(pk__in=[pk for one, pk in wanted if one == what])
        rows |= {(what, row.pk): row for row in some.select_related(*source.related)}
    return [SOURCES[what].line(rows[what, pk]) for what, pk in wanted if (what, pk) in rows]


def line(what: str, row: Any) -> Decision:
    return SOURCES[what].line(row)


@dataclass(frozen=True)
class _Source:
    """`words(row)` gives the title, what was asked for, and whether it was taken."""

    model: Any
    page: str
    words: Callable[[Any], tuple[str, Words | None, bool]]
    related: tuple[str, ...] = ("organisation", "decided_by", "decided_for")
    when: str = "decided_at"
    by: str = "decided_by"
    named: str = ""  # of the page's address, where it holds a word before the number

    def decided(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model._default_manager.exclude(decided_for=None)
        return found.exclude(**{self.when: None})

    def line(self, row: Any) -> Decision:
        title, value, taken = self.words(row)
        url = reverse(self.page, args=[*filter(None, [self.named]), row.pk])
        return Decision(row, getattr(row, self.when), getattr(row, self.by), title, value, taken, url)


def _claim(row: Claim) -> tuple[str, None, bool]:
    said = _("%(person)s wants to run “%(name)s”")
    return said % {"person": row.person, "name": row.organisation.name}, None, row.state == Claim.APPROVED


def _fact(row: Assertion) -> tuple[str, Words, bool]:
    title = _("“%(name)s”: %(fact)s") % {
        "name": row.organisation.name,
        "fact": CATALOGUE[row.field].label,
    }
    value = member_words.said(row.field, row.value, row.organisation.country)
    return title, value, row.state == Assertion.ACCEPTED


def _check(row: Verification) -> tuple[str, None, bool]:
    title = _("The identity of “%(name)s”") % {"name": row.organisation.name}
    return title, None, row.state == Verification.VALID


def _handover(row: Handover) -> tuple[str, None, bool]:
    title = _("%(person)s asks for “%(name)s” to be handed over")
    taken = row.state in {Handover.COOLING, Handover.DONE}
    return title % {"person": row.person, "name": row.organisation.name}, None, taken


def _merge(row: Merge) -> tuple[str, None, bool]:
    title = _("“%(gone)s” was joined with “%(kept)s”") % {"gone": row.gone.name, "kept": row.kept.name}
    return title, None, row.undone_at is None


def _likeness(row: Likeness) -> tuple[str, None, bool]:
    title = _("“%(first)s” and “%(second)s” are one organisation")
    return title % {"first": row.first.name, "second": row.second.name}, None, row.state == Likeness.MERGED


_PERSON = ("organisation", "person", "decided_by", "decided_for")
SOURCES = {
    "claim": _Source(Claim, "organisations:overrule", _claim, _PERSON, named="claim"),
    "fact": _Source(Assertion, "organisations:overrule", _fact, _PERSON, named="fact"),
    "check": _Source(Verification, "organisations:decide_check", _check),
    "handover": _Source(Handover, "organisations:decide_handover", _handover, _PERSON),
    "merge": _Source(
        Merge,
        "organisations:undo_merge",
        _merge,
        ("kept", "gone", "person", "decided_for"),
        when="at",
        by="person",
    ),
    "likeness": _Source(
        Likeness, "organisations:likeness", _likeness, ("first", "second", "decided_by", "decided_for")
    ),
}
