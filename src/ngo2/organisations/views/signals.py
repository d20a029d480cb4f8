"""The two signals that the record itself can give: whose identity was checked, and who vouches."""

from django.urls import reverse

from ngo2.organisations import identity, queries
from ngo2.organisations.disclosure import PROVINCE
from ngo2.organisations.models import Organisation
from ngo2.organisations.page import trust
from ngo2.organisations.signals import Facts, Shown


def identity_signal(organisation: Organisation, facts: Facts) -> Shown:
    counts = identity.is_verified(organisation)
    return trust.identity(
        claimed=organisation.claimed_at is not None,
        until=organisation.verified_until if counts else None,
        check=queries.check_that_counts(organisation) if counts else None,
        hidden=organisation.shown_level == PROVINCE,
    )


def vouched_signal(organisation: Organisation, facts: Facts) -> Shown:
    """One query where nobody has spoken, two however many have."""
    hidden = organisation.shown_level == PROVINCE
    found = list(queries.live_vouches(organisation))
    back = (
        set(queries.live_vouches_by(organisation).values_list("organisation", flat=True)) if found else set()
    )
    told = [
        trust.word(one, reverse("organisations:organisation", args=[one.by_id]), mutual=one.by_id in back)
        for one in found
    ]
    return trust.vouched(told, hidden=hidden)
