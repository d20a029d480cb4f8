"""Pages about one person: never kept by a browser or proxy, with the messages that wait for them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_POST, require_safe

from ngo2.accounts.adapters import safe_path

View = Callable[..., HttpResponse]


def reads(view: View) -> View:
    """The page takes no POST; `methods` is what `ngo2 routes` lists."""
    wrapped: Any = require_safe(view)
    wrapped.methods = ("GET", "HEAD")
    return wrapped


def posts(view: View) -> View:
    """A button of another page: opening the address does nothing."""
    wrapped: Any = require_POST(view)
    wrapped.methods = ("POST",)
    return wrapped


def show(request: HttpRequest, template: str, context: Mapping[str, Any] | None = None) -> HttpResponse:
    response = render(request, template, {**(context or {}), "messages": get_messages(request)})
    response["Cache-Control"] = "no-store"
    return response


def after(request: HttpRequest) -> str:
    """Where the person wanted to go (`next`), when it is a page of this site; else ''."""
    return safe_path(request, request.POST.get("next") or request.GET.get("next", ""))


def home(request: HttpRequest) -> str:
    return resolve_url(settings.LOGIN_REDIRECT_URL)
