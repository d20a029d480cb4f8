"""One limiter for the house: exact at the limit under concurrency, whole again after the period.

The count is a conditional UPDATE and its row count, so that N racing requests never spend more than the limit.
"""

import re
from datetime import datetime, timedelta
from ipaddress import ip_address

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.limits.models import Spent
from ngo2.lib.refusals import Refused

_WITH_PORT = re.compile(r"\[([^\]]*)\](?::[0-9]+)?|([0-9.]+):[0-9]+")


class TooMany(Refused):
    """Answered as 429. `again` is when the period ends."""

    def __init__(self, again: datetime) -> None:
        minutes = max(1, round((again - timezone.now()).total_seconds() / 60))
        super().__init__(
            _("That was too often. Please try again in about %(minutes)d minutes.") % {"minutes": minutes},
            code="too_many",
        )
        self.again = again


def spend(bucket: str, key: str, limit: int, period: timedelta) -> None:
    """Count one use; raise TooMany when `limit` uses of this period are gone."""
    digest = salted_hmac("limits", key).hexdigest()[:64]
    now = timezone.now()
    rows = Spent.objects.filter(bucket=bucket, key=digest)
    if rows.filter(since__gt=now - period, count__lt=limit).update(count=F("count") + 1):
        return
    if rows.filter(since__lte=now - period).update(since=now, count=1):
        return
    try:
        with transaction.atomic():
            Spent.objects.create(bucket=bucket, key=digest, since=now, count=1)
    except IntegrityError:
        if rows.filter(since__gt=now - period, count__lt=limit).update(count=F("count") + 1):
            return
        raise TooMany(rows.get().since + period) from None


def client_address(request: HttpRequest) -> str:
    """The address of the nearest machine that we do not run ourselves.

    X-Forwarded-For is believed only for as many hops as NGO2_PROXIES says we placed in front, counted from the
    right: what a visitor writes into the header stands further left and changes nothing. Without its port, or each
    connection would be somebody new; a hop that wrote no address (`unknown`, a socket's name) counts as not there.
    """
    hops = settings.NGO2_PROXIES
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if hops and len(chain) >= hops and (found := _address(chain[-hops])):
        return found
    return str(request.META.get("REMOTE_ADDR", ""))


def _address(text: str) -> str:
    """Of `1.2.3.4`, `1.2.3.4:5678`, `2001:db8::1` or `[2001:db8::1]:5678`; "" when it is none."""
    if found := _WITH_PORT.fullmatch(text):
        text = found[1] or found[2] or ""
    try:
        return str(ip_address(text.partition("%")[0]))  # a zone means something on one machine only
    except ValueError:
        return ""


def forget_old(older_than: timedelta = timedelta(days=2)) -> int:
    return Spent.objects.filter(since__lt=timezone.now() - older_than).delete()[0]
