"""The operations, each behind its door. The page about them stands among the pages (`page_urls`)."""

from django.urls import URLPattern, path, re_path

from ngo2.api import views
from ngo2.api.door import opened
from ngo2.api.operations import api

# What each answer depends on: versions of public pages that the journal raises.
_KEYS = {
    "organisations": ("organisations", "search"),
    "organisation": ("organisation:{pk}",),
    "needs": ("posts", "organisations"),
    "offers": ("posts", "organisations"),
    "need": ("post:{number}", "organisations"),
    "offer": ("post:{number}", "organisations"),
    "all_datasets": ("organisations", "datasets"),
}


def _behind_the_door(pattern: URLPattern) -> URLPattern:
    name = str(pattern.name)
    pattern.callback = opened(pattern.callback, *_KEYS.get(name, ("api",)))
    return pattern


app_name = "api"
urlpatterns = [
    path("openapi.json", opened(views.openapi, "api"), name="openapi"),
    *(
        _behind_the_door(pattern)
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ),
    # As <path:rest>, but of any characters: a line break in an address is answered as a program expects, too.
    re_path(r"^(?P<rest>(?s:.+))\Z", opened(views.nothing, "api"), name="nothing"),
]
