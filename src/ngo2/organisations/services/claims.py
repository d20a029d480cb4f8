"""Claim an unclaimed record: by a code to its own phone or e-mail, by a document, or by a staff decision."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.files.models import File
from ngo2.kernel.files.services import delete_file, keep_document
from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import spend
from ngo2.kernel.notify.services import heal, send_now
from ngo2.lib import phones
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import codes, remits
from ngo2.organisations.models import Claim, Membership, Organisation
from ngo2.organisations.services.members import add_member
from ngo2.organisations.services.standing import locked

CHANNELS = {"phone": "sms", "email": "email"}
CODE_LIVES = timedelta(minutes=15)
TRIES = 5
PAUSE = timedelta(seconds=30)  # a second press within it sends nothing new
LONGEST = 500  # characters of a note or an answer
_SALT = "claim"
_HOUR = timedelta(hours=1)


def addresses(organisation: Organisation) -> dict[str, str]:
    """The record's own addresses that a code can go to: {"phone": value, "email": value}; no landlines."""
    found = {kind: organisation.facts.get(kind, {}).get("v") for kind in CHANNELS}
    return {
        kind: value for kind, value in found.items() if value and (kind != "phone" or phones.is_mobile(value))
    }


def claim_by_code(actor: Actor, organisation: Organisation, *, address_kind: str) -> tuple[Claim, str]:
    """Send a code to the record's own phone or e-mail; returns the claim and the code (for the demo only).

    Call it outside a transaction, as it speaks to other machines.
    """
    _authorise(actor, organisation)
    address = addresses(organisation).get(address_kind)
    if address is None:
        raise Refused(
            _("This record holds no such address. Choose another way to show that it is yours."), field="way"
        )
    claim = _open_claim(actor, organisation, proof=Claim.CODE)
    code = codes.new_digits()
    _keep_code(actor, claim, code, address_kind)
    try:
        with override("zh-hans" if organisation.country == "CN" else "en"):
            send_now(CHANNELS[address_kind], address, *_letter(organisation, code))
    except Refused:
        Claim.objects.filter(pk=claim.pk).update(code_digest="", code_until=None)
        raise
    return claim, code


def claim_by_document(actor: Actor, organisation: Organisation, *, upload: Upload, note: str = "") -> Claim:
    """A photo or PDF that only this person, the team and the partner can open. Call it outside a transaction."""
    _authorise(actor, organisation)
    spend("organisations.claim.document", f"person:{actor.id}", 10, _HOUR)
    before = Claim.objects.filter(organisation=organisation, person=actor.person, state=Claim.WAITING).first()
    kept = keep_document(actor, document_scope(organisation.pk, actor.id), upload, purpose="claim")
    claim = _open_claim(actor, organisation, proof=Claim.DOCUMENT, document=kept.pk, note=_short(note))
    if before is not None and before.document:  # the better photo takes its place
        for old in File.objects.filter(pk=before.document, deleted_at=None):
            delete_file(actor, old)
    return claim


def claim_by_staff(actor: Actor, organisation: Organisation, *, note: str) -> Claim:
    _authorise(actor, organisation)
    if not note.strip():
        raise Refused(
            _("Tell us in a sentence how you belong to this organisation, and how we can check it."),
            field="note",
        )
    return _open_claim(actor, organisation, proof=Claim.STAFF, note=_short(note))


def enter_code(actor: Actor, claim: Claim, *, code: str) -> Membership:
    """The right code makes the person the owner at once. Five tries, then a new code is needed.

    Call it outside a transaction: a try that was wrong must stay counted.
    """
    _own(actor, claim)
    live = Claim.objects.filter(
        pk=claim.pk, state=Claim.WAITING, code_until__gt=timezone.now(), code_tries__lt=TRIES
    ).exclude(code_digest="")
    if not live.update(code_tries=F("code_tries") + 1):
        raise Refused(
            _("This code is too old, or was tried too often. Ask for a new code."), field="code", code="gone"
        )
    claim.refresh_from_db()
    if not codes.matches(code, f"{_SALT}.{claim.pk}", claim.code_digest):
        raise Refused(
            _("That is not the code. Look again; you can try a few more times."), field="code", code="wrong"
        )
    with transaction.atomic():
        if proved := addresses(claim.organisation).get(claim.address_kind):
            heal(proved)
        return _approve(actor, claim, "")


def decide_claim(actor: Actor, claim: Claim, *, accept: bool, answer: str = "") -> Claim:
    """Staff look at the document or the note, or the partner of that part. The answer is told to the person."""
    authorise(actor, "organisations.decide_claim", claim.organisation)
    if not remits.may_judge(actor.person, claim.person_id):
        raise Hidden("claim")
    if not accept and not answer.strip():
        raise Refused(_("Tell the person why, and what would help."), field="answer")
    partner = remits.decides_for(actor, claim.organisation)
    with transaction.atomic():
        if accept:
            _approve(actor, claim, answer, partner)
        else:
            _close(actor, claim, Claim.DECLINED, answer, partner)
            _tell(actor, "organisations.claim.declined", claim)
    claim.refresh_from_db()
    return claim


def give_after_all(actor: Actor, claim: Claim, *, answer: str = "") -> Claim:
    """A claim that was declined is taken all the same. Called by whoever has checked that they may overrule."""
    reopened = Claim.objects.filter(pk=claim.pk, state=Claim.DECLINED)
    try:
        with transaction.atomic():
            if not reopened.update(state=Claim.WAITING):
                raise Refused(_("Somebody has decided this already. Load the page again to see how."))
            _approve(actor, claim, answer)
    except IntegrityError:
        raise Refused(
            _("They have asked again meanwhile. Decide about the new claim; it stands under Today."),
            code="asked_again",
        ) from None
    claim.refresh_from_db()
    return claim


def take_back(actor: Actor, claim: Claim, *, answer: str) -> Claim:
    """The record is nobody's again. Called by whoever has checked that they may overrule, and that it can be undone."""
    taken = Claim.objects.filter(pk=claim.pk, state=Claim.APPROVED)
    with transaction.atomic():
        organisation = locked(claim.organisation_id)
        now = timezone.now()
        fresh = {"decided_at": now, "decided_by": actor.person, "decided_for": None, "answer": _short(answer)}
        if not taken.update(state=Claim.DECLINED, **fresh):
            raise Refused(_("Somebody has decided this already. Load the page again to see how."))
        Membership.objects.filter(organisation=organisation, person=claim.person_id).delete()
        Organisation.objects.filter(pk=organisation.pk).update(claimed_at=None)
        _tell(actor, "organisations.claim.declined", claim)
    claim.refresh_from_db()
    return claim


def cancel_claim(actor: Actor, claim: Claim) -> None:
    _own(actor, claim)
    with transaction.atomic():
        _close(actor, claim, Claim.CANCELLED, "")
        _tell(actor, "organisations.claim.cancelled", claim)


def document_scope(organisation_pk: int, person_pk: object) -> str:
    """Whose files: what one person shows for one record."""
    return f"claim:{organisation_pk}.{person_pk}"


def _authorise(actor: Actor, organisation: Organisation) -> None:
    authorise(actor, "organisations.claim", organisation)
    if organisation.state != Organisation.ACTIVE:
        raise Hidden("organisation")
    if organisation.claimed_at is not None:
        raise Refused(
            _(
                "Somebody runs this record already. Ask them to invite you, or ask for a hand-over if they have left."
            ),
            code="claimed",
        )


def _own(actor: Actor, claim: Claim) -> None:
    if actor.person is None or not actor.person.is_active or claim.person_id != actor.person.pk:
        raise Hidden("claim")


def _open_claim(actor: Actor, organisation: Organisation, **details: Any) -> Claim:
    """The person's waiting claim on this record, made or turned to this proof."""
    mine = Claim.objects.filter(organisation=organisation, person=actor.person, state=Claim.WAITING)
    with transaction.atomic():
        locked(organisation.pk)
        if not mine.update(**details):
            try:
                with transaction.atomic():
                    made = Claim.objects.create(
                        organisation=organisation, person=actor.person, made_at=timezone.now(), **details
                    )
                _tell(actor, "organisations.claim.made", made)
            except IntegrityError:  # the same person pressed twice at once
                mine.update(**details)
        return mine.select_related("organisation").get()


def _short(note: str) -> str:
    return note.strip()[:LONGEST]


def _keep_code(actor: Actor, claim: Claim, code: str, address_kind: str) -> None:
    """Of two presses within half a minute the first one sends."""
    now = timezone.now()
    rested = Q(code_until=None) | Q(code_until__lt=now + CODE_LIVES - PAUSE) | Q(code_digest="")
    fresh = Claim.objects.filter(rested, pk=claim.pk, state=Claim.WAITING)
    if not fresh.exists():
        raise _just_sent()
    spend("organisations.claim", f"person:{actor.id}", 10, _HOUR)
    spend("organisations.claim", claim.organisation.scope, 5, _HOUR)
    digest = codes.digest(code, f"{_SALT}.{claim.pk}")
    if not fresh.update(
        code_digest=digest, code_until=now + CODE_LIVES, code_tries=0, address_kind=address_kind
    ):
        raise _just_sent()


def _just_sent() -> Refused:
    return Refused(
        _("A code is on its way already. Wait half a minute before you ask for another one."),
        code="just_sent",
    )


def _letter(organisation: Organisation, code: str) -> tuple[str, str]:
    words = gettext(
        "Somebody wants to run the record of “%(name)s” on NGO 2.0. If that is you or your colleague, "
        "enter this code: %(code)s. If not, tell nobody the code and do nothing."
    )
    return gettext("Code to run a record on NGO 2.0"), words % {"name": organisation.name, "code": code}


def _approve(actor: Actor, claim: Claim, answer: str, partner: Organisation | None = None) -> Membership:
    """Everybody locks the organisation first: of two claims at once one wins, and none blocks the other."""
    organisation = locked(claim.organisation_id)
    unclaimed = Organisation.objects.filter(pk=organisation.pk, claimed_at=None)
    if not unclaimed.update(claimed_at=timezone.now()):
        raise Refused(
            _("Somebody else has shown in the meantime that this record is theirs. Ask them to invite you."),
            code="claimed",
        )
    _close(actor, claim, Claim.APPROVED, answer, partner)
    membership = add_member(actor, claim.organisation, claim.person, Membership.OWNER)
    _tell(actor, "organisations.claim.approved", claim)
    for other in _others(claim):
        with override(other.person.language):
            late = gettext("Somebody else has shown that this record is theirs. Ask them to invite you.")
        _close(actor, other, Claim.DECLINED, late, partner)
        _tell(actor, "organisations.claim.declined", other)
    return membership


def _others(claim: Claim) -> Iterator[Claim]:
    waiting = Claim.objects.filter(organisation=claim.organisation_id, state=Claim.WAITING).exclude(
        pk=claim.pk
    )
    yield from waiting.select_related("organisation", "person").order_by("pk")


def _close(actor: Actor, claim: Claim, state: str, answer: str, partner: Organisation | None = None) -> None:
    rows = Claim.objects.filter(pk=claim.pk, state=Claim.WAITING)
    if not rows.update(
        state=state,
        answer=_short(answer),
        decided_at=timezone.now(),
        decided_by=actor.person,
        decided_for=partner,
        code_digest="",
    ):
        raise Refused(_("Somebody has decided this already. Load the page again to see how."), code="decided")


def _tell(actor: Actor, verb: str, claim: Claim) -> None:
    named = Claim.objects.filter(pk=claim.pk).values_list("decided_for", flat=True).first()
    data = {"claim": claim.pk, "person": claim.person_id, "proof": claim.proof}
    data |= {"partner": named} if named else {}
    record(actor, verb, claim.organisation, scope=claim.organisation.scope, data=data)
