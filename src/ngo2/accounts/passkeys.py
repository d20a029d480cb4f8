"""The two ceremonies of a passkey (WebAuthn): what the browser is asked, and whether its answer is right.

The challenge waits in the session. allauth and fido2 check; here their many ways to fail become one refusal.
"""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ngo2.accounts.models import Person
from ngo2.lib.refusals import Refused

# What a wrong, foreign or made-up answer raises below us.
_WRONG = (
    ValidationError,
    InvalidSignature,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    RecursionError,  # a thousand brackets
)
_LONGEST = 20_000


def creation_options(person: Person) -> str:
    """JSON for `navigator.credentials.create`: a key that the phone keeps and unlocks itself."""
    return json.dumps(auth.begin_registration(person, passwordless=True))


def made(answer: str) -> dict[str, Any]:
    """The credential to keep, checked against the challenge of this session."""
    try:
        credential = _parsed(answer)
        auth.parse_registration_response(credential)
        if not auth.complete_registration(credential).is_user_verified():
            raise ValueError("the device did not ask who holds it")
    except _WRONG:
        raise Refused(
            _("The passkey could not be made. Please try again, or leave it: a code works as well.")
        ) from None
    return credential


def request_options(person: Person | None = None) -> str:
    """JSON for `navigator.credentials.get`; without `person`, the device offers whom it knows."""
    return json.dumps(auth.begin_authentication(person))


def shown(answer: str, person: Person | None = None) -> Authenticator:
    """The passkey that answered the challenge of this session; with `person`, one of theirs."""
    try:
        credential = _parsed(answer)
        auth.parse_authentication_response(credential)
        owner = person or auth.extract_user_from_response(credential)
        found: Authenticator = auth.complete_authentication(owner, credential)
    except _WRONG:
        raise Refused(_("This passkey was not accepted. Please try again, or use a code.")) from None
    return found


def _parsed(answer: str) -> dict[str, Any]:
    credential = json.loads(answer[:_LONGEST])
    if not isinstance(credential, dict):
        raise TypeError("not an object")
    return credential
