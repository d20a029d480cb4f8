"""The signed links in letters about what somebody follows: whoever holds one may do this one thing."""

from datetime import timedelta

from django.core import signing

from ngo2.kernel.notify import rounds
from ngo2.lib.refusals import Hidden, Refused

CONFIRM, STOP = "organisations.follow.confirm", "organisations.follow.stop"
CONFIRM_WITHIN = timedelta(days=3)


def token(subscription: int, salt: str) -> str:
    return rounds.token(subscription, salt)


def to_confirm(text: str, sentence: object) -> int:
    """Refused with `sentence` when it is too old, Hidden when it was never ours."""
    try:
        return int(signing.loads(text, salt=CONFIRM, max_age=CONFIRM_WITHIN))
    except signing.SignatureExpired as error:
        raise Refused(sentence, code="expired") from error
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Hidden("follow") from error


def to_stop(text: str) -> int:
    return rounds.held(text, STOP)
