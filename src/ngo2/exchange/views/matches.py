"""What fits a post of ours, with the reasons; a plain list by date is one press away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.exchange import filters, kinds, queries, rules, words
from ngo2.exchange.models import Post
from ngo2.exchange.services import see_suggestions
from ngo2.exchange.views.acting import of_post
from ngo2.kernel.packs import home
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.actors import actor_of
from ngo2.organisations.acting import trail


@of_post("exchange.match")
@reads
def matches(request: HttpRequest, post: Post) -> HttpResponse:
    """Whoever looks after the post has seen then what was new; letters tell it no more."""
    numbered = words.numbered(post.side, post.number)
    new = queries.new_for(post) if post.is_open else []
    context = {
        "post": post,
        "numbered": numbered,
        "trail": trail(
            post.organisation,
            (_("Needs and offers"), reverse("exchange:own", args=[post.organisation_id])),
            (numbered, post.get_absolute_url()),
            (_("What fits"), ""),
        ),
        "found": [_row(other, match, other.pk in new) for other, match in _found(post, new)],
        "new": len(new),
        "plain": _plain(post),
    }
    if new and rules.edits_post(actor_of(request), post):
        see_suggestions(actor_of(request), post)
    return show(request, "exchange/matches.html", context)


def _found(post: Post, new: list[int]) -> list[tuple[Post, Any]]:
    """The best now; what was told as new stands below them, also when better ones came since."""
    if not post.is_open:
        return []
    best = queries.matches(post)
    shown = {one.post.pk for one in best}
    rows = queries.in_order(queries.open_posts()).in_bulk([pk for pk in new if pk not in shown])
    also = [(other, queries.explained(post, other)) for other in rows.values()]
    return [*best, *((other, match) for other, match in also if match.why)]


def _row(other: Post, match: Any, is_new: bool) -> tuple[words.Entry, list[str], list[str], bool]:
    return (
        words.entry(other),
        [str(said) for said in match.why],
        [str(said) for said in match.against],
        is_new,
    )


def _plain(post: Post) -> str:
    """Everything of the same kind at the same place, by date and without any choosing (PIPL art. 24)."""
    here = reverse(filters.LISTS[queries.other(post.side)])
    at_home = post.reach == kinds.PLACE and post.country == home()
    area = post.areas[-1] if at_home and post.areas else ""
    return filters.address(here, filters.Filters(kind=post.kind, area=area))
