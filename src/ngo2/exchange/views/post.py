"""The page of one post: what is asked or offered, how to tell others, and what became of it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.exchange import kinds, queries, sheets, words
from ngo2.exchange.models import Post
from ngo2.exchange.stories import told
from ngo2.kernel.ui import access, pages
from ngo2.kernel.ui.qr import drawn
from ngo2.kernel.ui.showing import reads
from ngo2.organisations import words as record_words

MOST_TOLD = 10


@access.public
@pages.cached("post:{number}")
def post(request: HttpRequest, number: int) -> HttpResponse:
    found = _find(number)
    address = settings.NGO2_SITE_URL + found.get_absolute_url()
    lines = list(found.lines.all())
    arrived = queries.delivered(found)
    here = reverse("exchange:needs" if found.side == kinds.NEED else "exchange:offers")
    listed = _("Needs") if found.side == kinds.NEED else _("Offers")
    context = {
        "post": found,
        "numbered": words.numbered(found.side, found.number),
        "by": record_words.called(found.organisation),
        "about": words.about(found.subkind),
        "where": words.where(found),
        "lines": [(line.item, line.note, words.amount(line), words.fate(line, arrived)) for line in lines],
        "conditions": words.conditions(found),
        "goods_said": words.goods(getattr(found, "goods", None)),
        "care_said": words.care(getattr(found, "care", None)),
        "spoken_for": words.spoken_for(found),
        "project": words.project(found),
        "ending": words.ending(found),
        "photo": reverse("files:copy", args=[found.photo, 960]) if found.photo else "",
        "page_address": address,
        "qr": drawn(address),
        "trail": [(listed, here), (words.numbered(found.side, found.number), "")],
        "thanks": [told.of(story) for story in queries.stories_of_post(found)[:MOST_TOLD]],
        "preview": words.gist(found) or found.text[:150],
    }
    return render(request, "exchange/post.html", context)


@access.public
@reads
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """One page of A4 for a wall or a meeting, in the language of the address."""
    found = _find(number)
    made = sheets.sheet(found, settings.NGO2_SITE_URL + found.get_absolute_url())
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="ngo2-{found.side}-{found.number}.pdf"'
    response["Cache-Control"] = "no-cache"
    return response


def _find(number: int) -> Post:
    if number > 2**31:
        raise Http404
    return get_object_or_404(
        queries.with_a_page()
        .select_related("organisation", "project", "goods", "care")
        .prefetch_related("lines"),
        pk=number,
    )
