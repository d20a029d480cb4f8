"""Errors as problem+json (RFC 9457): a title, and a sentence that says what to do."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

from ngo2.kernel.limits.services import TooMany
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """Raised by an operation: answered with this status and sentence."""

    def __init__(self, status: int, detail: object) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


class Moved(Exception):
    """Raised by an operation: what was asked for became one with the record `pk`, at `path`."""

    def __init__(self, path: str, pk: int) -> None:
        super().__init__(path)
        self.path, self.pk = path, pk


def problem(
    status: int,
    detail: object,
    *,
    errors: Any = None,
    headers: Mapping[str, str] | None = None,
    **more: object,
) -> HttpResponse:
    body = {"type": "about:blank", "title": str(_titles().get(status, "")), "status": status}
    body |= {"detail": str(detail), **more}
    if errors:
        body["errors"] = errors
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = CONTENT_TYPE
    response["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def _titles() -> dict[int, str]:
    return {
        301: _("It became one with another"),
        400: _("We could not read that"),
        401: _("This token does not work"),
        403: _("This is not open to you"),
        404: _("There is nothing here"),
        405: _("This can only be read"),
        410: _("It was here and is closed"),
        422: _("A parameter is not as it should be"),
        429: _("Please wait a little"),
        500: _("Something broke on our side"),
        503: _("We are busy for a moment"),
    }


def too_many(error: TooMany) -> HttpResponse:
    seconds = max(1, int((error.again - timezone.now()).total_seconds()) + 1)
    return problem(429, error, headers={"Retry-After": str(seconds)})


def answer(request: HttpRequest, status: int, message: str) -> HttpResponse:
    """What the house raises before or beside an operation (wrong method, our own fault), in our words."""
    return problem(status, _("Ask with GET. Nothing can be changed here.") if status == 405 else message)


def register(api: NinjaAPI) -> None:
    """Say for each exception that an operation may raise how it is answered."""
    add: Any = api.add_exception_handler
    add(Problem, lambda request, error: problem(error.status, error.detail))
    add(Moved, lambda request, error: _moved(request, error))
    add(Http404, lambda request, error: problem(404, nothing_here()))
    add(Hidden, lambda request, error: problem(404, nothing_here()))
    add(Denied, lambda request, error: problem(403, _("Your token does not allow this. Make one that does.")))
    add(SignInNeeded, lambda request, error: problem(401, token_needed(), headers=BEARER))
    add(TooMany, lambda request, error: too_many(error))
    add(Refused, lambda request, error: problem(422, error))
    add(ValidationError, lambda request, error: _unreadable(error))


def _moved(request: HttpRequest, error: Moved) -> HttpResponse:
    """Programs that follow find the record; those that do not read its number."""
    query = request.META.get("QUERY_STRING", "")
    told = _("This organisation was joined with %(number)s. Keep that number instead.") % {"number": error.pk}
    headers = {"Location": f"{error.path}?{query}" if query else error.path, "Cache-Control": "no-cache"}
    return problem(301, told, moved_to=error.pk, headers=headers)


BEARER = {"WWW-Authenticate": 'Bearer realm="NGO 2.0"'}


def token_needed() -> str:
    return _("Send a token that is not taken back and has not run out. You make one under /me/tokens/.")


def nothing_here() -> str:
    return _("There is nothing at this address. Look in the list for what there is.")


def _unreadable(error: ValidationError) -> HttpResponse:
    errors = [
        {"parameter": str(one.get("loc", [""])[-1]), "detail": str(one.get("msg", ""))[:200]}
        for one in error.errors
    ]
    return problem(422, _("Compare the parameters with the description of the API."), errors=errors)
