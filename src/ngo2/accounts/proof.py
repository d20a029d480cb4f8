"""Before somebody changes how they sign in, they prove who they are: a session left open is not enough."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from ngo2.accounts import queries, second_step
from ngo2.accounts.models import Person

LASTS_SECONDS = 15 * 60


def is_recent(request: HttpRequest, person: Person) -> bool:
    """Signed in or proved in the last quarter of an hour; with a second step, by that.

    Who has nothing to prove with (came by a code on paper) proves nothing: first of all they add a phone.
    """
    since = time.time() - LASTS_SECONDS
    recent = [one for one in second_step.records(request, person) if one.get("at", 0) >= since]
    if second_step.has_authenticator(person):
        return any(one.get("method") == second_step.MFA for one in recent)
    return bool(recent) or not can_prove(person)


def can_prove(person: Person) -> bool:
    return queries.identities(person).exists() or queries.passkeys(person).exists()


def missing(request: HttpRequest, back: str) -> str:
    """Where to prove it and come back to `back`, or '' when it was proved lately."""
    person: Any = request.user
    if is_recent(request, person):
        return ""
    return reverse("accounts:prove") + (f"?{urlencode({'next': back})}" if back else "")


def proved(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a signed-in view: who has not proved themselves lately goes to do it, and comes back."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        elsewhere = missing(request, request.get_full_path() if request.method == "GET" else "")
        return HttpResponseRedirect(elsewhere) if elsewhere else view(request, *args, **kwargs)

    return wrapped
