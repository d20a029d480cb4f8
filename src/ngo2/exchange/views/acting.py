"""What the pages about one post do first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from ngo2.exchange import queries
from ngo2.kernel.ui import access
from ngo2.kernel.ui.showing import lacks_second_step
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden

View = Callable[..., HttpResponse]


def of_post(permission: str) -> Callable[[View], View]:
    """Decorate `view(request, post, …)`; its address holds `number`. Staff come with their second step."""

    def decorate(view: View) -> View:
        @access.signed_in
        @wraps(view)
        def wrapped(request: HttpRequest, number: int, **kwargs: Any) -> HttpResponse:
            if obstacle := lacks_second_step(request):
                return obstacle
            post = queries.with_a_page().select_related("organisation").filter(pk=number).first()
            if post is None:
                raise Hidden("post")
            authorise(actor_of(request), permission, post)
            return view(request, post, **kwargs)

        return wrapped

    return decorate
