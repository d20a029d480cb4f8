from collections.abc import Iterable, Mapping

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from ngo2.accounts import consents, second_step
from ngo2.accounts.addresses import EMAIL, PHONE, Address
from ngo2.accounts.models import ApiToken, Challenge, Consent, Identity, JoinCode, Person

# Persons and how they are reached


def person_at(address: Address) -> Person | None:
    return Person.objects.filter(identities__kind=address.kind, identities__value=address.value).first()


def identities(person: Person) -> QuerySet[Identity]:
    return person.identities.order_by("kind", "verified_at", "pk")


def addresses_of(person: Person) -> Mapping[str, str]:
    """`{"email": …, "sms": …}`: the newest of each kind, as kernel.notify asks for it."""
    return _newest(identities(person))


def addresses_of_all(people: Iterable[Person]) -> dict[int, Mapping[str, str]]:
    """The same for many at once, by primary key."""
    rows = Identity.objects.filter(person__in=list(people)).order_by("kind", "verified_at", "pk")
    found: dict[int, list[Identity]] = {}
    for one in rows:
        found.setdefault(one.person_id, []).append(one)
    return {pk: _newest(theirs) for pk, theirs in found.items()}


def _newest(rows: Iterable[Identity]) -> Mapping[str, str]:
    found = {one.kind: one.value for one in rows}
    return {channel: found[kind] for kind, channel in ((EMAIL, "email"), (PHONE, "sms")) if kind in found}


def challenges_to(person: Person) -> QuerySet[Challenge]:
    """Codes sent to the addresses of this person, whoever asked for them."""
    return Challenge.objects.filter(address__in=person.identities.values("value"))


# Signing in


def join_codes() -> QuerySet[JoinCode]:
    return JoinCode.objects.select_related("person", "issued_by", "used_by").order_by("-issued_at", "-pk")


def passkeys(person: Person) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=person, type=second_step.PASSKEY).order_by("created_at", "pk")


def live_sessions(person: Person) -> QuerySet[UserSession]:
    """Newest first; those that ran out are not named."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user=person, session_key__in=alive).order_by("-last_seen_at", "-pk")


def sessions_of(person: Person) -> QuerySet[Session]:
    """The rows behind them, for erasure."""
    return Session.objects.filter(
        session_key__in=UserSession.objects.filter(user=person).values("session_key")
    )


# Consents


def live_consents(person: Person) -> QuerySet[Consent]:
    return person.consents.filter(given_at__isnull=False, withdrawn_at=None)


def consent_history(person: Person) -> QuerySet[Consent]:
    return person.consents.order_by("-pk")


def has_consent(person: Person, purpose: str) -> bool:
    """Agreed to the words that are valid now; an answer to an older version does not count."""
    return live_consents(person).filter(purpose=purpose, version=consents.purposes[purpose].version).exists()


def may_ask(person: Person, purpose: str) -> bool:
    """Nobody is asked again after a no, until the words change (no nagging)."""
    return not person.consents.filter(purpose=purpose, version=consents.purposes[purpose].version).exists()


# Tokens of programs


def live_tokens(person: Person) -> QuerySet[ApiToken]:
    """Newest first; those taken back or run out are not named."""
    return person.api_tokens.filter(revoked_at=None, expires_at__gt=timezone.now()).order_by(
        "-made_at", "-pk"
    )
