"""Lines of lists are kept as long as they may be needed to undo, and no longer."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from ngo2.organisations.models import Import, ImportRow
from ngo2.organisations.services.imports.steering import KEPT_DAYS

_WORKING = (Import.APPLYING, Import.UNDOING)


def forget_rows() -> int:
    """Daily: the lines of imports that were confirmed, or else begun, more than 90 days ago."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    old = Q(confirmed_at__lt=before) | Q(confirmed_at=None, made_at__lt=before)
    imports = Import.objects.filter(old).exclude(state__in=_WORKING)
    imports.filter(confirmed_at=None).exclude(state=Import.DROPPED).update(state=Import.DROPPED)
    return ImportRow.objects.filter(
        batch__in=Import.objects.filter(old).exclude(state__in=_WORKING)
    ).delete()[0]
