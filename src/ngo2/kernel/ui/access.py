"""Who may call a view: each view is marked, a middleware enforces, an unmarked view answers 404 to everybody.

Marks say who may knock. Whether this person may touch this object is asked by the service behind (`authorise`).
"""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import urlencode

from ngo2.lib.refusals import Denied, Hidden

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
PUBLIC, LINK, SIGNED_IN, STAFF = "public", "link", "signed_in", "staff"
_READ, _WRITE = ("GET", "HEAD"), ("POST",)


class WrongMethod(Exception):
    """The view does not answer this method (405); `methods` are those it does."""

    def __init__(self, methods: tuple[str, ...]) -> None:
        super().__init__()
        self.methods = methods


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


@cache
def methods_of(view: Callable[..., Any]) -> tuple[str, ...]:
    """What a view answers: as it says (`methods`, Django's `require_…`); else a kept page reads, others take forms."""
    told = getattr(view, "methods", None) or _required(view) or _of_class(view)
    return tuple(told) if told else _READ if hasattr(view, "page_keys") else _READ + _WRITE


def _required(view: Any) -> list[str]:
    """What Django's `require_http_methods` was told; it stands nowhere but in its closure."""
    while view is not None:
        cells = (
            zip(view.__code__.co_freevars, view.__closure__ or (), strict=True) if _is_function(view) else ()
        )
        for name, cell in cells:
            if name == "request_method_list":
                return list(cell.cell_contents)
        view = getattr(view, "__wrapped__", None)
    return []


def _is_function(view: Any) -> bool:
    return hasattr(view, "__code__") and hasattr(view, "__closure__")


def _of_class(view: Any) -> list[str]:
    kind = getattr(view, "view_class", None)
    names = kind.http_method_names if kind is not None else []
    return [name.upper() for name in names if name != "options" and _has(kind, name)]


def _has(kind: Any, name: str) -> bool:
    return hasattr(kind, name) or (name == "head" and hasattr(kind, "get"))


def check(request: HttpRequest, view: Callable[..., HttpResponse]) -> HttpResponse | None:
    """None: come in. A redirect: first sign in, or do the second step. Raises Hidden, Denied or WrongMethod.

    Asked by `errors.RefusalMiddleware` before each view: Django lets nobody catch what another
    middleware's `process_view` raises.
    """
    name = request.resolver_match.view_name if request.resolver_match else ""
    kind = access_of(view, name)
    if kind not in {PUBLIC, LINK, SIGNED_IN, STAFF}:
        raise Hidden(name)
    if request.method not in methods_of(view):
        raise WrongMethod(methods_of(view))
    if kind in {PUBLIC, LINK}:
        return None
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
