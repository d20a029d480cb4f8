"""The lists of needs and offers, narrowed as the page is, as files."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ngo2.exchange import filters, kinds
from ngo2.exchange.datasets.posts import NAME, Chosen
from ngo2.kernel.opendata import downloads
from ngo2.kernel.ui import access


@require_safe
@access.public
def needs(request: HttpRequest, ending: str) -> HttpResponseBase:
    return _file(request, ending, kinds.NEED, _("What is needed"))


@require_safe
@access.public
def offers(request: HttpRequest, ending: str) -> HttpResponseBase:
    return _file(request, ending, kinds.OFFER, _("What is offered"))


def _file(request: HttpRequest, ending: str, side: str, title: str) -> HttpResponseBase:
    """All pages of the list."""
    return downloads.download(request, NAME, ending, Chosen(side, filters.read(request.GET)), title)
