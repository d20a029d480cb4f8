"""Codes of six digits: sent to an address, good for ten minutes, five tries and one use, in one session.

Nothing here looks anybody up: who asks for a code learns nothing about who is known.
"""

import secrets
import unicodedata
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.accounts import limits
from ngo2.accounts.addresses import Address
from ngo2.accounts.models import Challenge, Person
from ngo2.kernel.notify.services import heal, send_now
from ngo2.lib.refusals import Refused

LIFE = timedelta(minutes=10)
TRIES = 5
DIGITS = 6


def send_code(
    address: Address, *, purpose: str, client: str, person: Person | None = None
) -> tuple[Challenge, str]:
    """Send a new code and return it with its row; `client` is the network address that asks.

    Raises TooMany, or Refused when the message cannot be sent. Call it outside a transaction.
    """
    limits.asking_code(address.value, client)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    token, now = secrets.token_hex(16), timezone.now()
    challenge = Challenge.objects.create(
        token=token,
        purpose=purpose,
        kind=address.kind,
        address=address.value,
        person=person,
        code_digest=_digest(token, code),
        made_at=now,
        expires_at=now + LIFE,
    )
    try:
        send_now(address.channel, address.value, *_words(code, address.channel))
    except Refused:
        if not settings.DEMO:  # there the page shows the code
            raise
    return challenge, code


def prove_code(token: str, text: str, *, purpose: str) -> Challenge:
    """The challenge, used up, when `text` is its code; else Refused, and one try is spent.

    The try is spent first, by a conditional UPDATE, so that requests side by side get no more than five.
    """
    now = timezone.now()
    rows = Challenge.objects.filter(token=token, purpose=purpose, used_at=None)
    if not rows.filter(expires_at__gt=now, tries__lt=TRIES).update(tries=F("tries") + 1):
        raise Refused(_("This code is no longer valid. Ask for a new one."), field="code", code="stale")
    challenge = Challenge.objects.get(token=token)
    if not constant_time_compare(_digest(token, _digits(text)), challenge.code_digest):
        raise Refused(_wrong(TRIES - challenge.tries), field="code", code="wrong")
    if not rows.update(used_at=now):
        raise Refused(_("This code was used already. Ask for a new one."), field="code", code="stale")
    heal(challenge.address)
    return challenge


def _wrong(left: int) -> str:
    if not left:
        return _("This is not the code, and that was the last try. Ask for a new one.")
    return ngettext(
        "This is not the code. Compare it with the message once more; %(left)d try is left.",
        "This is not the code. Compare it with the message once more; %(left)d tries are left.",
        left,
    ) % {"left": left}


def _digits(text: str) -> str:
    """Full-width digits, spaces and hyphens are fine."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isdigit())[:20]


def _digest(token: str, code: str) -> str:
    return salted_hmac("accounts.challenge", f"{token}:{code}", algorithm="sha256").hexdigest()


def _words(code: str, channel: str) -> tuple[str, str]:
    subject = _("%(code)s is your code for NGO 2.0") % {"code": code}
    if channel == "sms":
        short = _("%(code)s is your NGO 2.0 code, good for 10 minutes. We never ask you for it: tell nobody.")
        return subject, short % {"code": code}
    body = _(
        "Your code is %(code)s\n\n"
        "Type it into the page where you asked for it. It is good for 10 minutes and one use.\n\n"
        "Tell it to nobody: nobody from NGO 2.0 will ever ask you for it. "
        "If you did not ask for a code, you need not do anything."
    )
    return subject, body % {"code": code}
