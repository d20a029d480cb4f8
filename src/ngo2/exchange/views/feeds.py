"""What is needed and offered as feeds, with the filters of the lists: the way to follow without an account."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.exchange import filters, kinds, queries, searching, words
from ngo2.exchange.models import Post
from ngo2.kernel.ui import access, pages
from ngo2.kernel.ui.feeds import ENTRIES, Feed, Item, atom, json_feed


@access.public
@pages.cached("posts")
def needs_atom(request: HttpRequest) -> HttpResponse:
    return atom(request, _feed(request, kinds.NEED))


@access.public
@pages.cached("posts")
def needs_json(request: HttpRequest) -> HttpResponse:
    return json_feed(request, _feed(request, kinds.NEED))


@access.public
@pages.cached("posts")
def offers_atom(request: HttpRequest) -> HttpResponse:
    return atom(request, _feed(request, kinds.OFFER))


@access.public
@pages.cached("posts")
def offers_json(request: HttpRequest) -> HttpResponse:
    return json_feed(request, _feed(request, kinds.OFFER))


def _feed(request: HttpRequest, side: str) -> Feed:
    asked = filters.read(request.GET)
    found = queries.in_order(queries.matching(side, asked))[:ENTRIES]
    return Feed(
        title=searching.title(side, asked),
        subtitle=(
            _("The newest that is needed, on NGO 2.0")
            if side == kinds.NEED
            else _("The newest that is offered, on NGO 2.0")
        ),
        path=filters.address(reverse(filters.LISTS[side]), asked),
        items=[_item(post, words.entry(post)) for post in found],
    )


def _item(post: Post, entry: words.Entry) -> Item:
    return Item(
        title=_("%(title)s (%(number)s)") % {"title": entry.title, "number": entry.number},
        text="\n".join(
            filter(None, (entry.things, " · ".join(filter(None, (entry.by, entry.where))), post.text))
        ),
        path=post.get_absolute_url(),
        key=f"/exchange/{post.pk}/",
        made=post.made_at,
        changed=post.changed_at,
    )
