"""What waits for a decision: claims that a person has to look at, corrections, changes that are held.

Staff see all of it, a partner its part (`remits.py`), and owners what is proposed about their own records.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ngo2.accounts.models import Person
from ngo2.kernel.queue.kinds import Action, Item, ItemKind, staff_only, the_team
from ngo2.kernel.queue.rows import Rows
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import member_words, queries, remits
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.manifest import ready
from ngo2.organisations.models import Assertion, Claim, Membership, Organisation
from ngo2.organisations.services import decide_claim, decide_proposal
from ngo2.organisations.views.proposals import said_of

SHOWN = 2  # corrections of one record that the list tells
_DECIDERS = (Membership.OWNER, Membership.EDITOR)


def team_or_partner(person: Any) -> bool:
    """`may_decide` for what a partner decides in its part."""
    return staff_only(person) or bool(remits.partners_of(person))


def deciders(key: str) -> list[Any]:
    """The team, and everybody who decides for a partner; whom it concerns is narrowed by the items themselves."""
    partners = Person.objects.filter(
        is_active=True,
        memberships__role__in=_DECIDERS,
        memberships__suspended_at=None,
        memberships__organisation__partnerships__ended_at=None,
        memberships__organisation__partnerships__isnull=False,
    )
    return [*the_team(), *partners.exclude(is_staff=True).distinct().order_by("pk")]


def in_part(found: QuerySet[Any], person: Any, to_record: str = "") -> QuerySet[Any]:
    """All of it for staff, else what this person's partners look after."""
    return found if staff_only(person) else remits.within(found, remits.partners_of(person), to_record)


# Claims


def claims_for(person: Any) -> QuerySet[Claim]:
    found = queries.claims_waiting().filter(proof__in=[Claim.DOCUMENT, Claim.STAFF])
    if staff_only(person):
        return found
    partners = remits.partners_of(person)
    ours = remits.within(found, partners, "organisation__")
    return ours.exclude(person__in=remits.people_of(partners))


def claims(person: Any) -> Rows:
    return Rows(claims_for(person), _claim)


def _claim(one: Claim) -> Item:
    shown = _("A document is attached.") if one.document else ""
    return Item(
        key=str(one.pk),
        title=_("%(person)s wants to run “%(name)s”") % {"person": one.person, "name": one.organisation.name},
        why=" ".join(part for part in (one.note, shown) if part),
        since=one.made_at,
        url=reverse("organisations:decide_claim", args=[one.pk]),
        action=_("Look and decide"),
        divisions=_areas(one.organisation),
        causes=_causes(one.organisation),
        fills={"name": one.organisation.name, "person": str(one.person)},
        language=one.person.language,
    )


def _the_claim(key: str) -> Claim:
    found = Claim.objects.select_related("organisation", "person").filter(pk=_number(key)).first()
    if found is None:
        raise Hidden("claim")
    return found


def approve(actor: Actor, key: str, answer: str) -> str:
    claim = decide_claim(actor, _the_claim(key), accept=True, answer=answer)
    return _("Approved: %(name)s owns the record.") % {"name": claim.person}


def decline(actor: Actor, key: str, answer: str) -> str:
    claim = decide_claim(actor, _the_claim(key), accept=False, answer=answer)
    return _("Declined, and told to %(name)s.") % {"name": claim.person}


# Corrections


def orphan_proposals(person: Any) -> Rows:
    """Corrections of records that nobody runs."""
    found = in_part(queries.with_proposals().filter(claimed_at=None), person)
    return Rows(queries.and_proposals(found), partial(_proposals, person=person))


def own_proposals(person: Any) -> Rows:
    """Corrections of records that this person may change."""
    found = queries.with_proposals().filter(pk__in=queries.edited_by(person))
    return Rows(queries.and_proposals(found), _proposals)


def edits_something(person: Any) -> bool:
    return bool(person.is_active and queries.edited_by(person).exists())


def editors(key: str) -> Iterable[Any]:
    """Whoever may change that record; with "" of any record for which corrections wait."""
    records = Organisation.objects.filter(pk=_number(key)) if key else queries.with_proposals()
    return Person.objects.filter(
        is_active=True,
        memberships__role__in=_DECIDERS,
        memberships__suspended_at=None,
        memberships__organisation__in=records.order_by().values("pk"),
    ).distinct().order_by("pk")  # fmt: skip


def _proposals(one: Any, *, person: Any = None) -> Item:
    """`person`: who decides without belonging to it; to members their own record is told whole."""
    words = ngettext("%(n)s correction of “%(name)s”", "%(n)s corrections of “%(name)s”", one.proposed)
    return Item(
        key=str(one.pk),
        title=words % {"n": one.proposed, "name": one.name},
        why=_what(remits.as_told(person, one) if person else one),
        since=one.proposed_since,
        url=reverse("organisations:proposals", args=[one.pk]),
        action=_("Compare and decide"),
        divisions=_areas(one),
        causes=_causes(one),
        suggested="take" if one.proposed == 1 else "",
        fills={"name": one.name},
    )


def _what(record: Any) -> str:
    """Before → after of the first ones, with why; the rest on its page."""
    said = [
        f"{CATALOGUE[one.field].label}: {_both(record, one)}" + (f" ({one.note})" if one.note else "")
        for one in record.proposals_now[:SHOWN]
    ]
    more = len(record.proposals_now) - SHOWN
    return "; ".join(said) + (f" +{more}" if more > 0 else "")


def _decide_all(actor: Actor, key: str, answer: str, *, accept: bool) -> str:
    """Every correction of one record. One that somebody else decided meanwhile stops none of the others."""
    record = Organisation.objects.filter(pk=_number(key), state=Organisation.ACTIVE).first()
    if record is None:
        raise Hidden("organisation")
    waiting = list(queries.proposals_waiting(record))
    done, last = [], Refused(_("Somebody has decided this already. Load the page again to see how."))
    for one in waiting:
        try:
            done.append(decide_proposal(actor, one, accept=accept, answer=answer))
        except Refused as refusal:
            last = refusal
    if not done:
        raise last
    return " ".join(said_of(one) for one in done)


def take_all(actor: Actor, key: str, answer: str) -> str:
    return _decide_all(actor, key, answer, accept=True)


def decline_all(actor: Actor, key: str, answer: str) -> str:
    return _decide_all(actor, key, answer, accept=False)


# Held changes


def held(person: Any) -> Rows:
    return Rows(in_part(queries.all_held(), person, "organisation__"), partial(_held, person=person))


def _held(one: Assertion, *, person: Any) -> Item:
    record, label = remits.as_told(person, one.organisation), CATALOGUE[one.field].label
    return Item(
        key=str(one.pk),
        title=_("“%(name)s” changes: %(fact)s") % {"name": record.name, "fact": label},
        why=_both(record, one),
        since=one.at,
        url=reverse("organisations:proposals", args=[record.pk]),
        action=_("Compare and decide"),
        divisions=_areas(record),
        causes=_causes(record),
        suggested="take",
        fills={"name": record.name, "fact": str(label)},
        language=one.person.language if one.person else "",
    )


def _both(record: Organisation, said: Assertion) -> str:
    now = record.facts.get(said.field)
    before = _in_words(record, said.field, now["v"]) if now else "–"
    return f"{before} → {_in_words(record, said.field, said.value)}"


def _in_words(record: Organisation, field: str, value: Any) -> str:
    words = member_words.said(field, value, record.country)
    return words.text or _(", ").join(one.text for one in words.items)


def _the_held(key: str) -> Assertion:
    found = Assertion.objects.select_related("organisation", "person").filter(pk=_number(key)).first()
    if found is None:
        raise Hidden("assertion")
    return found


def take(actor: Actor, key: str, answer: str) -> str:
    return said_of(decide_proposal(actor, _the_held(key), accept=True, answer=answer))


def leave(actor: Actor, key: str, answer: str) -> str:
    return said_of(decide_proposal(actor, _the_held(key), accept=False, answer=answer))


def _number(key: str) -> int:
    """Of what an address or a form says; 0 is nobody's."""
    return int(key) if key.isdecimal() and key.isascii() and len(key) < 18 else 0


def _areas(record: Organisation) -> tuple[str, ...]:
    return tuple(code for code in (record.area1, record.area2, record.area3) if code)


def _causes(record: Organisation) -> tuple[str, ...]:
    return tuple((record.facts.get("causes") or {}).get("v") or ())


_NAME = {"name": gettext_lazy("the name of the record")}
_TAKE, _DECLINE = gettext_lazy("Take it"), gettext_lazy("Decline")
_BOTH = (
    Action("take", gettext_lazy("Take all of it"), take_all, answers=True),
    Action("decline", _DECLINE, decline_all, safe=True, answers=True),
)
CLAIMS = ItemKind(
    "organisations.claims",
    gettext_lazy("claims"),
    claims,
    team_or_partner,
    actions=(
        Action("approve", gettext_lazy("Yes, it is theirs"), approve, answers=True, careful=True),
        Action(
            "decline",
            gettext_lazy("Decline with this answer"),
            decline,
            answers=True,
            needs_words=True,
        ),
    ),
    replies=ready.CLAIMS,
    deciders=deciders,
    seconds=120,
    fills=_NAME | {"person": gettext_lazy("the name of whoever asks")},
)
ORPHANS = ItemKind(
    "organisations.orphan_proposals",
    gettext_lazy("corrections without an owner"),
    orphan_proposals,
    team_or_partner,
    actions=_BOTH,
    replies=ready.PROPOSALS,
    deciders=deciders,
    fills=_NAME,
)
OWN = ItemKind(
    "organisations.own_proposals",
    gettext_lazy("corrections of your records"),
    own_proposals,
    edits_something,
    actions=_BOTH,
    replies=ready.PROPOSALS,
    deciders=editors,
    fills=_NAME,
)
HELD = ItemKind(
    "organisations.held",
    gettext_lazy("changes of names, numbers and status"),
    held,
    team_or_partner,
    actions=(
        Action("take", _TAKE, take, answers=True),
        Action("decline", _DECLINE, leave, answers=True),
    ),
    replies=ready.HELD,
    deciders=deciders,
    seconds=45,
    fills=_NAME | {"fact": gettext_lazy("what they changed")},
)
ALL = (CLAIMS, ORPHANS, OWN, HELD)
