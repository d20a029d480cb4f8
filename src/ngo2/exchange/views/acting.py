"""What the pages about one post, or one introduction, do first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.exchange import queries, words
from ngo2.exchange.models import Post
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


def of_introduction(permission: str) -> Callable[[View], View]:
    """Decorate `view(request, one, …)`; its address holds `pk`. Somebody else's does not exist."""

    def decorate(view: View) -> View:
        @access.signed_in
        @wraps(view)
        def wrapped(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            if obstacle := lacks_second_step(request):
                return obstacle
            one = queries.introductions().filter(pk=pk).first()
            if one is None:
                raise Hidden("introduction")
            authorise(actor_of(request), permission, one)
            return view(request, one, **kwargs)

        return wrapped

    return decorate


def trail_of(post: Post, last: str) -> list[tuple[str, str]]:
    listed = reverse("exchange:needs" if post.side == "need" else "exchange:offers")
    name = _("Needs") if post.side == "need" else _("Offers")
    return [(name, listed), (words.numbered(post.side, post.number), post.get_absolute_url()), (last, "")]
