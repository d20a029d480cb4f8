"""Claim an unclaimed record: by a code sent to the record's own phone or e-mail, by a document, or by a staff decision."""

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import spend
from ngo2.kernel.notify.services import send_now
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import codes
from ngo2.organisations.models import Claim, Membership, Organisation
from ngo2.organisations.services.members import add_member

_SALT = "claim"
_CODE_LIVES = timedelta(minutes=15)
_TRIES = 5
CHANNELS = {"phone": "sms", "email": "email"}


def addresses(organisation: Organisation) -> dict[str, str]:
    """The record's own addresses that a code can go to: {"phone": value, "email": value}."""
    found = {kind: organisation.facts.get(kind, {}).get("v") for kind in CHANNELS}
    return {kind: value for kind, value in found.items() if value}


def claim_by_code(actor: Actor, organisation: Organisation, *, address_kind: str) -> tuple[Claim, str]:
    """Send a code to the record's own phone or e-mail; returns the claim and the code (shown only by the demo)."""
    address = addresses(organisation).get(address_kind)
    if address is None:
        raise Refused(_("This record holds no such address. Choose another way to show that it is yours."))
    spend("organisations.claim", f"person:{actor.person and actor.person.pk}", 10, timedelta(hours=1))
    spend("organisations.claim", organisation.scope, 5, timedelta(hours=1))
    code = codes.new_digits()
    claim = _open_claim(actor, organisation, proof=Claim.CODE, address_kind=address_kind)
    Claim.objects.filter(pk=claim.pk).update(
        code_digest=codes.digest(code, f"{_SALT}.{claim.pk}"), code_until=timezone.now() + _CODE_LIVES, code_tries=0
    )
    send_now(
        CHANNELS[address_kind],
        address,
        gettext("Code to run a record on NGO 2.0"),
        gettext(
            "Somebody wants to run the record of “%(name)s”. If that is you or your colleague, enter this code: %(code)s. "
            "If not, tell nobody the code and do nothing."
        )
        % {"name": organisation.name, "code": code},
    )
    return claim, code


def claim_by_document(actor: Actor, organisation: Organisation, *, document: uuid.UUID, note: str = "") -> Claim:
    return _open_claim(actor, organisation, proof=Claim.DOCUMENT, document=document, note=note)


def claim_by_staff(actor: Actor, organisation: Organisation, *, note: str) -> Claim:
    if not note.strip():
        raise Refused(_("Tell us in a sentence how you belong to this organisation, and how we can check it."), field="note")
    return _open_claim(actor, organisation, proof=Claim.STAFF, note=note)


def enter_code(actor: Actor, claim: Claim, *, code: str) -> Membership:
    """The right code makes the person the owner at once. Five tries, then a new code is needed."""
    if actor.person is None or claim.person_id != actor.person.pk:
        raise Hidden("claim")
    live = Claim.objects.filter(
        pk=claim.pk, state=Claim.WAITING, code_until__gt=timezone.now(), code_tries__lt=_TRIES
    )
    if not live.update(code_tries=F("code_tries") + 1):
        raise Refused(_("This code is too old, or was tried too often. Ask for a new code."), field="code")
    claim.refresh_from_db()
    if not codes.matches(code, f"{_SALT}.{claim.pk}", claim.code_digest):
        raise Refused(_("That is not the code. Look again; you can try a few more times."), field="code")
    with transaction.atomic():
        return _approve(actor, claim, "")


def decide_claim(actor: Actor, claim: Claim, *, accept: bool, answer: str = "") -> Claim:
    """Staff look at the document or the note. The answer is told to the person."""
    authorise(actor, "organisations.decide_claim", claim)
    with transaction.atomic():
        if accept:
            _approve(actor, claim, answer)
        else:
            if not answer.strip():
                raise Refused(_("Tell the person why, and what would help."), field="answer")
            _close(actor, claim, Claim.DECLINED, answer)
            _tell(actor, "organisations.claim.declined", claim)
    claim.refresh_from_db()
    return claim


def cancel_claim(actor: Actor, claim: Claim) -> None:
    if actor.person is None or claim.person_id != actor.person.pk:
        raise Hidden("claim")
    with transaction.atomic():
        _close(actor, claim, Claim.CANCELLED, "")
        _tell(actor, "organisations.claim.cancelled", claim)


def _open_claim(
    actor: Actor,
    organisation: Organisation,
    *,
    proof: str,
    address_kind: str = "",
    document: uuid.UUID | None = None,
    note: str = "",
) -> Claim:
    """The person's waiting claim on this record, made or turned to this proof."""
    authorise(actor, "organisations.claim", organisation)
    if organisation.claimed_at is not None:
        raise Refused(_("Somebody runs this record already. Ask them to invite you, or write to us if they have left."))
    details = {"proof": proof, "address_kind": address_kind, "document": document, "note": note.strip()[:500]}
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                organisation=organisation, person=actor.person, made_at=timezone.now(), **details
            )
            _tell(actor, "organisations.claim.made", claim)
            return claim
    except IntegrityError:
        Claim.objects.filter(organisation=organisation, person=actor.person, state=Claim.WAITING).update(**details)
        return Claim.objects.select_related("organisation").get(
            organisation=organisation, person=actor.person, state=Claim.WAITING
        )


def _approve(actor: Actor, claim: Claim, answer: str) -> Membership:
    _close(actor, claim, Claim.APPROVED, answer)
    unclaimed = Organisation.objects.filter(pk=claim.organisation_id, claimed_at=None)
    if not unclaimed.update(claimed_at=timezone.now()):  # of two claims at once, one wins
        raise Refused(_("Somebody else has shown in the meantime that this record is theirs. Ask them to invite you."))
    membership = add_member(actor, claim.organisation, claim.person, Membership.OWNER)
    _tell(actor, "organisations.claim.approved", claim)
    return membership


def _close(actor: Actor, claim: Claim, state: str, answer: str) -> None:
    rows = Claim.objects.filter(pk=claim.pk, state=Claim.WAITING)
    if not rows.update(
        state=state, answer=answer.strip()[:500], decided_at=timezone.now(), decided_by=actor.person, code_digest=""
    ):
        raise Refused(_("Somebody has decided this already. Load the page again to see how."))


def _tell(actor: Actor, verb: str, claim: Claim) -> None:
    data = {"claim": claim.pk, "person": claim.person_id, "proof": claim.proof}
    record(actor, verb, claim.organisation, scope=claim.organisation.scope, data=data)
