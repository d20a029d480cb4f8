"""A published report: for everybody, out of what was frozen, and nothing else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.http import content_disposition_header

from ngo2.kernel.documents import pictures
from ngo2.kernel.ui import access, pages
from ngo2.kernel.ui.showing import reads
from ngo2.lib.refusals import Hidden
from ngo2.surveys import queries
from ngo2.surveys.models import Publication
from ngo2.surveys.reports.faces import spec
from ngo2.surveys.reports.telling import address, cited, day
from ngo2.surveys.views.showing import shown

View = Callable[..., HttpResponse]


def of_publication(view: View) -> View:
    """Decorate `view(request, publication, …)`. What was taken back is gone (410), and says why."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, version: int | None = None, **kwargs: Any) -> HttpResponse:
        found = (
            queries.newest(pk) if version is None else queries.versions(pk).filter(version=version).first()
        )
        if found is None:
            raise Hidden("publication")
        if found.withdrawn_at is None:
            return view(request, found, **kwargs)
        context = {
            "publication": found,
            "newest": _other(found),
            "title": found.said("title", request.LANGUAGE_CODE),
        }
        response = render(request, "surveys/reports/gone.html", context, status=410)
        response["Cache-Control"] = "no-store"
        return response

    return wrapped


def _other(gone: Publication) -> Publication | None:
    found = queries.newest(gone.report_id)
    return None if found is None or found.withdrawn_at else found


@access.public
@pages.cached("surveys.report:{pk}")
@of_publication
def newest(request: HttpRequest, publication: Publication) -> HttpResponse:
    return _page(request, publication)


@access.public
@pages.cached("surveys.report:{pk}")
@of_publication
def version(request: HttpRequest, publication: Publication) -> HttpResponse:
    return _page(request, publication)


def _page(request: HttpRequest, one: Publication) -> HttpResponse:
    newest = _other(one)
    context = shown(one, request.LANGUAGE_CODE) | {
        "canonical": address(one),
        "day": day(one),
        "newer": newest if newest and newest.version > one.version else None,
    }
    return render(request, "surveys/reports/published.html", context)


@access.public
@reads
@of_publication
def paper(request: HttpRequest, publication: Publication) -> HttpResponse:
    from ngo2.surveys.reports.paper import printed  # noqa: PLC0415 (only who prints needs it)

    language = request.LANGUAGE_CODE

    def made() -> tuple[bytes, str]:
        return printed(publication, language), "application/pdf"

    return _file(
        request, publication, f"{language}.pdf", f"{_name(publication, language)}.pdf", made, download=False
    )


@access.public
@reads
@of_publication
def part(request: HttpRequest, publication: Publication, block: str, ending: str) -> HttpResponse:
    """One block: its table as CSV or XLSX, its chart as SVG."""
    language = request.LANGUAGE_CODE
    found = next((one for one in publication.content["blocks"] if one["id"] == block), None)
    face = found["faces"][language] if found else None
    if face is None or not face["rows"] or ending not in {"csv", "xlsx", "svg"}:
        raise Http404

    def made() -> tuple[bytes, str]:
        return _drawn(face) if ending == "svg" else _written(publication, face, language, ending)

    name = f"{_name(publication, language)} {block}.{ending}"
    return _file(request, publication, f"{language}.{block}.{ending}", name, made, download=ending != "svg")


def _drawn(face: Any) -> tuple[bytes, str]:
    from ngo2.kernel.charts import vegalite  # noqa: PLC0415 (only who draws needs it)

    chart = spec(face)
    if chart is None:
        raise Http404
    drawing = vegalite.svg(chart)
    if not drawing:
        raise pictures.Busy
    return drawing.encode(), "image/svg+xml"


def _written(one: Publication, face: Any, language: str, ending: str) -> tuple[bytes, str]:
    from ngo2.surveys.reports.faces import sheet  # noqa: PLC0415 (as above)
    from ngo2.surveys.results.files import WRITERS  # noqa: PLC0415 (as above)

    write, kind = WRITERS[ending]
    return write(sheet(face, [cited(one, language), one.content["licence"]])), kind


def _name(one: Publication, language: str) -> str:
    return f"{one.said('title', language)} v{one.version}"


def _file(
    request: HttpRequest,
    one: Publication,
    mark: str,
    name: str,
    made: Callable[[], tuple[bytes, str]],
    download: bool,
) -> HttpResponse:
    """Never changes, but may be taken back: whoever kept it asks each time."""
    tag = f'"{one.digest[:32]}.{one.version}.{mark}"'
    if request.headers.get("if-none-match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        body, kind = made()
        response = HttpResponse(body, content_type=kind)
        response["Content-Disposition"] = str(content_disposition_header(download, name))
        response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache"
    return response
