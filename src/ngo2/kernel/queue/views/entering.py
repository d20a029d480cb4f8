"""What every page of the queue does first, and how it goes on after a press."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ngo2.kernel.queue.queries import Wanted
from ngo2.kernel.ui import access
from ngo2.kernel.ui.showing import lacks_second_step

View = Callable[..., HttpResponse]
ONE, LIST = "one", "list"


def entered(view: View) -> View:
    """Everybody signed in may look; staff with their second step, as on the pages behind."""

    @access.signed_in
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if obstacle := lacks_second_step(request):
            return obstacle
        return view(request, **kwargs)

    return wrapped


def wanted(said: Any) -> Wanted:
    """`only` names a kind; a name that nobody knows is a filter that finds nothing."""
    return Wanted(said.get("only", "")[:80], mine=said.get("mine") == "1", later=said.get("later") == "1")


def address(page: str, of: Wanted, **more: object) -> str:
    said = {"only": of.kind, "mine": "1" if of.mine else "", "later": "1" if of.later else "", **more}
    query = urlencode({key: value for key, value in said.items() if value not in ("", None)})
    return reverse(f"queue:{page}") + (f"?{query}" if query else "")


def onward(request: HttpRequest, *, step: int = 0) -> str:
    """To the list, or to the next thing: what was done is gone, so the next one stands at its place."""
    of = wanted(request.POST)
    if request.POST.get("back") == ONE:
        return address("one", of, n=number(request.POST.get("n", "")) + step)
    return address("today", of)


def number(text: str) -> int:
    """A place in the queue, out of an address that anybody may have typed."""
    return min(int(text), 500) if text.isdecimal() and text.isascii() and len(text) < 7 else 0
