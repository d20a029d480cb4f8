"""What every page about one record and behind a sign-in does first: find the record, ask whether they may."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ngo2.kernel.ui import access
from ngo2.kernel.ui.showing import lacks_second_step
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


def trail(record: Organisation, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs from the public page of the record; the last step is the page itself."""
    page = reverse("organisations:organisation", args=[record.pk])
    return [(words.called(record), page), *steps]
