"""What the pages of one conversation do first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from ngo2.conversations import queries
from ngo2.kernel.ui import access
from ngo2.kernel.ui.showing import lacks_second_step
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden

View = Callable[..., HttpResponse]


def of_talk(permission: str) -> Callable[[View], View]:
    """Decorate `view(request, talk, …)`; its address holds `pk`. Somebody else's does not exist."""

    def decorate(view: View) -> View:
        @access.signed_in
        @wraps(view)
        def wrapped(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            if obstacle := lacks_second_step(request):
                return obstacle
            talk = queries.talk_of(pk)
            if talk is None:
                raise Hidden("conversation")
            authorise(actor_of(request), permission, talk)
            return view(request, talk, **kwargs)

        return wrapped

    return decorate
