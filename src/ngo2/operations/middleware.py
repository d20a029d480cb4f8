"""The disk guard: when there is no room, reading goes on, and whoever sends a form keeps what they typed."""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ngo2.kernel.ui import unsaved
from ngo2.operations import disk

_READING = {"GET", "HEAD", "OPTIONS"}
_FULL = ("disk is full", "no space left", "disk i/o error", "could not extend file")


class DiskGuard:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        state = disk.room().state
        if state == "open":
            return None
        if state == "read_only":
            request.read_only = True  # type: ignore[attr-defined]
            return None if request.method in _READING else nothing_saved(request)
        is_form = request.method == "POST" and str(request.content_type).startswith("multipart/")
        return nothing_saved(request, files=True) if is_form and request.FILES else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Full between two looks: the transaction is undone, and the person hears the same."""
        full = isinstance(error, DatabaseError | OSError) and any(
            word in str(error).lower() for word in _FULL
        )
        if not full or request.method in _READING:
            return None
        disk.forget()
        return nothing_saved(request)


def nothing_saved(request: HttpRequest, *, files: bool = False) -> HttpResponse:
    """507, with the same form once more: press again when there is room."""
    why = (
        _(
            "The disk of this site is nearly full, so no files are taken in for now. Everything "
            "else can be saved."
        )
        if files
        else _("The disk of this site is full, so nothing can be saved for now. The team has to make room.")
    )
    return unsaved.page(request, 507, why, files=files)
