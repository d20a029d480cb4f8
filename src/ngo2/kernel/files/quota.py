"""How much a scope may keep. Counted by conditional UPDATE, so that racing uploads never overdraw."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from ngo2.kernel.files.models import File, Usage
from ngo2.lib.refusals import Refused


def spend(scope: str, count: int) -> None:
    """Take `count` bytes of the quota of `scope`; raise Refused (field "file") when it is full."""
    most = settings.NGO2_FILES_QUOTA_MB * 1_000_000
    rows = Usage.objects.filter(scope=scope)
    for _attempt in range(2):
        if rows.filter(bytes__lte=most - count).update(bytes=F("bytes") + count):
            return
        if rows.exists() or count > most:
            raise Refused(
                _("Your %(quota)d MB for files are full. Delete some of them and send it again.")
                % {"quota": settings.NGO2_FILES_QUOTA_MB},
                field="file",
                code="quota",
            )
        try:
            with transaction.atomic():
                Usage.objects.create(scope=scope)
        except IntegrityError:
            continue  # another upload was first to open the account


def give_back(scope: str, count: int) -> None:
    Usage.objects.filter(scope=scope, bytes__gte=count).update(bytes=F("bytes") - count)


def recount(scope: str) -> None:
    """After files changed hands: what the live ones take."""
    live = File.objects.filter(scope=scope, deleted_at=None).aggregate(n=Sum("bytes"))["n"] or 0
    Usage.objects.filter(scope=scope).update(bytes=live)
