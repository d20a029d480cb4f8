"""Personal tokens: what a program shows in place of a person. Shown once, kept as a digest, for a year at most."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.accounts import queries
from ngo2.accounts.models import ApiToken, Person
from ngo2.accounts.scopes import token_scopes
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused

MARK = "ngo2"  # tokens that leak into a public place are found by it
MOST, LONGEST_DAYS, LONGEST_NAME = 20, 365, 80
_LONGEST = 200  # characters that are read of what claims to be a token


def make_token(
    actor: Actor, person: Person, *, name: str, scopes: Iterable[str] = (), days: int = LONGEST_DAYS
) -> tuple[ApiToken, str]:
    """The row, and the token in plain (`ngo2_1a2b3c4d_…`), which nobody can show again."""
    authorise(actor, "accounts.token.make", person)
    name, chosen = " ".join(name.split())[:LONGEST_NAME], sorted(set(scopes))
    if not name:
        raise Refused(_("Please give it a name, so that you know it again."), field="name")
    if any(scope not in token_scopes for scope in chosen):
        raise Refused(_("Please choose only what is in the list."), field="scopes")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(_("A token is good for 1 to 365 days. Choose a number between."), field="days")
    prefix = f"{MARK}_{secrets.token_hex(3)}"
    plain, now = f"{prefix}_{secrets.token_hex(24)}", timezone.now()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # two side by side must not pass the limit
        if queries.live_tokens(person).count() >= MOST:
            raise Refused(_("You have 20 tokens. Take one back that you no longer use, then make a new one."))
        row = ApiToken.objects.create(
            person=person,
            name=name,
            prefix=prefix,
            digest=digest(plain),
            scopes=chosen,
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
        record(actor, "accounts.token.made", person, data={"token": row.pk, "scopes": chosen, "days": days})
    return row, plain


def revoke_token(actor: Actor, person: Person, pk: int) -> None:
    """It works no longer, from this moment."""
    authorise(actor, "accounts.token.revoke", person)
    with transaction.atomic():
        if not queries.live_tokens(person).filter(pk=pk).update(revoked_at=timezone.now()):
            raise Hidden("token")
        record(actor, "accounts.token.revoked", person, data={"token": pk})


def person_of_token(plain: str) -> ApiToken | None:
    """The live token, with its person; None when it is unknown, taken back, run out, or its person suspended.

    Writes at most once a day and token: when it was used last.
    """
    now = timezone.now()
    live = ApiToken.objects.filter(revoked_at=None, expires_at__gt=now, person__is_active=True)
    row = live.select_related("person").filter(digest=digest(plain[:_LONGEST])).first()
    today = timezone.localdate()
    if row is not None and row.last_used_on != today:
        ApiToken.objects.filter(pk=row.pk).update(last_used_on=today)
    return row


def digest(plain: str) -> str:
    """192 random bits need neither salt nor a slow hash."""
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
