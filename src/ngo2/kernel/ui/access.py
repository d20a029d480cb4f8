"""Who may call a view: each view is marked, a middleware enforces, an unmarked view answers 404 to everybody.

Marks say who may knock. Whether this person may touch this object is asked by the service behind (`authorise`).
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import urlencode

from ngo2.lib.refusals import Denied, Hidden

View = TypeVar("View", bound=Callable[..., HttpResponse])
PUBLIC, LINK, SIGNED_IN, STAFF = "public", "link", "signed_in", "staff"


def _mark(kind: str) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = kind  # type: ignore[attr-defined]
        return view

    return mark


public = _mark(PUBLIC)  # everybody; byte-identical for everybody when also `pages.cached`
link = _mark(LINK)  # whoever holds the signed link or code in the address
signed_in = _mark(SIGNED_IN)
staff = _mark(STAFF)  # platform team, with a second factor


def access_of(view: Callable[..., Any], view_name: str) -> str:
    """The mark of a view; views of libraries are marked by URL name in settings. Unmarked: ''."""
    return getattr(view, "access", "") or settings.NGO2_LIBRARY_VIEWS.get(view_name, "")


def check(request: HttpRequest, view: Callable[..., HttpResponse]) -> HttpResponse | None:
    """None: come in. A redirect: first sign in, or do the second step. Raises Hidden or Denied.

    Asked by `errors.RefusalMiddleware` before each view: Django lets nobody catch what another
    middleware's `process_view` raises.
    """
    name = request.resolver_match.view_name if request.resolver_match else ""
    kind = access_of(view, name)
    if kind in {PUBLIC, LINK}:
        return None
    if kind not in {SIGNED_IN, STAFF}:
        raise Hidden(name)
    if not request.user.is_authenticated:
        return to_sign_in(request)
    if kind == STAFF:
        if not request.user.is_staff:
            raise Denied(name)
        # The one name that lower rooms may point up to is the user model: it says what staff still lack.
        obstacle = request.user.staff_obstacle(request)
        if obstacle:
            return HttpResponseRedirect(obstacle)
    return None


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return HttpResponseRedirect(resolve_url(settings.LOGIN_URL) + (f"?{query}" if query else ""))
