"""What every page behind a sign-in does first: find the record, ask whether they may, keep nothing in caches."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ngo2.kernel.ui import access
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden
from ngo2.organisations import words
from ngo2.organisations.models import Organisation

View = Callable[..., HttpResponse]


def of_record(permission: str) -> Callable[[View], View]:
    """Decorate `view(request, record, …)`; its address holds `pk`. Staff come with their second step."""

    def decorate(view: View) -> View:
        @access.signed_in
        @wraps(view)
        def wrapped(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            if obstacle := lacks_second_step(request):
                return obstacle
            record = Organisation.objects.filter(pk=pk, state=Organisation.ACTIVE).first()
            if record is None:
                raise Hidden("organisation")
            authorise(actor_of(request), permission, record)
            return view(request, record, **kwargs)

        return wrapped

    return decorate


def lacks_second_step(request: HttpRequest) -> HttpResponseRedirect | None:
    """Staff may see and do more here than others, so they prove first who they are."""
    person: Any = request.user
    obstacle = person.staff_obstacle(request) if person.is_staff else ""
    return HttpResponseRedirect(obstacle) if obstacle else None


def posts(view: View) -> View:
    """A button of another page: opening the address does nothing."""
    wrapped: Any = require_POST(view)
    wrapped.methods = ("POST",)
    return wrapped


def reads(view: View) -> View:
    wrapped: Any = require_safe(view)
    wrapped.methods = ("GET", "HEAD")
    return wrapped


def show(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A page for one person: with their messages, kept by no cache."""
    response = render(request, template, {**context, "messages": get_messages(request)})
    response["Cache-Control"] = "no-store"
    return response


def trail(record: Organisation, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs from the public page of the record; the last step is the page itself."""
    page = reverse("organisations:organisation", args=[record.pk])
    return [(words.called(record), page), *steps]
