"""Consents: given, refused and taken back, each as easily as the other."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.accounts import consents, queries
from ngo2.accounts.models import Consent, Person
from ngo2.kernel.journal.services import record
from ngo2.kernel.ui import pages
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused

CHANNELS = {"web", "paper", "sms", "phone"}


def give_consent(actor: Actor, person: Person, purpose: str, channel: str, evidence: str = "") -> Consent:
    """`evidence` says where a signed paper lies, or who heard it; needed for every channel but the web."""
    authorise(actor, "accounts.consent.answer", person)
    if channel not in CHANNELS:
        raise ValueError(f"no channel of consent is named {channel!r}: one of {sorted(CHANNELS)}")
    if channel != "web" and not evidence:
        raise Refused(_("Write where the signed paper is kept, or who heard it said."), field="evidence")
    answer = _answer(person, purpose, channel, evidence)
    with transaction.atomic():
        _lock(person)
        live = queries.live_consents(person).filter(purpose=purpose)
        same = live.filter(version=answer.version).first()
        if same is not None:
            return same
        live.update(withdrawn_at=timezone.now(), replaced=True)
        answer.given_at = timezone.now()
        answer.save(force_insert=True)
        _keep_terms(person, purpose, answer.version)
        record(actor, "accounts.consent.given", person, data=_told(answer))
        if purpose == consents.PUBLISH_CONTACT:
            pages.touch(consents.CONTACTS)
    return answer


def decline_consent(actor: Actor, person: Person, purpose: str, channel: str = "web") -> Consent:
    """A no is kept, so that nobody is asked again until the words change."""
    authorise(actor, "accounts.consent.answer", person)
    answer = _answer(person, purpose, channel, "")
    with transaction.atomic():
        _lock(person)
        answer.declined_at = timezone.now()
        answer.save(force_insert=True)
        record(actor, "accounts.consent.declined", person, data=_told(answer))
    return answer


def withdraw_consent(actor: Actor, person: Person, purpose: str) -> None:
    """Withdrawing what was never given is no error: it is not given either way."""
    authorise(actor, "accounts.consent.answer", person)
    consents.purposes[purpose]
    with transaction.atomic():
        _lock(person)
        if queries.live_consents(person).filter(purpose=purpose).update(withdrawn_at=timezone.now()):
            _keep_terms(person, purpose, "")
            record(actor, "accounts.consent.withdrawn", person, data={"purpose": purpose})


def _answer(person: Person, purpose: str, channel: str, evidence: str) -> Consent:
    words, language = consents.purposes[purpose], get_language() or person.language
    return Consent(
        person=person,
        purpose=words.name,
        version=words.version,
        language=language,
        text_digest=words.digest(language),
        channel=channel,
        evidence=evidence[:200],
    )


def _lock(person: Person) -> None:
    Person.objects.select_for_update().get(pk=person.pk)


def _keep_terms(person: Person, purpose: str, version: str) -> None:
    if purpose == consents.TERMS:
        person.terms_version = version
        person.save(update_fields=["terms_version"])


def _told(answer: Consent) -> dict[str, str]:
    return {
        "purpose": answer.purpose,
        "version": answer.version,
        "language": answer.language,
        "text_digest": answer.text_digest,
        "channel": answer.channel,
    }
