"""How often one visitor may ask for suggestions. Counted in memory: a key pressed must not write to a disk."""

from datetime import timedelta

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ngo2.kernel.limits.services import TooMany, client_address

MOST, PERIOD = 300, timedelta(minutes=1)  # a whole office may share one address


def count(request: HttpRequest) -> None:
    """Raises TooMany. The minute begins with the first one; each process counts for itself."""
    key = f"suggest:{salted_hmac('suggest', client_address(request)).hexdigest()[:32]}"
    if not cache.add(key, 1, PERIOD.total_seconds()) and cache.incr(key) > MOST:
        raise TooMany(timezone.now() + PERIOD)
