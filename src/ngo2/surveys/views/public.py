"""For everybody: which surveys are open now, what came of those before, and what becomes of answers."""

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
        "reports": [(one, one.said("title", request.LANGUAGE_CODE)) for one in queries.published()],
        "releases": [(one, words.called(one.wave)) for one in queries.open_releases()],
    }
    return render(request, "surveys/surveys.html", context)
