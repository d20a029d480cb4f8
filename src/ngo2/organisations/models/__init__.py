"""The record and all that hangs on it, split by noun."""

from ngo2.organisations.models.imports import Import, ImportColumns, ImportRow
from ngo2.organisations.models.keeping import Asking, Partner, Remit, Subscription
from ngo2.organisations.models.people import Claim, Invitation, Membership
from ngo2.organisations.models.record import Assertion, CauseOf, Organisation
from ngo2.organisations.models.same import Likeness, LikenessKey, Merge
from ngo2.organisations.models.trust import Handover, Verification, Voice, Vouch

__all__ = [
    "Asking",
    "Assertion",
    "CauseOf",
    "Claim",
    "Handover",
    "Import",
    "ImportColumns",
    "ImportRow",
    "Invitation",
    "Likeness",
    "LikenessKey",
    "Membership",
    "Merge",
    "Organisation",
    "Partner",
    "Remit",
    "Subscription",
    "Verification",
    "Voice",
    "Vouch",
]
