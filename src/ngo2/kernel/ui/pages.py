"""Public pages: the same bytes for everybody, an ETag from version rows, 304 without session or ORM.

The ETag is made before the page, from what the page depends on: the versions of its keys, the language and address,
the release, and the day (pages say "this month", "8 months ago").
"""

import gzip
import hashlib
import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from ngo2.kernel.ui.models import PageVersion

Page = Callable[..., HttpResponse]
_KEPT_SECONDS = 3600
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)  # q=0 says: not this one


def touch(*keys: str) -> None:
    """Say that what is behind these keys has changed. Call last in the writer's transaction: rows are locked."""
    wanted = sorted(set(keys))
    if not wanted:
        return
    with transaction.atomic():
        fresh = [PageVersion(key=key) for key in wanted]
        # New rows first and then locks, both in one order for all writers, so that two never wait for each other.
        PageVersion.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
        rows = PageVersion.objects.filter(key__in=wanted)
        list(rows.select_for_update().order_by("key").values_list("key"))
        rows.update(n=F("n") + 1)


def versions(keys: Iterable[str]) -> list[tuple[str, int]]:
    names = sorted(keys)
    marks = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:  # plain SQL: this is all that a 304 costs
        cursor.execute(f"SELECT key, n FROM ui_pageversion WHERE key IN ({marks}) ORDER BY key", names)  # noqa: S608 (marks only)
        return list(cursor.fetchall())


def etag(request: HttpRequest, keys: Iterable[str]) -> str:
    parts = (
        settings.NGO2_RELEASE,
        request.LANGUAGE_CODE,
        request.get_host(),
        request.get_full_path(),
        timezone.localdate().isoformat(),
        repr(versions(keys)),
    )
    return 'W/"' + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32] + '"'


def takes_gzip(request: HttpRequest) -> bool:
    return bool(_GZIP.search(request.headers.get("accept-encoding", "")))


def cached(*keys: str) -> Callable[[Page], Page]:
    """Decorate a public GET view. Keys may hold URL kwargs: `organisation:{pk}`."""

    def decorate(view: Page) -> Page:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in {"GET", "HEAD"}:
                return view(request, *args, **kwargs)
            tag = etag(request, [key.format(**kwargs) for key in keys])
            if tag in re.findall(r'W/"[0-9a-f]+"', request.headers.get("if-none-match", "")):
                return _headers(HttpResponseNotModified(), tag)
            zipped = takes_gzip(request)
            name = f"page:{tag[3:-1]}:{int(zipped)}"
            kept = cache.get(name)
            if kept is None:
                response = view(request, *args, **kwargs)
                if response.status_code != 200 or response.streaming:
                    return response
                body = response.content
                # mtime=0: the same page is the same bytes. Nothing secret stands on a public page (BREACH).
                kept = (gzip.compress(body, 6, mtime=0) if zipped else body, response["Content-Type"])
                cache.set(name, kept, _KEPT_SECONDS)
            response = HttpResponse(kept[0], content_type=kept[1])
            if zipped:
                response["Content-Encoding"] = "gzip"
            return _headers(response, tag)

        wrapped.page_keys = keys  # type: ignore[attr-defined]
        return wrapped

    return decorate


def _headers(response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache"  # keep it, but ask each time: a correction shows at once
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
