"""From where a session is used: what its owner sees in the list of their devices."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone

from ngo2.kernel.limits.services import client_address

SEEN_EVERY = timedelta(minutes=10)
_LONGEST_AGENT = 200
_UNKNOWN = "0.0.0.0"  # noqa: S104 (nothing is bound to it)


def address(request: HttpRequest) -> str:
    return client_address(request) or _UNKNOWN


def note(request: HttpRequest) -> None:
    """One read a request; a write only every ten minutes, so that readers do not queue for the database.

    None at all while the disk is full (`read_only` is set by the guard): reading goes on.
    """
    if getattr(request, "read_only", False):
        return
    key, now = request.session.session_key, timezone.now()
    if UserSession.objects.filter(session_key=key, last_seen_at__gt=now - SEEN_EVERY).exists():
        return
    agent = request.headers.get("user-agent", "")[:_LONGEST_AGENT]
    seen = {"user": request.user, "last_seen_at": now, "ip": address(request), "user_agent": agent}
    UserSession.objects.update_or_create(session_key=key, defaults=seen)
