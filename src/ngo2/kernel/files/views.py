import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ngo2.kernel.files.models import WIDTHS, File
from ngo2.kernel.files.services import read
from ngo2.kernel.ui import access
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden

# Whatever the bytes are, a browser that opens them by themselves runs and loads nothing.
SANDBOX = "default-src 'none'; sandbox"


@require_safe
@access.public
def file(request: HttpRequest, pk: uuid.UUID, width: int = 0) -> HttpResponse:
    """The bytes of a file. A public one asks for no session; a private one asks whose it is."""
    found = File.objects.filter(pk=pk, deleted_at=None).first()
    if found is None or (width and width not in WIDTHS):
        raise Hidden(str(pk))
    public = found.visibility == File.PUBLIC
    if not public:
        authorise(actor_of(request), "files.read", found)
    tag = f'"{found.sha256[:32]}-{width}"'
    if public and request.headers.get("if-none-match") == tag:
        return _marked(HttpResponseNotModified(), found, tag)
    return _marked(HttpResponse(read(found, width), content_type=found.content_type), found, tag)


def _marked(response: HttpResponse, found: File, tag: str) -> HttpResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    as_attachment = found.kind != File.IMAGE
    response["Content-Disposition"] = str(content_disposition_header(as_attachment, found.name))
    if found.visibility == File.PUBLIC:
        response["ETag"] = tag
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response["Cache-Control"] = "private, no-store"
    return response
