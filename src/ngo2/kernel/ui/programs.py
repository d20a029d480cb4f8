"""Views that programs ask, not people: they answer an error in their own way."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def answer(request: HttpRequest, status: int, sentence: str) -> HttpResponse | None:
    """What the view's `answer_error` says; None for views of people."""
    found: Callable[[HttpRequest, int, str], HttpResponse] | None = getattr(
        getattr(request.resolver_match, "func", None), "answer_error", None
    )
    return found(request, status, sentence) if found is not None else None
