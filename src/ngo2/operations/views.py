"""Health for machines, and the doctor's page for the platform team."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ngo2.kernel.ui import access
from ngo2.operations import doctor, health


@access.public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. Asks nobody else."""
    return _plain("ok\n")


@access.public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """503 with the names of what is not in order."""
    wrong = health.faults()
    return _plain("\n".join([*wrong, ""]), 503) if wrong else _plain("ok\n")


@access.staff
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """What `ngo2 doctor` says, without what takes long."""
    return render(request, "operations/state.html", {"lines": doctor.quick()})


def _plain(text: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return response
