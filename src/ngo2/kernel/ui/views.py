from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ngo2.kernel.ui import access, samples, tokens


@access.public
def style(request: HttpRequest) -> HttpResponse:
    """Every component in the language of the address."""
    return render(request, "ui/style.html", {**samples.everything(), "colours": tokens.COLOURS})
