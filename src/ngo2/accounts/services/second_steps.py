"""Authenticator apps, recovery codes and passkeys. allauth keeps the rows and does the arithmetic."""

import unicodedata
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext as _

from ngo2.accounts import limits, queries, second_step
from ngo2.accounts.models import Person
from ngo2.accounts.services.sessions import end_sessions
from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import TooMany
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused

LONGEST_PASSKEY_NAME = 60


def totp_now(secret: str) -> str:
    """The code that an authenticator app with this secret shows at this moment."""
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def give_totp(person: Person, secret: str) -> list[str]:
    """For the demo: an authenticator with this (base32) secret; returns the recovery codes."""
    return _activate(SYSTEM, person, secret)


def activate_totp(actor: Actor, person: Person, *, secret: str, code: str) -> list[str]:
    """Set up the authenticator app that shows `code` now; returns the recovery codes."""
    authorise(actor, "accounts.person.change", person)
    limits.trying_second_step(person.pk)
    if second_step.has_authenticator(person):
        raise Refused(_("An authenticator app is set up already. Remove it first, then set up the new one."))
    if _counter_of(secret, unicodedata.normalize("NFKC", code)) is None:
        raise Refused(_wrong_code(), field="code", code="wrong")
    return _activate(actor, person, secret)


def deactivate_totp(actor: Actor, person: Person) -> None:
    authorise(actor, "accounts.person.change", person)
    if person.is_staff:
        raise Refused(
            _(
                "The platform team works with a second step only. To change the app, "
                "ask a colleague to reset it."
            )
        )
    _deactivate(actor, person)


def reset_second_step(actor: Actor, person: Person) -> None:
    """Staff help somebody whose phone is lost, once sure who it is: app and passkeys go, sessions end."""
    authorise(actor, "accounts.person.reset", person)
    with transaction.atomic():
        queries.passkeys(person).delete()
        _deactivate(actor, person)
        end_sessions(actor, person)


def check_second_step(person: Person, text: str) -> Authenticator:
    """The authenticator whose code it is: of the app (each code once) or a recovery code (each once)."""
    limits.trying_second_step(person.pk)
    text = unicodedata.normalize("NFKC", text)
    rows = Authenticator.objects.filter(user=person).exclude(type=second_step.PASSKEY).order_by("-type")
    for row in rows:
        right = _is_fresh_totp(row, text) if row.type == second_step.TOTP else row.wrap().validate_code(text)
        if right:
            row.record_usage()
            return row
    raise Refused(_wrong_code(), field="code", code="wrong")


def recovery_codes(actor: Actor, person: Person) -> list[str]:
    """Those not used yet."""
    authorise(actor, "accounts.person.change", person)
    row = Authenticator.objects.filter(user=person, type=second_step.RECOVERY).first()
    return list(row.wrap().get_unused_codes()) if row else []


def renew_recovery_codes(actor: Actor, person: Person) -> list[str]:
    """New codes; the old ones no longer work."""
    authorise(actor, "accounts.person.change", person)
    if not second_step.has_authenticator(person):
        raise Refused(_("Recovery codes belong to an authenticator app. Set one up first."))
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        Authenticator.objects.filter(user=person, type=second_step.RECOVERY).delete()
        codes = RecoveryCodes.activate(person).get_unused_codes()
        record(actor, "accounts.recovery_codes.made", person)
    return list(codes)


def add_passkey(actor: Actor, person: Person, *, name: str, credential: dict[str, Any]) -> Authenticator:
    """`credential` has been checked against its challenge (accounts.passkeys)."""
    authorise(actor, "accounts.person.change", person)
    words = " ".join(name.split())[:LONGEST_PASSKEY_NAME] or _("Passkey")
    with transaction.atomic():
        row: Authenticator = WebAuthn.add(person, words, credential).instance
        record(actor, "accounts.passkey.added", person, data={"authenticator": row.pk})
    return row


def remove_passkey(actor: Actor, person: Person, pk: int) -> None:
    authorise(actor, "accounts.person.change", person)
    with transaction.atomic():
        if not queries.passkeys(person).filter(pk=pk).delete()[0]:
            raise Hidden("passkey")
        record(actor, "accounts.passkey.removed", person, data={"authenticator": pk})


def _activate(actor: Actor, person: Person, secret: str) -> list[str]:
    with transaction.atomic():
        TOTP.activate(person, secret)
        codes = RecoveryCodes.activate(person).get_unused_codes()
        record(actor, "accounts.second_step.added", person)
    return list(codes)


def _deactivate(actor: Actor, person: Person) -> None:
    kinds = [second_step.TOTP, second_step.RECOVERY]
    with transaction.atomic():
        if not Authenticator.objects.filter(user=person, type__in=kinds).delete()[0]:
            raise Refused(_("No authenticator app is set up here."))
        record(actor, "accounts.second_step.removed", person)


def _is_fresh_totp(row: Authenticator, text: str) -> bool:
    counter = _counter_of(decrypt(row.data["secret"]), text)
    if counter is None:
        return False
    try:
        limits.using_totp_counter(row.pk, counter)
    except TooMany:
        return False
    return True


def _counter_of(secret: str, text: str) -> int | None:
    """The half minute (since 1970) whose code it is, of those around now."""
    for counter in yield_hotp_counters_from_time():
        if compare_user_code(actual=text, expected=format_hotp_value(hotp_value(secret, counter))):
            return int(counter)
    return None


def _wrong_code() -> str:
    return _(
        "This is not the code that the app shows now. Wait for the next one, and type it before it changes."
    )
