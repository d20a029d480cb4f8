"""The fixed cast: Alice owns, Bob is her colleague, Charlie a stranger, Dana of the team, Erin CSR."""

import time

import pytest
from django.apps import apps
from django.test import Client

DANAS_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 (of the cast, in tests only)


class PersonClient(Client):
    """`force_login` as if the person had just come in by a code, staff with their second step too."""

    def force_login(self, user, backend=None):
        super().force_login(user, backend)
        session, now = self.session, time.time()
        records = [{"method": "code", "at": now}]
        if user.is_staff:
            records.append({"method": "mfa", "type": "totp", "at": now})
        session["account_authentication_methods"] = records
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        seen = {"user": user, "ip": "127.0.0.1", "user_agent": ""}
        apps.get_model("usersessions.UserSession").objects.create(session_key=session.session_key, **seen)


@pytest.fixture
def client():
    return PersonClient()


def make_person(name, *, phone="", email="", terms=True, **fields):
    """Rows are made directly, so that the journal holds only what the test itself does."""
    from django.utils import timezone

    from ngo2.accounts import addresses, consents
    from ngo2.accounts.models import Consent, Identity, Person

    words, now = consents.purposes[consents.TERMS], timezone.now()
    one = Person.objects.create(name=name, terms_version=words.version if terms else "", **fields)
    for text in filter(None, (phone, email)):
        address = addresses.read(text)
        Identity.objects.create(person=one, kind=address.kind, value=address.value, verified_at=now)
    if terms:
        Consent.objects.create(
            person=one,
            purpose=words.name,
            version=words.version,
            language="zh-hans",
            text_digest=words.digest("zh-hans"),
            channel="web",
            given_at=now,
        )
    return one


def with_second_step(one):
    """An authenticator app; `DANAS_SECRET` gives its codes."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(one, DANAS_SECRET)
    RecoveryCodes.activate(one)
    return one


@pytest.fixture
def person(db):
    """Make a person who agreed to the terms: `person("Alice", phone="+86...", email="", is_staff=False)`."""
    return make_person


@pytest.fixture
def alice(person):
    return person("Alice")


@pytest.fixture
def bob(person):
    return person("Bob")


@pytest.fixture
def charlie(person):
    return person("Charlie")


@pytest.fixture
def dana(person):
    return with_second_step(person("Dana", is_staff=True))


@pytest.fixture
def erin(person):
    return person("Erin")


@pytest.fixture
def suspended(person):
    return person("Suspended", is_active=False)
