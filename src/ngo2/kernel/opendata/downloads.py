"""A dataset, or a part of it, as a file: streamed, the same bytes for everybody, 304 while nothing has changed."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.text import compress_sequence
from django.utils.translation import get_language

from ngo2.kernel.limits import services as limits
from ngo2.kernel.opendata import addresses
from ngo2.kernel.opendata.datasets import Dataset, datasets
from ngo2.kernel.opendata.formats import Format, offered
from ngo2.kernel.opendata.heads import Head, head_of
from ngo2.kernel.ui import pages

AN_HOUR = 240  # files for one address, behind which a whole office may sit


def found(name: str, ending: str) -> tuple[Dataset, Format]:
    """Raises Http404 for a list, or a format of it, that there is not."""
    if name not in datasets:
        raise Http404
    dataset = datasets[name]
    form = {one.name: one for one in offered(dataset.place is not None)}.get(ending)
    if form is None:
        raise Http404
    return dataset, form


def download(
    request: HttpRequest, name: str, ending: str, filters: Any = None, title: str = ""
) -> HttpResponseBase:
    """`filters` as the dataset takes them, `title` what the file is called."""
    dataset, form = found(name, ending)
    tag = pages.etag(request, ("opendata", *dataset.page_keys))
    if request.headers.get("if-none-match") == tag:
        return _kept(HttpResponseNotModified(), tag)
    language = get_language() or ""
    head = head_of(dataset, language, addresses.page(name, language), timezone.localdate())
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse(content_type=form.media_type)
    else:
        limits.spend("opendata.download", limits.client_address(request), AN_HOUR, timedelta(hours=1))
        body = form.write(head, dataset.rows(filters, language))
        response = _streamed(request, form, body)
    called = f"{title or head.title} {head.as_of.isoformat()}.{form.name}"
    response["Content-Disposition"] = str(content_disposition_header(True, called))
    return _kept(described(response, head), tag)


def _streamed(request: HttpRequest, form: Format, body: Iterator[bytes]) -> StreamingHttpResponse:
    zipped = not form.packed and pages.takes_gzip(request)
    content: Iterable[bytes] = compress_sequence(body) if zipped else body
    response = StreamingHttpResponse(content, content_type=form.media_type)
    if zipped:
        response["Content-Encoding"] = "gzip"
    return response


def described(response: HttpResponseBase, head: Head) -> HttpResponseBase:
    """Where licence and description can be read; any page may load the file."""
    response["Link"] = f'<{head.licence_url}>; rel="license", <{head.page}>; rel="describedby"'
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _kept(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
