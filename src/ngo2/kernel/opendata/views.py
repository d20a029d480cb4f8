from functools import wraps
from itertools import groupby

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ngo2.kernel.opendata import addresses, catalogue, queries
from ngo2.kernel.opendata.catalogue import File, Listed, file_of
from ngo2.kernel.opendata.datasets import Dataset, datasets
from ngo2.kernel.opendata.downloads import described, download
from ngo2.kernel.opendata.formats import offered
from ngo2.kernel.opendata.heads import Head, head_of
from ngo2.kernel.opendata.models import Snapshot
from ngo2.kernel.ui import access, pages
from ngo2.kernel.ui.pages import Page
from ngo2.lib.jsonld import as_text
from ngo2.lib.refusals import Hidden


def _kept(view: Page) -> Page:
    """A public page of all datasets: which keys it depends on is known when the manifests are read."""

    @wraps(view)
    def kept(request: HttpRequest) -> HttpResponse:
        keys = {key for dataset in datasets for key in dataset.page_keys}
        return pages.cached("opendata", *sorted(keys))(view)(request)

    return kept


@require_safe
@access.public
@_kept
def catalogue_page(request: HttpRequest) -> HttpResponse:
    words = _words()
    listed = _listed()
    context = {
        "listed": listed,
        "canonical": addresses.site(get_language() or ""),
        "json_ld": as_text(catalogue.schema_org(*words, listed)),
        "catalogue_url": reverse("opendata:catalogue_json"),
    }
    return render(request, "opendata/catalogue.html", context)


@require_safe
@access.public
@_kept
def catalogue_json(request: HttpRequest) -> HttpResponse:
    made = catalogue.dcat(*_words(), _listed())
    return JsonResponse(made, json_dumps_params={"ensure_ascii": False}, content_type="application/ld+json")


@require_safe
@access.public
def dataset(request: HttpRequest, name: str, ending: str) -> HttpResponseBase:
    """The rows of now."""
    return download(request, name, ending)


@require_safe
@access.public
def snapshot(request: HttpRequest, name: str, file: str) -> HttpResponseBase:
    found = queries.open_snapshot(name, file)
    if found is None or name not in datasets:
        raise Hidden(file)
    tag = f'"{found.sha256[:32]}"'
    if request.headers.get("if-none-match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    try:
        stored = default_storage.open(found.stored)
    except FileNotFoundError:  # the row came back from a backup without its file
        raise Hidden(file) from None
    packed = file.endswith(".gz")
    response = FileResponse(stored, content_type="application/gzip" if packed else _media_type(found))
    response["Content-Disposition"] = str(content_disposition_header(True, f"{name}-{file}"))
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=3600"  # it may have to be withdrawn
    return described(response, _head(datasets[name]))


def _media_type(found: Snapshot) -> str:
    return {one.name: one.media_type for one in offered(True)}.get(found.format, "application/octet-stream")


def _words() -> tuple[str, str, str]:
    description = _(
        "Lists of this site as files: with the meaning of each column, the licence and the sources."
    )
    return _("Open data"), description, addresses.site(get_language() or "")


def _head(one: Dataset) -> Head:
    language = get_language() or ""
    return head_of(one, language, addresses.page(one.name, language), timezone.localdate())


def _listed() -> list[Listed]:
    copies = {name: list(group) for name, group in groupby(queries.snapshots(), lambda one: one.dataset)}
    return [
        Listed(
            one.name,
            _head(one),
            one.count(),
            tuple(_file(one, form.name) for form in offered(one.place is not None)),
            tuple(map(_copy, copies.get(one.name, ()))),
        )
        for one in datasets
    ]


def _file(one: Dataset, form: str) -> File:
    return file_of(form, addresses.site(get_language() or "", "opendata:dataset", one.name, form))


def _copy(one: Snapshot) -> File:
    url = addresses.site(get_language() or "", "opendata:snapshot", one.dataset, one.file_name)
    return file_of(
        one.format, url, bytes=one.bytes, sha256=one.sha256, rows=one.rows, month=one.month,
        withdrawn=one.withdrawn_at is not None,
    )  # fmt: skip
