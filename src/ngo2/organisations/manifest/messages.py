"""Who hears of claims, corrections and memberships, and in which words."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ngo2.accounts.models import Person
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.types import MessageType, Recipient
from ngo2.organisations import remit_words
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.models import Assertion, Claim, Membership, Organisation, Partner

_WRITERS = (Membership.OWNER, Membership.EDITOR)


def _told(entry: Entry, *roles: str) -> list[Recipient]:
    """Members of these roles, without whoever did it."""
    found = Membership.objects.filter(
        organisation_id=int(entry.object_id), role__in=roles, suspended_at=None, person__is_active=True
    )
    rows = found.select_related("person").order_by("pk")
    return [Recipient(one.person) for one in rows if str(one.person_id) != entry.actor_id]


def _person(pk: Any) -> list[Recipient]:
    found = Person.objects.filter(pk=pk, is_active=True).first() if pk else None
    return [Recipient(found)] if found else []


def claimant(entry: Entry) -> list[Recipient]:
    return _person(entry.data.get("person"))


def deciders(entry: Entry) -> list[Recipient]:
    return _told(entry, *_WRITERS)


def owners(entry: Entry) -> list[Recipient]:
    return _told(entry, Membership.OWNER)


def the_member(entry: Entry) -> list[Recipient]:
    """Whose membership was changed; not when they did it themselves."""
    return [] if str(entry.data.get("person")) == entry.actor_id else _person(entry.data.get("person"))


def proposer(entry: Entry) -> list[Recipient]:
    proposal = Assertion.objects.filter(pk=entry.data.get("assertion")).first()
    return _person(proposal.person_id) if proposal else []


def colleagues_of_held(entry: Entry) -> list[Recipient]:
    """Other owners hear at once when somebody changes what others know them by."""
    return owners(entry)


def concerned_by_held(entry: Entry) -> list[Recipient]:
    """Who said it, and whoever else owns the record."""
    said = Assertion.objects.filter(pk=entry.data.get("assertion")).first()
    author = _person(said.person_id) if said else []
    known = {one.person.pk for one in author}
    return author + [one for one in owners(entry) if one.person.pk not in known]


def _partner(entry: Entry) -> str:
    """ "decided by X for NGO 2.0", where a partner did; a sentence of its own."""
    partner = Organisation.objects.filter(pk=entry.data.get("partner")).first()
    return _decided_by(partner.name) if partner else ""


def _decided_by(name: str) -> str:
    return gettext("Decided by “%(partner)s” for NGO 2.0.") % {"partner": name}


def _answer(entry: Entry) -> str:
    told = entry.private.filter(key="answer").first()
    return told.value if told else ""


def _sentences(*said: str) -> str:
    return " ".join(one for one in said if one)


def _named(entry: Entry) -> dict[str, object]:
    found = Organisation.objects.filter(pk=entry.object_id).first()
    return {"name": found.name if found else "–"}


def about_claim(entry: Entry) -> Mapping[str, object]:
    claim = Claim.objects.filter(pk=entry.data.get("claim")).first()
    return _named(entry) | {"answer": _sentences(claim.answer if claim else "", _partner(entry))}


def about_fields(entry: Entry) -> Mapping[str, object]:
    keys = entry.data.get("fields") or [entry.data.get("field", "")]
    labels = [str(CATALOGUE[key].label) for key in keys if key in CATALOGUE]
    answer = _sentences(_answer(entry), _partner(entry))
    return _named(entry) | {"facts": ", ".join(labels), "answer": answer}


def partners_people(entry: Entry) -> list[Recipient]:
    """Owners and editors of the partner, whose decision it was."""
    wanted = {"organisation": entry.data.get("partner"), "suspended_at": None, "person__is_active": True}
    found = Membership.objects.filter(role__in=_WRITERS, **wanted).select_related("person").order_by("pk")
    return [Recipient(one.person) for one in found]


def about_overruled(entry: Entry) -> Mapping[str, object]:
    field = entry.data.get("field", "")
    what = str(CATALOGUE[field].label) if field in CATALOGUE else gettext("a claim")
    return _named(entry) | {"what": what, "answer": _answer(entry)}


def about_partner(entry: Entry) -> Mapping[str, object]:
    """In words as of now: several changes of one afternoon say the same."""
    found = Partner.objects.filter(pk=entry.data.get("partner"), ended_at=None).first()
    if found is None:
        return _named(entry) | {"what": gettext("It looks after nothing any more. Thank you for your help.")}
    parts = remit_words.listed(found)
    said = gettext("It looks after: %(parts)s. What waits there for a decision stands under Today.")
    none = gettext("It is a partner now. What it looks after is still to be said.")
    return _named(entry) | {"what": said % {"parts": parts} if parts else none}


def about_member(entry: Entry) -> Mapping[str, object]:
    found = Person.objects.filter(pk=entry.data.get("person")).first()
    return _named(entry) | {"person": str(found) if found else "–"}


def _to(name: str) -> Any:
    return lambda entry: reverse(name, args=[entry.object_id])


CLAIM_APPROVED = MessageType(
    name="organisations.claim_approved",
    label=_("A record that you claimed is yours"),
    verbs=("organisations.claim.approved",),
    recipients=claimant,
    context=about_claim,
    subject=_("“%(name)s” is yours on NGO 2.0"),
    body=_(
        "You own the record of “%(name)s” from now on. %(answer)s\n\n"
        "Look whether everything is right, and invite a colleague, so that you are two."
    ),
    link=_to("organisations:edit"),
    mandatory=True,
)
CLAIM_DECLINED = MessageType(
    name="organisations.claim_declined",
    label=_("A record that you claimed was not given to you"),
    verbs=("organisations.claim.declined",),
    recipients=claimant,
    context=about_claim,
    subject=_("Your claim on “%(name)s” was declined"),
    body=_("You asked to run the record of “%(name)s”. The answer:\n\n%(answer)s\n\nYou may ask again."),
    link=_to("organisations:claim"),
    mandatory=True,
)
PROPOSAL_WAITING = MessageType(
    name="organisations.proposal_waiting",
    label=_("Somebody proposes a correction of your record"),
    verbs=("organisations.facts.proposed",),
    recipients=deciders,
    context=about_fields,
    subject=_("A correction for “%(name)s” waits for you"),
    body=_("Proposed: %(facts)s. Look at both values side by side, and take it or decline it by one press."),
    link=_to("organisations:proposals"),
)
PROPOSAL_DECIDED = MessageType(
    name="organisations.proposal_taken",
    label=_("A correction that you proposed was taken"),
    verbs=("organisations.proposal.accepted",),
    recipients=proposer,
    context=about_fields,
    subject=_("Your correction of “%(name)s” was taken"),
    body=_("Thank you: what you proposed (%(facts)s) is on the record now. %(answer)s"),
    link=_to("organisations:organisation"),
)
PROPOSAL_DECLINED = MessageType(
    name="organisations.proposal_declined",
    label=_("A correction that you proposed was declined"),
    verbs=("organisations.proposal.declined",),
    recipients=proposer,
    context=about_fields,
    subject=_("Your correction of “%(name)s” was not taken"),
    body=_(
        "Thank you all the same: what you proposed (%(facts)s) was looked at, and the record stays as it is. "
        "If you are sure, propose it again and say how you know. %(answer)s"
    ),
    link=_to("organisations:organisation"),
)
MEMBER_JOINED = MessageType(
    name="organisations.member_joined",
    label=_("Somebody joined your organisation"),
    verbs=("organisations.member.joined",),
    recipients=owners,
    context=about_member,
    subject=_("%(person)s joined “%(name)s”"),
    body=_(
        "%(person)s used an invitation and belongs to “%(name)s” now. "
        "If that was not meant so, suspend them under Members."
    ),
    link=_to("organisations:members"),
)
MEMBER_SUSPENDED = MessageType(
    name="organisations.member_suspended",
    label=_("You were suspended in an organisation, or removed"),
    verbs=("organisations.member.suspended", "organisations.member.left"),
    recipients=the_member,
    context=about_member,
    subject=_("You can no longer act for “%(name)s”"),
    body=_("An owner of “%(name)s” suspended or removed you. If you think that this is a mistake, ask them."),
    link=_to("organisations:organisation"),
    mandatory=True,
)
MEMBER_RETURNED = MessageType(
    name="organisations.member_returned",
    label=_("What you may do in an organisation has changed"),
    verbs=("organisations.member.returned", "organisations.member.changed"),
    recipients=the_member,
    context=about_member,
    subject=_("What you may do for “%(name)s” has changed"),
    body=_("An owner of “%(name)s” changed what you may do there. Under Members you see what it is now."),
    link=_to("organisations:members"),
)
HELD_WAITING = MessageType(
    name="organisations.held_waiting",
    label=_("Somebody changes the name, a number or the status of your organisation"),
    verbs=("organisations.facts.held",),
    recipients=colleagues_of_held,
    context=about_fields,
    subject=_("A change of “%(name)s” waits for a check"),
    body=_(
        "A colleague changed: %(facts)s. Others know you by it, so somebody looks at it before it shows. "
        "If you know nothing of it, take it back on the page below."
    ),
    link=_to("organisations:edit"),
    mandatory=True,
)
HELD_TAKEN = MessageType(
    name="organisations.held_taken",
    label=_("A change of your organisation was checked and taken"),
    verbs=("organisations.held.accepted",),
    recipients=concerned_by_held,
    context=about_fields,
    subject=_("Checked: the change of “%(name)s” shows now"),
    body=_("We looked at what you changed (%(facts)s), and it is on the record now. %(answer)s"),
    link=_to("organisations:edit"),
)
HELD_DECLINED = MessageType(
    name="organisations.held_declined",
    label=_("A change of your organisation was checked and not taken"),
    verbs=("organisations.held.declined",),
    recipients=concerned_by_held,
    context=about_fields,
    subject=_("The change of “%(name)s” was not taken"),
    body=_("You changed: %(facts)s. The record stays as it was. %(answer)s\n\nYou may change it again."),
    link=_to("organisations:edit"),
    mandatory=True,
)
PARTNER_OVERRULED = MessageType(
    name="organisations.partner_overruled",
    label=_("The platform team overruled a decision of your organisation as a partner"),
    verbs=("organisations.partner.overruled",),
    recipients=partners_people,
    context=about_overruled,
    subject=_("Your decision about “%(name)s” was overruled"),
    body=_(
        "Your organisation decided about “%(name)s” for NGO 2.0 (%(what)s). The platform team decided otherwise: "
        "%(answer)s"
    ),
    link=_to("organisations:organisation"),
)
PARTNER_BEGINS = MessageType(
    name="organisations.partner",
    label=_("What your organisation looks after for NGO 2.0"),
    verbs=("organisations.partner.made", "organisations.partner.changed", "organisations.partner.ended"),
    recipients=deciders,
    context=about_partner,
    subject=_("What “%(name)s” looks after for NGO 2.0"),
    body="%(what)s",
    link=lambda entry: reverse("queue:today"),
)
LEFT = MessageType(
    name="organisations.left",
    label=_("Your organisation left the directory"),
    verbs=("organisations.closed",),
    recipients=owners,
    context=_named,
    subject=_("“%(name)s” is not in the directory any more"),
    body=_(
        "Another owner or the platform team took “%(name)s” out of the directory. What it asked for or offered ends. "
        "If that is a mistake, one press opens it again."
    ),
    link=_to("organisations:reopen"),
    mandatory=True,
)
ALL = (
    LEFT,
    PARTNER_OVERRULED,
    PARTNER_BEGINS,
    HELD_WAITING,
    HELD_TAKEN,
    HELD_DECLINED,
    CLAIM_APPROVED,
    CLAIM_DECLINED,
    PROPOSAL_WAITING,
    PROPOSAL_DECIDED,
    PROPOSAL_DECLINED,
    MEMBER_JOINED,
    MEMBER_SUSPENDED,
    MEMBER_RETURNED,
)
