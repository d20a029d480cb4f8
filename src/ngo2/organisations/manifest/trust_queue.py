"""Checks, hand-overs and reported words that wait for the platform team or a partner."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.kernel.queue.kinds import Action, Item, ItemKind, Ready, staff_only
from ngo2.lib.actors import Actor
from ngo2.organisations import queries, remits
from ngo2.organisations.forms.trust import CHECK_REPLIES, HANDOVER_REPLIES, HOWS
from ngo2.organisations.models import Handover, Organisation, Verification, Vouch
from ngo2.organisations.services import checks, handovers, vouches

WITHIN = timedelta(days=7)  # what the page of a hand-over promises


def staff_or_partner(person: Any) -> bool:
    return staff_only(person) or bool(remits.partners_of(person))


def checks_waiting(person: Any) -> Iterator[Item]:
    for one in _of_theirs(person, queries.checks_waiting()):
        again = one.until is not None
        yield Item(
            key=str(one.pk),
            title=(
                _("Look at “%(name)s” again: name, code or status changed")
                if again
                else _("Check who “%(name)s” is")
            )
            % {"name": one.organisation.name},
            why=" ".join(part for part in (str(HOWS[one.how]), one.note, _same(one)) if part),
            since=one.made_at,
            url=reverse("organisations:decide_check", args=[one.pk]),
            action=_("Compare and decide"),
            suggested="renew" if one.renews else "",
            **_where(one.organisation),
        )


def _same(check: Any) -> str:
    if not check.renews:
        return ""
    words = _(
        "It counts now by the same page, %(page)s, and nothing has changed since. Does it still stand there?"
    )
    return words % {"page": check.source_url}


def handovers_waiting(person: Any) -> Iterator[Item]:
    ours = remits.people_of(remits.partners_of(person))  # what colleagues ask for is the team's affair
    for one in _of_theirs(person, queries.handovers_to_decide()).exclude(person__in=ours):
        yield Item(
            key=str(one.pk),
            title=_("%(person)s asks to take over “%(name)s”")
            % {"person": one.person, "name": one.organisation.name},
            why=" ".join((*one.note.split("\n"), _("A document is attached."))),
            since=one.made_at,
            deadline=timezone.localdate(one.made_at + WITHIN),
            url=reverse("organisations:decide_handover", args=[one.pk]),
            action=_("Look and decide"),
            **_where(one.organisation),
        )


def vouches_reported(person: Any) -> Iterator[Item]:
    for one in queries.vouches_reported():
        yield Item(
            key=str(one.pk),
            title=_("“%(name)s” reports what “%(by)s” says of it")
            % {"name": one.organisation.name, "by": one.by.name},
            why=one.note,
            since=one.at,
            url=reverse("organisations:judge_vouch", args=[one.pk]),
            action=_("Look and decide"),
            **_where(one.organisation),
        )


def renew_check(actor: Actor, key: str, answer: str) -> str:
    check = checks.renew_check(actor, Verification.objects.select_related("organisation").get(pk=key))
    return _("Verified until %(day)s.") % {"day": check.until}


def decline_check(actor: Actor, key: str, answer: str) -> object:
    return checks.decide_check(actor, Verification.objects.get(pk=key), accept=False, answer=answer)


def decline_handover(actor: Actor, key: str, answer: str) -> object:
    return handovers.decide_handover(actor, Handover.objects.get(pk=key), accept=False, answer=answer)


def keep_vouch(actor: Actor, key: str, answer: str) -> None:
    vouches.keep_vouch(actor, Vouch.objects.get(pk=key))


def remove_vouch(actor: Actor, key: str, answer: str) -> None:
    vouches.withdraw_vouch(actor, Vouch.objects.get(pk=key))


def _of_theirs(person: Any, waiting: Any) -> Any:
    """What the team sees whole and a partner in part; nobody decides about the organisations that they belong to."""
    if not staff_only(person):
        waiting = remits.within(waiting, remits.partners_of(person), "organisation__")
    return waiting.exclude(
        organisation__memberships__in=person.memberships.filter(suspended_at=None).values("pk")
    )


def _where(record: Organisation) -> dict[str, Any]:
    areas = (record.area1, record.area2, record.area3)
    return {
        "divisions": tuple(code for code in areas if code),
        "causes": tuple((record.facts.get("causes") or {}).get("v") or ()),
    }


def _ready(replies: dict[str, Any]) -> tuple[Ready, ...]:
    return tuple(Ready(name, text) for name, text in replies.items())


_DECLINE = gettext_lazy("Decline with this answer")
ALL = (
    ItemKind(
        "organisations.checks",
        gettext_lazy("checks of identity"),
        checks_waiting,
        staff_or_partner,
        (
            Action("renew", gettext_lazy("It still stands there: a year more"), renew_check, at_times=True),
            Action("decline", _DECLINE, decline_check, answers=True, needs_words=True),
        ),
        _ready(CHECK_REPLIES),
        seconds=120,
    ),
    ItemKind(
        "organisations.handovers",
        gettext_lazy("hand-overs"),
        handovers_waiting,
        staff_or_partner,
        (Action("decline", _DECLINE, decline_handover, answers=True, needs_words=True),),
        _ready(HANDOVER_REPLIES),
        seconds=180,
    ),
    ItemKind(
        "organisations.vouches",
        gettext_lazy("reported words"),
        vouches_reported,
        staff_only,
        (
            Action("keep", gettext_lazy("It may stay"), keep_vouch),
            Action("remove", gettext_lazy("Take it off the page"), remove_vouch),
        ),
    ),
)
