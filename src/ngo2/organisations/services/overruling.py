"""The team may undo what a partner decided. It is journalled, told to the partner, and the row names the team."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.organisations import held
from ngo2.organisations.models import Assertion, Claim, Membership, Organisation
from ngo2.organisations.services.claims import give_after_all, take_back
from ngo2.organisations.services.record import assert_facts
from ngo2.organisations.services.standing import locked
from ngo2.organisations.sources import STAFF

WITHIN = timedelta(days=30)  # so long a record can be taken back from an owner whom a partner let in


def overrule_claim(actor: Actor, claim: Claim, *, answer: str) -> Claim:
    """Declined: they own the record now. Approved: the record is nobody's again, if nothing was built on it."""
    authorise(actor, "organisations.overrule", claim.organisation)
    partner = _partner(claim)
    words = _reason(answer)
    with transaction.atomic():
        if claim.state == Claim.APPROVED:
            _can_be_taken_back(claim)
            done = take_back(actor, claim, answer=words)
        else:
            done = give_after_all(actor, claim, answer=words)
        Claim.objects.filter(pk=claim.pk).update(decided_for=None)
        _tell(actor, claim.organisation, partner, words, claim=claim.pk)
    return done


def overrule_fact(actor: Actor, assertion: Assertion, *, answer: str) -> Assertion:
    """Taken: the value before comes back. Declined: the value is taken. Both as the team's word of now."""
    authorise(actor, "organisations.overrule", assertion.organisation)
    partner = _partner(assertion)
    words, organisation = _reason(answer), assertion.organisation
    with transaction.atomic():
        current = locked(organisation.pk)
        taken = assertion.state == Assertion.ACCEPTED
        turned = Assertion.objects.filter(pk=assertion.pk, state=assertion.state, decided_for=partner)
        if not turned.update(
            state=Assertion.DECLINED if taken else Assertion.ACCEPTED,
            decided_at=timezone.now(),
            decided_by=actor.person,
            decided_for=None,
        ):
            raise Refused(_("Somebody has decided this already. Load the page again to see how."))
        value = _before(current, assertion) if taken else assertion.value
        outcome = assert_facts(actor, organisation, {assertion.field: value}, source=STAFF, note=words)
        for refusal in outcome.refused.values():
            raise refusal
        _tell_author(actor, assertion, words, taken=not taken)
        _tell(actor, organisation, partner, words, assertion=assertion.pk, field=assertion.field)
    assertion.refresh_from_db()
    return assertion


def _tell_author(actor: Actor, said: Assertion, answer: str, *, taken: bool) -> None:
    """Whoever said it hears the new decision as they heard the first."""
    kind, organisation = "held" if held.is_held(said) else "proposal", said.organisation
    record(
        actor,
        f"organisations.{kind}.{'accepted' if taken else 'declined'}",
        organisation,
        scope=organisation.scope,
        data={"field": said.field, "assertion": said.pk},
        private={"answer": answer},
        person=said.person,
    )


def _partner(decided: Claim | Assertion) -> Organisation:
    if decided.decided_for is None or decided.decided_at is None:
        raise Refused(_("No partner decided this, or it was overruled already."), code="nobodys")
    return decided.decided_for


def _reason(answer: str) -> str:
    if not answer.strip():
        raise Refused(_("Say why, in a sentence: the partner and the person read it."), field="answer")
    return answer.strip()[:500]


def _can_be_taken_back(claim: Claim) -> None:
    others = Membership.objects.filter(organisation=claim.organisation_id).exclude(person=claim.person_id)
    if others.exists():
        raise Refused(
            _("More people belong to this organisation by now. Settle it with them, on its page of members."),
            code="grown",
        )
    if claim.decided_at is None or claim.decided_at < timezone.now() - WITHIN:
        raise Refused(
            _("This was decided more than 30 days ago. Settle it with them, on the page of members."),
            code="late",
        )


def _before(record_of_now: Organisation, taken: Assertion) -> object:
    """What the record said before the partner took the value; refused when it says something else again by now."""
    current = record_of_now.facts.get(taken.field)
    if current is None or current["v"] != taken.value:
        raise Refused(
            _("The record says something else by now. Change it there if it is not right."), code="moved"
        )
    said = record_of_now.assertions.filter(
        field=taken.field, state=Assertion.ACCEPTED, decided_at=None, at__lt=taken.decided_at
    )
    earlier = said.order_by("-at", "-pk").first()
    return earlier.value if earlier else None


def _tell(
    actor: Actor, organisation: Organisation, partner: Organisation, answer: str, **about: object
) -> None:
    record(
        actor,
        "organisations.partner.overruled",
        organisation,
        scope=organisation.scope,
        data={"partner": partner.pk, **about},
        private={"answer": answer},
        person=actor.person,
    )
