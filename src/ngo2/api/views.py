"""Beside the operations: their description for programs, and the page for who writes them."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from ngo2.api import problems
from ngo2.api.description import PREFIX, description
from ngo2.kernel.ui import access, pages


def openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Every other address below: a program is not answered with a page."""
    return problems.problem(404, problems.nothing_here())


@access.public
@pages.cached("api")
def page(request: HttpRequest) -> HttpResponse:
    operations = [
        {
            "path": path,
            "summary": _said(one["summary"]),
            "text": _said(one.get("description", "")),
            "parameters": [_parameter(parameter) for parameter in one.get("parameters", [])],
        }
        for path, methods in description()["paths"].items()
        for one in methods.values()
    ]
    context = {
        "operations": operations,
        "site": settings.NGO2_SITE_URL,
        "prefix": PREFIX,
        "requests": settings.NGO2_API_REQUESTS,
        "canonical": settings.NGO2_SITE_URL + request.path,
    }
    return render(request, "api/page.html", context)


def _parameter(one: dict[str, Any]) -> dict[str, str]:
    return {"name": one["name"], "text": _said(description_of(one)), "example": str(one.get("example", ""))}


def description_of(parameter: dict[str, Any]) -> str:
    return str(parameter.get("description") or parameter.get("schema", {}).get("description", ""))


def _said(text: str) -> str:
    return gettext(text) if text else ""
