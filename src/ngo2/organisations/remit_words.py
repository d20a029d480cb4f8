"""What a partner looks after, in words."""

from collections.abc import Iterable

from ngo2.organisations import words
from ngo2.organisations.models import Partner, Remit


def named(remit: Remit) -> str:
    if remit.cause:
        return words.cause_names([remit.cause])[0]
    return words.place(remit.country, remit.division)


def joined(parts: Iterable[str]) -> str:
    return ("、" if words.in_chinese() else ", ").join(parts)


def listed(partner: Partner) -> str:
    """Places first, then causes."""
    remits = sorted(partner.remits.all(), key=lambda one: (bool(one.cause), one.pk))
    return joined(named(one) for one in remits)
