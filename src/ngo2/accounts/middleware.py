"""What happens on every page behind a sign-in. Public pages never come here: they touch no session."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from ngo2.accounts import consents, presence
from ngo2.kernel.ui.access import SIGNED_IN, STAFF, access_of

_OPEN_WITHOUT_TERMS = {"privacy"}  # one's rights do not hang on agreeing


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
        presence.note(request)
        if getattr(view, "without_terms", False) or match.namespace in _OPEN_WITHOUT_TERMS:
            return None
        if request.user.terms_version == consents.purposes[consents.TERMS].version:  # type: ignore[union-attr]
            return None
        query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        return HttpResponseRedirect(reverse("accounts:terms") + (f"?{query}" if query else ""))
