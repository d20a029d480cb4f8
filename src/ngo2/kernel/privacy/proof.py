"""Erasing needs a fresh proof of who is there: a session left open is not enough. Accounts say how."""

import time
from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import urlencode

LASTS_SECONDS = 15 * 60

# (request, page to come back to) -> address where to prove it, or "" when it was proved lately
Ask = Callable[[HttpRequest, str], str]


def signed_in_lately(request: HttpRequest, back: str) -> str:
    """Where nobody says otherwise: the session began within a quarter of an hour, else sign in again."""
    since = time.time() - LASTS_SECONDS
    if any(one.get("at", 0) >= since for one in get_authentication_records(request, request.user)):
        return ""
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"


_ask: list[Ask] = [signed_in_lately]


def ask_with(ask: Ask) -> None:
    """Let a room above decide; the last word counts. Call it in its manifest."""
    _ask.append(ask)


def missing(request: HttpRequest, back: str) -> str:
    return _ask[-1](request, back)
