"""What every page about one thing and behind a sign-in does first: find it, and ask whether they may."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from ngo2.kernel.ui import access
from ngo2.kernel.ui.showing import lacks_second_step
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden

View = Callable[..., HttpResponse]
Decorator = Callable[[View], View]


def of_one(permission: str, find: Callable[[int], Any], what: str, key: str = "pk") -> Decorator:
    """Decorate `view(request, thing, …)`; its address holds the number of the thing as `key`.

    `find` answers None for what is not there; what somebody may not even see is not there either. Staff come with
    their second step.
    """

    def decorate(view: View) -> View:
        @access.signed_in
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if obstacle := lacks_second_step(request):
                return obstacle
            thing = find(kwargs.pop(key))
            if thing is None:
                raise Hidden(what)
            authorise(actor_of(request), permission, thing)
            return view(request, thing, **kwargs)

        return wrapped

    return decorate
