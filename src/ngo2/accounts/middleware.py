"""What happens on every page behind a sign-in. Public pages never come here: they touch no session."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from ngo2.accounts import consents
from ngo2.kernel.limits.services import client_address
from ngo2.kernel.ui.access import SIGNED_IN, STAFF, access_of

SEEN_EVERY = timedelta(minutes=10)
_OPEN_WITHOUT_TERMS = {"privacy"}  # one's rights do not hang on agreeing
_LONGEST_AGENT = 200


def without_terms(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that must work before the terms are agreed to (to read them, to leave)."""
    view.without_terms = True  # type: ignore[attr-defined]
    return view


class SignedInMiddleware:
    """Notes when a session was last seen, and asks for agreement to the terms when their version is new."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or access_of(view, match.view_name) not in {SIGNED_IN, STAFF}:
            return None
        _note(request)
        if getattr(view, "without_terms", False) or match.namespace in _OPEN_WITHOUT_TERMS:
            return None
        if request.user.terms_version == consents.purposes[consents.TERMS].version:  # type: ignore[union-attr]
            return None
        query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        return HttpResponseRedirect(reverse("accounts:terms") + (f"?{query}" if query else ""))


def _note(request: HttpRequest) -> None:
    """One read a request; a write only every ten minutes, so that readers do not queue for the database."""
    mine = UserSession.objects.filter(session_key=request.session.session_key)
    now = timezone.now()
    if mine.filter(last_seen_at__gt=now - SEEN_EVERY).exists():
        return
    agent = request.headers.get("user-agent", "")[:_LONGEST_AGENT]
    mine.update(last_seen_at=now, ip=client_address(request) or "0.0.0.0", user_agent=agent)  # noqa: S104
