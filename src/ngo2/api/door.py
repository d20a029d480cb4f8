"""What stands before each operation: language, token, limits, 304, and who may read it from another site."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from ngo2.accounts.models import ApiToken
from ngo2.accounts.services import person_of_token
from ngo2.api import problems
from ngo2.kernel.limits.services import TooMany, client_address, spend
from ngo2.kernel.ui import access, pages

View = Callable[..., HttpResponse]
PERIOD = timedelta(minutes=10)
TOKEN_TIMES = 3  # a token may ask this many times as often as an address: we know whom to ask
LANGUAGES = {"zh-hans": "zh-hans", "zh": "zh-hans", "en": "en"}


def opened(view: View, *keys: str) -> View:
    """`keys` name what the answer depends on, as for public pages; an answer to a token is kept by nobody."""
    view = _by_get(view)
    kept = pages.cached(*keys)(view)

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        named = [key.format(**kwargs) for key in keys]
        with translation.override(_language(request)):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = _answer(request, view, kept, named, args, kwargs)
            response["Content-Language"] = request.LANGUAGE_CODE
        patch_vary_headers(response, ["Accept-Language", "Authorization"])
        return response

    wrapped.methods = ("GET", "HEAD")  # type: ignore[attr-defined]
    wrapped.answer_error = problems.answer  # type: ignore[attr-defined]
    wrapped.csrf_exempt = True  # type: ignore[attr-defined] # a form hears that nothing can be changed here (405)
    return access.public(wrapped)


def _by_get(view: View) -> View:
    """The library knows no HEAD; the server leaves the body out."""

    def get(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        method, request.method = request.method, "GET"
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = method

    return get


def _answer(
    request: HttpRequest, view: View, kept: View, keys: list[str], args: Any, kwargs: dict[str, Any]
) -> HttpResponse:
    said = request.headers.get("authorization", "")
    token = _token(said)
    if said and token is None:
        return problems.problem(401, problems.token_needed(), headers=problems.BEARER)
    if token is None and pages.etag(request, keys) in request.headers.get("if-none-match", ""):
        return _shared(
            kept(request, *args, **kwargs)
        )  # 304: it costs next to nothing, so it counts as nothing
    try:
        _count(request, token)
    except TooMany as error:
        return problems.too_many(error)
    request.api_token = token  # type: ignore[attr-defined]
    if token is None:
        return _shared(kept(request, *args, **kwargs))
    response = view(request, *args, **kwargs)
    response["Cache-Control"] = "private, no-store"
    return response


def _shared(response: HttpResponse) -> HttpResponse:
    """What everybody may read, a page of any site may read. Never with cookies, which we do not look at anyway."""
    response["Access-Control-Allow-Origin"] = "*"
    if not isinstance(response, HttpResponseNotModified):
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return response


def token_of(request: HttpRequest) -> ApiToken | None:
    return getattr(request, "api_token", None)


def _token(said: str) -> ApiToken | None:
    kind, _blank, plain = said.partition(" ")
    return person_of_token(plain.strip()) if kind.lower() == "bearer" and plain.strip() else None


def _count(request: HttpRequest, token: ApiToken | None) -> None:
    if token is None:
        spend("api.client", client_address(request), settings.NGO2_API_REQUESTS, PERIOD)
    else:
        spend("api.token", str(token.pk), settings.NGO2_API_REQUESTS * TOKEN_TIMES, PERIOD)


def _language(request: HttpRequest) -> str:
    """`?lang=` first, then what the program's Accept-Language likes best, then the language of the site."""
    asked = LANGUAGES.get(request.GET.get("lang", "").lower())
    if asked:
        return asked
    for code, _weight in sorted(_accepted(request), key=lambda pair: -pair[1]):
        found = LANGUAGES.get(code) or LANGUAGES.get(code.partition("-")[0])
        if found:
            return found
    return str(settings.LANGUAGE_CODE)


def _accepted(request: HttpRequest) -> list[tuple[str, float]]:
    return list(parse_accept_lang_header(request.headers.get("accept-language", "")[:500].lower()))
