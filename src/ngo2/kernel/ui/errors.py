"""Error pages in plain words, each with a short code to quote, which stands in the log."""

import logging
import sys
from collections.abc import Callable
from typing import Any

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from ngo2.kernel.limits.services import TooMany
from ngo2.kernel.ui import programs, unsaved
from ngo2.kernel.ui.access import LINK, SIGNED_IN, STAFF, WrongMethod, access_of, check, to_sign_in
from ngo2.kernel.ui.forms import StillWorking
from ngo2.lib import db
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded

log = logging.getLogger("ngo2.errors")
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no characters that are mistaken on the phone


def page(request: HttpRequest, status: int, message: str = "", *, error: object = "") -> HttpResponse:
    titles = {
        400: _("We could not read that"),
        403: _("This is not open to you"),
        404: _("There is no such page"),
        405: _("This works by a button only"),
        409: _("One moment"),
        413: _("That file is too large"),
        422: _("That did not work"),
        429: _("Please wait a little"),
        500: _("Something broke on our side"),
        503: _("We are busy for a moment"),
    }
    sentences = {
        400: _("Go back, load the page again and send it once more. Nothing was changed."),
        403: _("You are signed in, but this belongs to others. Ask the person who runs it to invite you."),
        404: _(
            "The address may be mistyped, or the page has moved. "
            "Search for the organisation, or start at the home page."
        ),
        405: _("Nothing was changed. Go back to the page with the button, load it again and press it there."),
        500: _(
            "It is not your fault, and we have been told. "
            "Please try again in a few minutes; nothing you sent was half done."
        ),
        503: _("Please try again in a minute."),
    }
    code = _noted(request, status, error)
    context = {
        "status": status,
        "title": titles.get(status, titles[400]),
        "is_others": status == 403 and not message,
        "message": message or sentences.get(status, sentences[400]),
        "code": code,
    }
    answer = programs.answer(request, status, f"{context['message']} ({code})")
    return answer or render(request, "ui/error.html", context, status=status)


def _noted(request: HttpRequest, status: int, error: object) -> str:
    """The code under which the log holds it."""
    code = get_random_string(6, _ALPHABET)
    level = logging.ERROR if status >= 500 else logging.INFO
    log.log(level, "%s %s %r %r", code, status, _place(request), str(error))
    return code


def _place(request: HttpRequest) -> str:
    """The address, for the log; where whoever holds it may come in, only its pattern."""
    match = request.resolver_match
    secret = match is not None and access_of(match.func, match.view_name) == LINK
    return match.route if match is not None and secret else request.path


class RefusalMiddleware:
    """Asks for every view whether it may be called, and turns what services raise on purpose into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What is not for everybody is kept by no cache: after signing out on a shared computer it is gone."""
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and access_of(match.func, match.view_name) in {LINK, SIGNED_IN, STAFF}:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        try:
            return check(request, view)
        except WrongMethod as error:
            response = page(request, 405, error=request.method)
            response["Allow"] = ", ".join(error.methods)
            return response
        except (Denied, Hidden) as error:
            return self.process_exception(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, SignInNeeded):
            return to_sign_in(request)
        if isinstance(error, Hidden):
            return page(request, 404)
        if isinstance(error, Denied):
            return page(request, 403, error.sentence)
        if isinstance(error, TooMany):
            return page(request, 429, str(error), error=error.code)
        if isinstance(error, StillWorking):  # for a minute also after whoever worked on it died
            code = _noted(request, 409, error.code)
            return unsaved.uncertain(request, 409, _("One moment"), str(error), code)
        if isinstance(error, Refused):
            return page(request, 422, str(error), error=error.code)
        return None


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return page(request, 400, error=exception)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return page(request, 403, error=exception)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Django calls it while it handles what went wrong, wherever that was, in a view or before it."""
    error = sys.exception()
    request.database_away = isinstance(error, Error)  # type: ignore[attr-defined]  # nobody asks it for this page
    if request.method == "POST" and db.is_full(error):
        return unsaved.disk_is_full(request)
    if not db.is_away(error):
        return page(request, 500)
    why = _("The database of this site does not answer for a moment. Please try again in a minute.")
    if request.method == "POST":
        code = _noted(request, 503, error)
        response = unsaved.uncertain(request, 503, _("Please send it again"), why, code)
    else:
        response = page(request, 503, why, error=error)
    response["Retry-After"] = "5"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(
        request,
        403,
        _(
            "This form was open for too long, or cookies are switched off. "
            "Go back, load the page again and send it once more."
        ),
        error=reason,
    )
