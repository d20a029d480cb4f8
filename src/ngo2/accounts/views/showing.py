"""Where a person goes on after a page of the account."""

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url

from ngo2.accounts.adapters import safe_path


def after(request: HttpRequest) -> str:
    """Where the person wanted to go (`next`), when it is a page of this site; else ''."""
    return safe_path(request, request.POST.get("next") or request.GET.get("next", ""))


def home(request: HttpRequest) -> str:
    return resolve_url(settings.LOGIN_REDIRECT_URL)
