"""Deliveries that both sides let others read of: the list, one of them, its cards and photos. The same for all."""

from collections.abc import Callable
from datetime import datetime, time
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from ngo2.exchange import filters, kinds, queries, words
from ngo2.exchange.models import Confirmation, Story
from ngo2.exchange.stories import cards, told
from ngo2.exchange.stories.told import Told
from ngo2.kernel.documents import pictures
from ngo2.kernel.files.models import WIDTHS, File
from ngo2.kernel.files.services import read
from ngo2.kernel.ui import access, pages
from ngo2.kernel.ui.qr import drawn
from ngo2.kernel.ui.showing import reads
from ngo2.lib.refusals import Hidden
from ngo2.organisations import words as record_words
from ngo2.organisations.models import Organisation

PER_PAGE, IN_FEED = 20, 30
LARGEST = 2**31
View = Callable[..., HttpResponse]


def of_public_story(view: View) -> View:
    """Decorate `view(request, story, …)`; its address holds `number`. What was public once is gone (410)."""

    @wraps(view)
    def wrapped(request: HttpRequest, number: int, **kwargs: Any) -> HttpResponse:
        if number > LARGEST:
            raise Hidden("story")
        story = queries.public_stories().filter(pk=number).first()
        if story is not None:
            return view(request, story, **kwargs)
        if not Story.objects.filter(pk=number).exclude(published_at=None).exists():
            raise Hidden("story")
        response = render(request, "exchange/thanks/gone.html", status=410)
        response["Cache-Control"] = "no-store"
        return response

    return wrapped


@access.public
@pages.cached("stories", "organisations")
def thanks(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds.KINDS else ""
    of = _organisation(request.GET.get("of", ""))
    found = queries.stories_of(of) if of else queries.public_stories(kind)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    here = reverse("exchange:thanks")
    context = {
        "page": page,
        "total": page.paginator.count,
        "entries": [told.of(story) for story in page.object_list],
        "of": record_words.called(of) if of else "",
        "is_narrowed": bool(kind or of),
        "canonical": settings.NGO2_SITE_URL + here,
        "here": here,
        "feed": reverse("exchange:thanks_feed"),
        "kind_options": []
        if of
        else filters.kind_options(here, filters.Filters(kind=kind), queries.counts_of_stories()),
    }
    return render(request, "exchange/thanks/list.html", context)


@access.public
@pages.cached("story:{number}", "organisations")
@of_public_story
def one(request: HttpRequest, story: Story) -> HttpResponse:
    shown = told.of(story)
    address = settings.NGO2_SITE_URL + story.get_absolute_url()
    wide = reverse("exchange:thanks_card", args=[story.pk])
    context = {
        "told": shown,
        "numbered": words.numbered(shown.post.side, shown.post.number),
        "page_address": address,
        "qr": drawn(address),
        "wide": wide,
        "tall": reverse("exchange:thanks_tall_card", args=[story.pk]),
        "small": reverse("exchange:thanks_small_card", args=[story.pk]),
        # What chat apps kept under the address of an earlier card is not shown for this one.
        "preview_image": f"{settings.NGO2_SITE_URL}{wide}?v={cards.mark(shown, cards.WIDE, address)[:8]}",
        "trail": [(_("Arrived, with thanks"), reverse("exchange:thanks")), (shown.receiver.name, "")],
    }
    return render(request, "exchange/thanks/one.html", context)


@access.public
@reads
@of_public_story
def card(request: HttpRequest, story: Story, shape: str = cards.WIDE) -> HttpResponse:
    shown = told.of(story)
    address = settings.NGO2_SITE_URL + story.get_absolute_url()
    tag = f'"{cards.mark(shown, shape, address)}"'
    if request.headers.get("if-none-match") == tag:
        return _kept_briefly(HttpResponseNotModified(), tag)
    try:
        made = cards.card(shown, shape, address)
    except pictures.Busy as busy:
        response = HttpResponse(str(busy), status=503, content_type="text/plain; charset=utf-8")
        response["Retry-After"] = str(pictures.AGAIN)
        return response
    return _kept_briefly(HttpResponse(made, content_type="image/png"), tag)


@access.public
@reads
@of_public_story
def photo(request: HttpRequest, story: Story, side: str, width: int = 960) -> HttpResponse:
    """The copy that this side agreed to show; the files themselves stay with both sides."""
    live = [each for each in story.consents.all() if each.said_yes and each.withdrawn_at is None]
    shown = (
        next((each.photo for each in live if each.side == side), None) if side in Confirmation.SIDES else None
    )
    file = File.objects.filter(pk=shown, deleted_at=None, shows_minor=False).first() if shown else None
    if file is None or width not in WIDTHS:
        raise Hidden("photo")
    tag = f'"{file.sha256[:32]}-{width}"'
    if request.headers.get("if-none-match") == tag:
        return _kept_briefly(HttpResponseNotModified(), tag)
    return _kept_briefly(HttpResponse(read(file, width), content_type=file.content_type), tag)


@access.public
@pages.cached("stories", "organisations")
def feed(request: HttpRequest) -> HttpResponse:
    made = Atom1Feed(
        title=_("Arrived, with thanks"),
        link=settings.NGO2_SITE_URL + reverse("exchange:thanks"),
        description=None,
        subtitle=_("Deliveries that both sides confirmed and let others read of"),
        language="zh-Hans" if record_words.in_chinese() else "en",
        feed_url=settings.NGO2_SITE_URL + request.path,
        author_name="NGO 2.0",
    )
    for story in queries.public_stories()[:IN_FEED]:
        made.add_item(**_item(told.of(story)))
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _organisation(typed: str) -> Organisation | None:
    known = typed.isdecimal() and typed.isascii() and len(typed) < 10
    return Organisation.objects.filter(pk=int(typed), state=Organisation.ACTIVE).first() if known else None


def _item(shown: Told) -> dict[str, Any]:
    day = timezone.make_aware(datetime.combine(timezone.localdate(shown.changed_at), time.min))
    path = reverse("exchange:thanks_one", args=[shown.pk])
    said = [f"{side.name}: {side.sentence}" for side in shown.sides if side.sentence]
    return {
        "title": _("%(receiver)s received from %(giver)s: %(things)s")
        % {"receiver": shown.receiver.name, "giver": shown.giver.name, "things": shown.summary},
        "link": settings.NGO2_SITE_URL + path,
        "description": "\n".join(said),
        "pubdate": day,
        "updateddate": day,
        "unique_id": f"{settings.NGO2_SITE_URL}/exchange/thanks/{shown.pk}/",
    }


def _kept_briefly(response: HttpResponse, tag: str) -> HttpResponse:
    """Kept, and asked for each time: what is taken back is gone with the next look."""
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
