"""What is new in a place or cause as an Atom feed: the way to follow without an address."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from ngo2.kernel.ui import access, pages
from ngo2.organisations import queries, words
from ngo2.organisations.entries import entries
from ngo2.organisations.following import Area, title
from ngo2.organisations.views.asked import asked_for, filed_elsewhere
from ngo2.organisations.views.places import feed_url, place_url

ENTRIES = 30


@access.public
@pages.cached("organisations")
def feed(request: HttpRequest, country: str = "", code: str = "") -> HttpResponse:
    if moved := filed_elsewhere(country, code):
        return HttpResponseRedirect(f"{feed_url(*moved)}?{request.GET.urlencode()}".rstrip("?"))
    shown = asked_for(request, country, code).shown
    found = queries.latest(shown)[:ENTRIES]
    made = Atom1Feed(
        title=title(Area(shown.country, shown.area, shown.cause)) or _("All organisations"),
        link=settings.NGO2_SITE_URL + place_url(shown.country, shown.area),
        description=None,
        subtitle=_("New and changed organisations of the directory of NGO 2.0"),
        language="zh-Hans" if words.in_chinese() else "en",
        feed_url=settings.NGO2_SITE_URL + request.get_full_path(),
        author_name="NGO 2.0",
    )
    for record, entry in zip(found, entries(found), strict=True):
        made.add_item(**_item(record, entry))
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _item(record: Any, entry: Any) -> dict[str, Any]:
    """The day, not the minute: when exactly a protected group wrote something is nobody's business."""
    url = settings.NGO2_SITE_URL + record.get_absolute_url()
    return {
        "title": entry.name,
        "link": url,
        "description": entry.text,
        "pubdate": _day(record.created_at),
        "updateddate": _day(record.changed_at),
        "unique_id": f"{settings.NGO2_SITE_URL}/organisations/{record.pk}/",
    }


def _day(moment: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(moment), time.min))
