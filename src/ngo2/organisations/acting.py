"""What every page about one record and behind a sign-in does first: find the record, ask whether they may."""

from django.urls import reverse

from ngo2.kernel.ui.acting import Decorator, of_one
from ngo2.organisations import words
from ngo2.organisations.models import Organisation


def of_record(permission: str) -> Decorator:
    """Decorate `view(request, record, …)`; its address holds `pk`."""
    return of_one(permission, _active, "organisation")


def trail(record: Organisation, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs from the public page of the record; the last step is the page itself."""
    page = reverse("organisations:organisation", args=[record.pk])
    return [(words.called(record), page), *steps]


def _active(pk: int) -> Organisation | None:
    return Organisation.objects.filter(pk=pk, state=Organisation.ACTIVE).first()
