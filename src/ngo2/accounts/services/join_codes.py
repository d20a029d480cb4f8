"""Codes on paper: issued by staff, one use, running out, for people who have no phone or get no messages.

Only a digest is kept, so the code can be shown once, when it is made.
"""

import secrets
import unicodedata
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ngo2.accounts.models import JoinCode, Person
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor, person_actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is mistaken for another: no 0 O, 1 I L
LENGTH = 10
LONGEST_DAYS = 90


def issue_join_code(
    actor: Actor, *, person: Person | None = None, organisation_scope: str = "", days: int = 14
) -> tuple[JoinCode, str]:
    """The row, and the code in plain, grouped: `7KM2P-XQ4RT`. With `person` it signs in that person only.

    `organisation_scope` ("organisation:42") travels with "accounts.join_code.used", for rooms that know it.
    """
    authorise(actor, "accounts.join_code.issue")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(_("A code is good for 1 to 90 days. Choose a number between."), field="days")
    if person is not None and not person.is_active:
        raise Refused(_("This person is suspended. Let them in again first."))
    code, now = "".join(secrets.choice(ALPHABET) for _nth in range(LENGTH)), timezone.now()
    with transaction.atomic():
        row = JoinCode.objects.create(
            digest=_digest(code),
            person=person,
            scope=organisation_scope[:80],
            issued_by=actor.person,
            issued_at=now,
            expires_at=now + timedelta(days=days),
        )
        record(actor, "accounts.join_code.issued", row, scope=row.scope, data={"days": days})
    return row, grouped(code)


def use_join_code(actor: Actor, text: str, *, language: str = "zh-hans") -> tuple[Person, bool]:
    """Who may sign in with it, and whether that person was made now. Of many who try at once, one succeeds.

    Somebody who is signed in already (`actor.person`) uses it for themselves.
    """
    now = timezone.now()
    row = JoinCode.objects.select_related("person").filter(digest=_digest(plain(text))).first()
    if row is None:
        raise Refused(_no_such_code(), field="code", code="wrong")
    if row.person is not None and actor.person not in (None, row.person):
        raise Refused(
            _("This code is for somebody else. Sign out first, then use it."), field="code", code="other"
        )
    with transaction.atomic():
        free = JoinCode.objects.filter(pk=row.pk, used_at=None, revoked_at=None, expires_at__gt=now)
        if not free.update(used_at=now):
            raise Refused(_no_such_code(), field="code", code="wrong")
        person = row.person or actor.person
        made = person is None
        if person is None:
            person = Person.objects.create(language=language)
            record(person_actor(person), "accounts.person.joined", person, data={"by": "join_code"})
        JoinCode.objects.filter(pk=row.pk).update(used_by=person)
        record(
            person_actor(person), "accounts.join_code.used", row, scope=row.scope, data={"scope": row.scope}
        )
    return person, made


def revoke_join_code(actor: Actor, row: JoinCode) -> None:
    authorise(actor, "accounts.join_code.issue")
    with transaction.atomic():
        if not JoinCode.objects.filter(pk=row.pk, used_at=None, revoked_at=None).update(
            revoked_at=timezone.now()
        ):
            raise Refused(_("This code was used or taken back already."))
        record(actor, "accounts.join_code.revoked", row, scope=row.scope)


def plain(text: str) -> str:
    """As kept: capitals, without hyphens and spaces; full-width letters are fine."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())[:40]


def grouped(code: str) -> str:
    return f"{code[:5]}-{code[5:]}"


def _digest(code: str) -> str:
    return salted_hmac("accounts.join_code", code, algorithm="sha256").hexdigest()


def _no_such_code() -> str:
    return _(
        "This code does not work. Look at each letter again; if it is right, it was used already or is too "
        "old: ask the person who gave it to you for a new one."
    )
