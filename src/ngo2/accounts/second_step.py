"""Has this person a second step, and has this session passed it? Reads only; allauth keeps the records."""

from typing import TYPE_CHECKING, Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

if TYPE_CHECKING:
    from ngo2.accounts.models import Person

MFA = "mfa"  # allauth's name of the method in its records
TOTP, RECOVERY = Authenticator.Type.TOTP.value, Authenticator.Type.RECOVERY_CODES.value
PASSKEY = Authenticator.Type.WEBAUTHN.value


def has_authenticator(person: "Person") -> bool:
    """An app that shows a new code every half minute (TOTP): only then a second step is asked for."""
    return Authenticator.objects.filter(user_id=person.pk, type=TOTP).exists()


def records(request: HttpRequest, person: "Person") -> list[dict[str, Any]]:
    """How this session proved to be this person: `method`, `at` (seconds since 1970), for mfa also `type`."""
    return list(get_authentication_records(request, person))


def passed_types(request: HttpRequest, person: "Person") -> set[str]:
    return {str(one.get("type")) for one in records(request, person) if one.get("method") == MFA}


def obstacle(person: "Person", request: HttpRequest) -> str:
    """Where staff must go first: to set up their authenticator, or to show its code; '' when done."""
    passed = passed_types(request, person)
    if passed & {TOTP, RECOVERY}:
        return ""
    back = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    if not has_authenticator(person):
        page = reverse("accounts:authenticator")
    elif PASSKEY in passed:
        return ""
    else:
        page = reverse("accounts:prove")
    return f"{page}?{back}" if back else page
