"""The newest of a list as an Atom feed (RFC 4287) or a JSON Feed (1.1): the way to follow without an address.

Both tell days, not minutes: when exactly somebody wrote something is nobody's business.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

ENTRIES = 30
AUTHOR = "NGO 2.0"


@dataclass(frozen=True)
class Item:
    """`path` is a page of this site in the language of the feed; `key` is the same in every language."""

    title: str
    text: str
    path: str
    key: str
    made: datetime
    changed: datetime


@dataclass(frozen=True)
class Feed:
    title: str
    subtitle: str
    path: str
    items: Sequence[Item]


def atom(request: HttpRequest, feed: Feed) -> HttpResponse:
    made = Atom1Feed(
        title=feed.title,
        link=settings.NGO2_SITE_URL + feed.path,
        description=None,
        subtitle=feed.subtitle,
        language=_language(),
        feed_url=settings.NGO2_SITE_URL + request.get_full_path(),
        author_name=AUTHOR,
    )
    for one in feed.items:
        made.add_item(
            title=one.title,
            link=settings.NGO2_SITE_URL + one.path,
            description=one.text,
            pubdate=_day(one.made),
            updateddate=_day(one.changed),
            unique_id=settings.NGO2_SITE_URL + one.key,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def json_feed(request: HttpRequest, feed: Feed) -> HttpResponse:
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": settings.NGO2_SITE_URL + feed.path,
        "feed_url": settings.NGO2_SITE_URL + request.get_full_path(),
        "language": _language(),
        "authors": [{"name": AUTHOR}],
        "items": [
            {
                "id": settings.NGO2_SITE_URL + one.key,
                "url": settings.NGO2_SITE_URL + one.path,
                "title": one.title,
                "content_text": one.text,
                "date_published": _day(one.made).isoformat(),
                "date_modified": _day(one.changed).isoformat(),
            }
            for one in feed.items
        ],
    }
    return HttpResponse(
        json.dumps(said, ensure_ascii=False, indent=1), content_type="application/feed+json; charset=utf-8"
    )


def _language() -> str:
    return "zh-Hans" if (get_language() or "zh").startswith("zh") else "en"


def _day(moment: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(moment), time.min))
