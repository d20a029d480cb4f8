"""The disk guard: when there is no room, reading goes on, and whoever sends a form keeps what they typed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from ngo2.kernel.ui import unsaved
from ngo2.lib import db
from ngo2.operations import disk

_READING = {"GET", "HEAD", "OPTIONS"}


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
            return None if request.method in _READING else unsaved.disk_is_full(request)
        is_form = request.method == "POST" and str(request.content_type).startswith("multipart/")
        return unsaved.disk_is_full(request, files=True) if is_form and request.FILES else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Full between two looks: the transaction is undone, and the person hears the same."""
        if not db.is_full(error) or request.method in _READING:
            return None
        disk.forget()
        return unsaved.disk_is_full(request)
