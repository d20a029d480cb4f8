"""What the pages about one post, or one introduction, do first."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.exchange import queries, words
from ngo2.exchange.models import Introduction, Post
from ngo2.kernel.ui.acting import Decorator, of_one


def of_post(permission: str) -> Decorator:
    """Decorate `view(request, post, …)`; its address holds `number`."""
    return of_one(permission, _post, "post", "number")


def of_introduction(permission: str) -> Decorator:
    """Decorate `view(request, one, …)`; its address holds `pk`. Somebody else's does not exist."""
    return of_one(permission, _introduction, "introduction")


def trail_of(post: Post, last: str) -> list[tuple[str, str]]:
    listed = reverse("exchange:needs" if post.side == "need" else "exchange:offers")
    name = _("Needs") if post.side == "need" else _("Offers")
    return [(name, listed), (words.numbered(post.side, post.number), post.get_absolute_url()), (last, "")]


def _post(pk: int) -> Post | None:
    return queries.with_a_page().select_related("organisation").filter(pk=pk).first()


def _introduction(pk: int) -> Introduction | None:
    return queries.introductions().filter(pk=pk).first()
