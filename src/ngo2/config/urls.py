"""Every address. Chinese without prefix, English under /en/; what has no language stands outside."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

handler400 = "ngo2.kernel.ui.errors.bad_request"
handler403 = "ngo2.kernel.ui.errors.forbidden"
handler404 = "ngo2.kernel.ui.errors.not_found"
handler500 = "ngo2.kernel.ui.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("ngo2.operations.probes")),
    path("files/", include("ngo2.kernel.files.urls")),
    path("", include("ngo2.kernel.maps.urls")),
    path("api/v1/", include("ngo2.api.urls")),
    path("collect/", include("ngo2.questionnaires.collect_urls")),
    *i18n_patterns(
        path("", include("ngo2.accounts.urls")),
        path("", include("ngo2.kernel.notify.urls")),
        path("", include("ngo2.kernel.queue.urls")),
        path("", include("ngo2.kernel.privacy.urls")),
        path("", include("ngo2.kernel.opendata.urls")),
        path("", include("ngo2.kernel.search.urls")),
        path("", include("ngo2.exchange.urls")),
        path("", include("ngo2.surveys.urls")),
        path("", include("ngo2.questionnaires.urls")),
        path("", include("ngo2.conversations.urls")),
        path("", include("ngo2.organisations.urls")),
        path("", include("ngo2.kernel.ui.urls")),
        path("", include("ngo2.operations.urls")),
        path("", include("ngo2.api.page_urls")),
        path("", include("ngo2.portal.urls")),
        prefix_default_language=False,
    ),
]
