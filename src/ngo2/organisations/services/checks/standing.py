"""`Organisation.verified_until` follows from its checks; pages that name it follow too."""

from django.db.models import Max
from django.utils import timezone

from ngo2.kernel.ui import pages
from ngo2.organisations.models import Organisation, Verification, Vouch


def settle(organisation_pk: int) -> None:
    """Call it with the organisation locked, before the entry is written."""
    valid = Verification.objects.filter(
        organisation=organisation_pk, state=Verification.VALID, until__gte=timezone.localdate()
    )
    last = valid.aggregate(last=Max("until"))["last"]
    Organisation.objects.filter(pk=organisation_pk).update(verified_until=last)
    touch_vouched(organisation_pk)


def touch_vouched(organisation_pk: int) -> None:
    """Pages that carry the word of this organisation: it counts only while its own identity is checked."""
    vouched = Vouch.objects.filter(by=organisation_pk, withdrawn_at=None).values_list(
        "organisation", flat=True
    )
    pages.touch(*(f"organisation:{pk}" for pk in vouched))
