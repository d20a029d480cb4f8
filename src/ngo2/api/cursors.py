"""Where a page ended, for the next one: opaque to the reader, and not moved by what is put in meanwhile."""

import base64
import binascii

from django.core import signing
from django.utils.translation import gettext as _

from ngo2.api.problems import Problem

_SIGNER = signing.Signer(salt="api.cursor")


def written(last: int) -> str:
    """`last` is the number of the last thing on the page."""
    return base64.urlsafe_b64encode(_SIGNER.sign(str(last)).encode()).decode().rstrip("=")


def read(cursor: str) -> int:
    """0 at the beginning. Raises Problem (404) for what we never wrote."""
    if not cursor:
        return 0
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return int(_SIGNER.unsign(base64.urlsafe_b64decode(padded.encode("ascii")).decode()))
    except (signing.BadSignature, binascii.Error, ValueError):
        raise Problem(
            404, _("We did not write this cursor. Begin without one, and use “next” of each answer.")
        ) from None
