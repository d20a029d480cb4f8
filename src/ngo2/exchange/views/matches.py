"""What fits a post of ours, with the reasons; a plain list by date is one press away."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.exchange import filters, kinds, queries, words
from ngo2.exchange.models import Post
from ngo2.exchange.views.acting import of_post
from ngo2.kernel.ui.showing import reads, show
from ngo2.organisations.acting import trail


@of_post("exchange.match")
@reads
def matches(request: HttpRequest, post: Post) -> HttpResponse:
    need = post.side == kinds.NEED
    found = queries.matches(post) if post.is_open else []
    here = reverse("exchange:offers" if need else "exchange:needs")
    numbered = words.numbered(post.side, post.number)
    context = {
        "post": post,
        "numbered": numbered,
        "trail": trail(
            post.organisation,
            (_("Needs and offers"), reverse("exchange:own", args=[post.organisation_id])),
            (numbered, post.get_absolute_url()),
            (_("What fits"), ""),
        ),
        "found": [
            (
                words.entry(one.post),
                [str(said) for said in one.match.why],
                [str(said) for said in one.match.against],
            )
            for one in found
        ],
        "plain": filters.address(here, filters.Filters(kind=post.kind)),
    }
    return show(request, "exchange/matches.html", context)
