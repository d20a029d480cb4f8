"""The second way to answer: Enketo in one page, which opens without a network too and sends when there is one.

What the browser's side relies on stands in `enketo/__init__.py`.
"""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from ngo2.kernel.files.services import read
from ngo2.kernel.files.workshop import LARGEST
from ngo2.kernel.ui import access
from ngo2.kernel.ui.showing import posts, reads
from ngo2.lib.refusals import Hidden
from ngo2.questionnaires import kinds
from ngo2.questionnaires.enketo.refusing import Unfit
from ngo2.questionnaires.enketo.texts import texts
from ngo2.questionnaires.models import Attachment, Edition, Medium, Response
from ngo2.questionnaires.opened import in_browser
from ngo2.questionnaires.services.responses import Receipt
from ngo2.questionnaires.views.answering import actor_of, language_of, of_token, title_of
from ngo2.questionnaires.views.openrosa import edition_of, kept, sent_at, sentence, told
from ngo2.questionnaires.views.parts import Parts, Rejected, parts_of

View = Callable[..., HttpResponse]

# What arrived need not be sent again: on a line that breaks, photos come one by one.
A_POST = 2 * 2**20
WORDS = '<script type="application/json" data-words>{}</script>'
SHELL = (
    "build/ui.css",
    "build/ui.js",
    "build/enketo.css",
    "build/enketo.js",
    "questionnaires/answer.css",
    "ui/favicon.svg",
)


@csp_update({"img-src": ["blob:"], "media-src": ["'self'", "blob:"]})  # previews of what was chosen
@of_token
@reads
def app(request: HttpRequest, response: Response, token: str) -> HttpResponse:
    """Holds no answers, so that what a device keeps of it shows none."""
    if response.state != Response.STARTED:
        return redirect("questionnaires:done", token)
    try:
        shown = in_browser(response.edition)
    except Unfit as unfit:
        messages.warning(request, unfit.words(), "waiting")
        return redirect("questionnaires:answer", token)
    context = {
        "title": title_of(response),
        "about": kinds.about(response.edition.form.scope),
        "token": token,
        "language": shown.tags.get(language_of(request, response), ""),
        "most": LARGEST,
        "words": words(),
    }
    return render(request, "questionnaires/offline.html", context)


def words() -> SafeString:
    """What the script says."""
    told = json.dumps(texts(), ensure_ascii=False).replace("<", "\\u003c")
    return format_html(WORDS, SafeString(told))  # JSON of our own texts, its "<" written as a code


@of_token
@reads
def form(request: HttpRequest, response: Response, token: str) -> HttpResponse:
    """The form, and what this answer to it holds already."""
    if response.state != Response.STARTED:
        return JsonResponse({}, status=410)
    try:
        shown = in_browser(response.edition)
    except Unfit as unfit:
        return JsonResponse({"message": unfit.words()}, status=422)
    files = Attachment.objects.filter(response=response, file__deleted_at=None).exclude(file=None)
    begun = {
        "id": response.instance_id,
        "instance": response.xml,
        "files": [{"name": one.name, "url": f"files/{one.name}"} for one in files.order_by("pk")],
    }
    return JsonResponse({**shown.given, **begun}, json_dumps_params={"ensure_ascii": False})


@of_token
@reads
def medium(request: HttpRequest, response: Response, token: str, name: str) -> HttpResponse:
    """A file of the form."""
    return medium_of(response.edition, name)


def medium_of(edition: Edition, name: str) -> HttpResponse:
    digest = edition.media.get(name)
    rows = Medium.objects.filter(form=edition.form_id, name=name, digest=digest)
    found = rows.first() if digest else None
    if found is None:
        raise Hidden("medium")
    return _as_file(bytes(found.content), found.content_type)


@of_token
@reads
def file(request: HttpRequest, response: Response, token: str, name: str) -> HttpResponse:
    """A photo of the draft, for whoever goes on with it here. Once sent, the link shows no answers any more."""
    rows = response.attachments.filter(name=name, file__deleted_at=None).exclude(file=None)
    found = rows.select_related("file").first()
    if found is None or found.file is None or response.state != Response.STARTED:
        raise Hidden("file")
    return _as_file(read(found.file), "application/octet-stream")


def _as_file(content: bytes, kind: str) -> HttpResponse:
    """Nothing that somebody uploaded is opened as a page of ours."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = "attachment"
    return answer


def for_browser(view: View) -> View:
    """OpenRosa, behind a link. Exempt from CSRF checks: the token in the address lets in, not a cookie, and queued
    answers are sent long after a token of a form has passed. The header is one that no form of another site can send.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Rejected as rejected:
            return told(rejected.status, rejected.sentence)

    marked: Any = csrf_exempt(wrapped)  # sent long after a token has passed; its header no form can send
    marked.answer_error = lambda request, status, sentence: told(status, sentence)
    return marked


@for_browser
@of_token
@posts
def submission(request: HttpRequest, response: Response, token: str) -> HttpResponse:
    from_our_page(request)
    with parts_of(request) as parts:
        edition = edition_of(response.edition.form, parts.document)
        receipt = kept(
            actor_of(response), edition, parts, way=Response.BROWSER, sent_at=sent_at(request), begun=response
        )
        return thanks(receipt, parts)


def from_our_page(request: HttpRequest) -> None:
    if request.headers.get("X-OpenRosa-Version") != "1.0":
        raise Rejected(
            403, _("Answers come from the page that the link opens. Load it again and send them there.")
        )


def thanks(receipt: Receipt, parts: Parts) -> HttpResponse:
    answer = told(201, sentence(receipt, parts))
    answer["X-Answer-Number"] = f"{receipt.response.pk:04d}"
    answer["X-OpenRosa-Accept-Content-Length"] = str(A_POST)
    return answer


@access.public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """At an address above all answering pages: a worker serves what lies below its own folder."""
    found = finders.find("build/answers-sw.js")
    if found is None:
        raise Hidden("worker")
    answer = HttpResponse(Path(str(found)).read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@access.public
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """What a device keeps to open the page without a network; `version` changes when one of them does."""
    assets = [static(path) for path in SHELL]
    version = hashlib.sha256("\n".join(assets).encode()).hexdigest()[:12]
    answer = JsonResponse({"version": version, "assets": assets})
    answer["Cache-Control"] = "no-store"
    return answer
