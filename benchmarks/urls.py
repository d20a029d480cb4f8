"""The site's own addresses and one empty view to measure against."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from ngo2.config.urls import urlpatterns as site
from ngo2.kernel.ui import access


@access.public
def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"")


urlpatterns = [path("empty/", empty), *site]
