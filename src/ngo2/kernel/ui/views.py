from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ngo2.kernel.ui import access, samples, tokens


@access.public
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component in the language of the address."""
    return render(request, "ui/style.html", {**samples.everything(), "colours": tokens.COLOURS})
