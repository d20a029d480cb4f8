"""The address of a record that was joined with another leads to that one, with all that stands below it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from ngo2.organisations.models import Organisation

_BELOW = "organisations/<int:pk>/"


class JoinedMiddleware:
    """Asked only where nothing was found, so that pages that are there cost nothing more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or (path := _leads_to(request)) is None:
            return response
        query = request.META.get("QUERY_STRING", "")
        moved = HttpResponseRedirect(f"{path}?{query}" if query else path)
        moved.status_code = 301 if request.method in {"GET", "HEAD"} else 308  # what was sent is sent on
        moved["Cache-Control"] = "no-cache"  # for good, but ask: within 30 days it can be taken back
        return moved


def _leads_to(request: HttpRequest) -> str | None:
    match = request.resolver_match
    if match is None or match.namespace != "organisations" or _BELOW not in match.route:
        return None
    gone = Organisation.objects.filter(pk=match.kwargs["pk"], state=Organisation.MERGED)
    kept = gone.values_list("merged_into_id", flat=True).first()
    return reverse(match.view_name, kwargs={**match.kwargs, "pk": kept}) if kept else None
