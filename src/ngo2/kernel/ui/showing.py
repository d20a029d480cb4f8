"""Pages for one person: never kept by a browser or proxy, with the messages that wait for them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

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


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    page = render(request, template, {**(context or {}), "messages": get_messages(request)}, status=status)
    page["Cache-Control"] = "no-store"
    return page


def lacks_second_step(request: HttpRequest) -> HttpResponseRedirect | None:
    """Staff may see and do more here than others, so they prove first who they are."""
    person: Any = request.user
    obstacle = person.staff_obstacle(request) if person.is_staff else ""
    return HttpResponseRedirect(obstacle) if obstacle else None
