"""For everybody: which surveys are open now, and what becomes of answers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ngo2.kernel.ui import access, pages
from ngo2.surveys import queries, words


@access.public
@pages.cached("surveys")
def surveys(request: HttpRequest) -> HttpResponse:
    """What closes tonight goes with the day; what begins at an hour of today may come an hour late."""
    context = {
        "canonical": settings.NGO2_SITE_URL + request.path,
        "open": [(one, words.state(one)) for one in queries.open_waves().order_by("closes_at", "pk")],
    }
    return render(request, "surveys/surveys.html", context)
